"""With what plans begin: templates of posts, and last year's plans."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cycle_engine.actors import Actor
from cycle_engine.errors import Missing, NotYourTurn, Stale, WrongState
from cycle_engine.models import Entry
from tests.workflows.planning.desk import Desk, broken, day
from workflows.cycles.commands import create_cycle
from workflows.cycles.models import Cycle
from workflows.cycles.policy import Policy
from workflows.jobs.commands import run_waiting
from workflows.planning import commands, templates
from workflows.planning.contents import Contents, document
from workflows.planning.models import Draft, Plan
from workflows.planning.rows import Template

TODAY = day("2026-01-12")


def put(desk: Desk, name: str, contents: dict[str, Any], by: str = "dewi", on: datetime.date = TODAY) -> int:
    return templates.put_templates({desk.post(name): contents}, on, actor=desk.actor(by))


def other(desk: Desk) -> dict[str, Any]:
    """Other contents than the usual ones."""
    return desk.agency.complete_contents() | {"approach": "kualitatif"}


# Templates


def test_a_template_is_dated_and_entered_on_the_chain_of_its_post(desk: Desk) -> None:
    contents = desk.agency.complete_contents()
    assert put(desk, "ani", contents) == 1
    assert put(desk, "ani", other(desk), on=day("2026-02-02")) == 1
    first, second = Template.objects.order_by("valid_from")
    assert (first.contents, first.valid_from, first.valid_to) == (contents, TODAY, day("2026-02-01"))
    assert (second.contents, second.valid_to) == (other(desk), None)
    entry = Entry.objects.filter(chain="post", chain_id=desk.post("ani")).latest("seq")
    assert (entry.step, entry.actor, entry.capacity) == ("set_template", desk.id("dewi"), "manager")


def test_what_is_said_already_is_no_news(desk: Desk) -> None:
    put(desk, "ani", desk.agency.complete_contents())
    entries = Entry.objects.count()
    assert put(desk, "ani", desk.agency.complete_contents()) == 0
    assert Entry.objects.count() == entries


def test_a_template_said_anew_on_its_first_day_takes_the_place_of_the_first(desk: Desk) -> None:
    put(desk, "ani", desk.agency.complete_contents())
    put(desk, "ani", other(desk))
    assert [row.contents for row in Template.objects.on(TODAY)] == [other(desk)]


def test_an_ended_template_is_begun_with_no_more(desk: Desk) -> None:
    put(desk, "ani", desk.agency.complete_contents())
    templates.end_template(desk.post("ani"), TODAY, actor=desk.actor("dewi"))
    assert not Template.objects.on(TODAY).exists()
    with pytest.raises(Missing):
        templates.end_template(desk.post("ani"), TODAY, actor=desk.actor("dewi"))


@pytest.mark.parametrize("who", ["ani", "budi", "indah"])
def test_only_a_manager_of_the_posts_unit_says_with_what_its_plans_begin(desk: Desk, who: str) -> None:
    put(desk, "ani", desk.agency.complete_contents())
    with pytest.raises(NotYourTurn):
        put(desk, "ani", other(desk), by=who)
    with pytest.raises(NotYourTurn):
        templates.end_template(desk.post("ani"), TODAY, actor=desk.actor(who))
    with pytest.raises(Missing):
        templates.put_templates({4711: {}}, TODAY, actor=desk.actor("dewi"))


def test_several_templates_are_set_together_or_not_at_all(desk: Desk) -> None:
    desk.grant("citra", unit="KEC")
    contents = dict.fromkeys([desk.post("ani"), desk.post("eko")], desk.agency.complete_contents())
    with pytest.raises(NotYourTurn):
        templates.put_templates(contents, TODAY, actor=desk.actor("citra"))
    assert not Template.objects.exists()


# Last year's plan


@pytest.fixture
def next_year(desk: Desk) -> Cycle:
    """The cycle of 2027, after a year in which the plans of Budi and Ani were in force."""
    budi = desk.drafted("budi", contents=_of_budi(desk))
    desk.take(budi, "submit", "budi")
    desk.take(budi, "approve", "citra", data=desk.named(budi))
    desk.in_force("ani", contents=_of_ani(desk))
    desk.at("2026-12-28 09:00")
    return create_cycle(2027, desk.agency.units["KAB"].pk, Policy(), Actor.clock())


def _of_budi(desk: Desk) -> dict[str, Any]:
    contents = desk.agency.complete_contents()
    contents["results"] = [contents["results"][1] | {"id": "r7", "text": "Terlayaninya warga"}]
    contents["results"][0]["indicators"][0]["id"] = "r7.i1"
    return contents


def _of_ani(desk: Desk) -> dict[str, Any]:
    """The first result serves Budi's, the second was assigned."""
    contents = desk.agency.complete_contents()
    contents["results"][0] |= {"id": "r5", "serves": {"result": "r7"}}
    return contents


def opened(desk: Desk, cycle: Cycle, first: Any = "template") -> None:
    commands.open_cycle(cycle, desk.actor("dewi"), first)
    run_waiting()


def begun(desk: Desk, name: str, cycle: Cycle) -> dict[str, Any]:
    draft = Draft.objects.get(plan__employee=desk.id(name), plan__cycle=cycle, amendment=None)
    contents: dict[str, Any] = draft.contents
    return contents


def test_where_there_is_no_template_a_plan_goes_on_where_the_last_one_ended(
    desk: Desk, next_year: Cycle
) -> None:
    opened(desk, next_year)
    contents, before = begun(desk, "ani", next_year), _of_ani(desk)
    assert [result["id"] for result in contents["results"]] == ["r1", "r2"]
    assert [result["text"] for result in contents["results"]] == [each["text"] for each in before["results"]]
    assert all(result["carried_over"] for result in contents["results"])
    measured = [result["indicators"][0] for result in contents["results"]]
    assert [(each["id"], each["target"], each["unit"]) for each in measured] == [
        ("r1.i1", "30", "menit"),
        ("r2.i1", "12", "laporan"),
    ]
    assert contents["behaviours"] == before["behaviours"]
    assert begun(desk, "eko", next_year) == document(Contents())


def test_what_served_a_result_that_is_not_there_any_more_is_left_open_and_asked_for(
    desk: Desk, next_year: Cycle
) -> None:
    opened(desk, next_year)
    first, second = begun(desk, "ani", next_year)["results"]
    assert (first["serves"], second["serves"]) == ({}, {"assigned_by": "Camat"})
    plan = Plan.objects.get(employee=desk.id("ani"), cycle=next_year)
    desk.at("2027-01-11 09:00")
    with broken("6/2022:8(1)", "ours:carried_over", says="r1, r2"):
        desk.take(plan, "submit", "ani")
    looked_at = begun(desk, "ani", next_year)
    for result in looked_at["results"]:
        del result["carried_over"]
        result["serves"] = {"assigned_by": "Camat"}
    desk.write(plan, looked_at)
    assert desk.take(plan, "submit", "ani").state == "submitted"


def test_what_served_a_result_of_the_same_words_serves_it_again_under_its_new_id(
    desk: Desk, next_year: Cycle
) -> None:
    desk.at("2027-01-04 09:00")
    contents = _of_budi(desk)
    contents["results"][0] |= {"id": "r9"}
    contents["results"][0]["indicators"][0]["id"] = "r9.i1"
    plan = commands.draft_plan(
        next_year, desk.id("budi"), desk.post("budi"), next_year.starts_on, actor=desk.actor("budi")
    ).record
    desk.write(plan, contents)
    desk.take(plan, "submit", "budi")
    desk.take(plan, "approve", "citra", data=desk.named(plan))
    opened(desk, next_year)
    assert begun(desk, "ani", next_year)["results"][0]["serves"] == {"result": "r9"}


def test_a_template_comes_before_the_last_plan_unless_that_is_asked_for(desk: Desk, next_year: Cycle) -> None:
    put(desk, "ani", other(desk), on=day("2026-12-28"))
    put(desk, "eko", other(desk), on=day("2026-12-28"))
    opened(desk, next_year)
    assert begun(desk, "ani", next_year) == other(desk)


def test_the_last_plan_comes_before_a_template_when_that_is_asked_for(desk: Desk, next_year: Cycle) -> None:
    put(desk, "ani", other(desk), on=day("2026-12-28"))
    put(desk, "eko", other(desk), on=day("2026-12-28"))
    opened(desk, next_year, "last_year")
    assert begun(desk, "ani", next_year)["results"][0]["carried_over"]
    assert begun(desk, "eko", next_year) == other(desk)


def test_who_has_another_post_by_now_begins_empty(desk: Desk, next_year: Cycle) -> None:
    desk.leaves("ani", "2026-12-30")
    desk.new_post("baru", below="budi")
    desk.takes_post("ani", "baru", "2026-12-31")
    desk.at("2027-01-04 09:00")
    opened(desk, next_year)
    assert begun(desk, "ani", next_year) == document(Contents())


def test_a_plan_that_never_came_into_force_is_not_gone_on_with(desk: Desk) -> None:
    desk.submitted("eko")
    desk.at("2026-12-28 09:00")
    cycle = create_cycle(2027, desk.agency.units["KAB"].pk, Policy(), Actor.clock())
    opened(desk, cycle)
    assert begun(desk, "eko", cycle) == document(Contents())


def test_an_opening_asks_as_much_for_many_as_for_few(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = []
    for letter, many in (("f", 2), ("g", 12)):
        for number in range(many):
            desk.new_post(f"{letter}{number}", below="budi")
            desk.person(f"{letter}{number}", post=f"{letter}{number}")
        with CaptureQueriesContext(connection) as queries:
            opened(desk, desk.agency.cycle)
        counts.append(len(queries))
    assert Plan.objects.count() == 20
    assert counts[1] <= counts[0]


# The owner's own draft


def test_the_owner_begins_his_draft_with_the_template_of_the_post(desk: Desk) -> None:
    put(desk, "ani", desk.agency.complete_contents())
    plan = desk.begun("ani", "ani", "2026-01-01", "ani")
    draft = commands.start_plan(plan.pk, "template", 0, desk.id("ani"), replace=False)
    assert (draft.contents, draft.edit) == (desk.agency.complete_contents(), 1)
    assert desk.take(plan, "submit", "ani").state == "submitted"


def test_the_owner_begins_his_draft_as_his_last_plan_was(desk: Desk, next_year: Cycle) -> None:
    desk.at("2027-01-04 09:00")
    ani = desk.actor("ani")
    act = commands.draft_plan(next_year, desk.id("ani"), desk.post("ani"), next_year.starts_on, actor=ani)
    draft = commands.start_plan(act.record.pk, "last_year", 0, desk.id("ani"), replace=False)
    assert [result["id"] for result in draft.contents["results"]] == ["r1", "r2"]


def test_contents_that_are_there_are_replaced_only_when_that_is_said(desk: Desk) -> None:
    put(desk, "ani", other(desk))
    plan = desk.drafted()
    with broken("ours:contents_there", says="replaced"):
        commands.start_plan(plan.pk, "template", 1, desk.id("ani"), replace=False)
    assert Draft.objects.get(plan=plan).contents == desk.agency.complete_contents()
    draft = commands.start_plan(plan.pk, "template", 1, desk.id("ani"), replace=True)
    assert draft.contents["approach"] == "kualitatif"


@pytest.mark.parametrize(
    ("source", "rule"), [("template", "ours:no_template"), ("last_year", "ours:no_last_year")]
)
def test_where_there_is_nothing_to_begin_with_that_is_said(desk: Desk, source: Any, rule: str) -> None:
    plan = desk.begun("ani", "ani", "2026-01-01", "ani")
    with broken(rule):
        commands.start_plan(plan.pk, source, 0, desk.id("ani"), replace=False)


def test_only_the_owner_begins_his_draft_and_only_the_one_that_he_has_read(desk: Desk) -> None:
    put(desk, "ani", desk.agency.complete_contents())
    plan = desk.begun("ani", "ani", "2026-01-01", "ani")
    with pytest.raises(Stale):
        commands.start_plan(plan.pk, "template", 3, desk.id("ani"), replace=False)
    with pytest.raises(NotYourTurn):
        commands.start_plan(plan.pk, "template", 0, desk.id("budi"), replace=False)
    with pytest.raises(Missing):
        commands.start_plan(4711, "template", 0, desk.id("ani"), replace=False)


def test_a_plan_that_was_returned_is_not_begun_anew(desk: Desk) -> None:
    put(desk, "ani", other(desk))
    plan = desk.returned()
    edit = Draft.objects.get(plan=plan).edit
    with pytest.raises(WrongState):
        commands.start_plan(plan.pk, "template", edit, desk.id("ani"), replace=True)


def test_ids_that_were_frozen_never_name_another_item(desk: Desk) -> None:
    put(desk, "ani", other(desk))
    plan = desk.take(desk.submitted(), "withdraw", "ani")
    edit = Draft.objects.get(plan=plan).edit
    draft = commands.start_plan(plan.pk, "template", edit, desk.id("ani"), replace=True)
    assert [result["id"] for result in draft.contents["results"]] == ["r3", "r4"]
