"""What forbids a change of posts, each with its own sentence, and what forbids it on its day only."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from cycle_engine.errors import Missing, NotYourTurn, OwnCause
from cycle_engine.machine import MACHINES
from cycle_engine.models import Entry
from directory.models import Assignment
from tests.workflows.evaluation.office import Office
from tests.workflows.planning.desk import broken, state, told
from tests.workflows.staffing.moves import changed, entered, plans, post_of, wanted
from workflows.staffing import clockwork
from workflows.staffing.commands import apply_changes, cancel_change, record_change
from workflows.staffing.models import PostChange

LATER = "2026-05-04"
REFUSED: list[tuple[str, tuple[Any, ...], dict[str, Any], str]] = [
    ("ours:change_decree", ("ani", "retirement", LATER), {"decree_number": " "}, "number of its decree"),
    ("ours:change_new_post", ("ani", "retirement", LATER, "baru"), {}, "any other change names none"),
    ("ours:change_other_post", ("ani", "transfer", LATER, "ani"), {}, "holds this post already"),
    ("ours:change_later", ("ani", "retirement", "2020-01-01"), {}, "since 1 January 2020"),
    ("ours:change_post_free", ("ani", "transfer", LATER, "budi"), {}, "on 4 May 2026"),
    ("ours:change_return", ("ani", "return", LATER), {}, "not outside the scheme on 4 May 2026"),
    ("ours:change_contract", ("ani", "contract_end", LATER), {}, "no PPPK"),
    ("ours:change_death", ("ani", "death", LATER), {}, "once it has happened"),
    ("ours:change_year", ("ani", "retirement", "1999-12-31"), {}, "from 2000 to 2099"),
]


@pytest.mark.parametrize(("rule", "change", "more", "says"), REFUSED, ids=[each[0] for each in REFUSED])
def test_a_change_is_refused_with_a_sentence_and_nothing_of_it_stays(
    office: Office, rule: str, change: tuple[Any, ...], more: dict[str, Any], says: str
) -> None:
    office.new_post("baru", below="citra")
    office.in_force()
    entries = Entry.objects.count()
    with broken(rule, says=says):
        changed(office, *change, **more)
    assert (PostChange.objects.count(), Entry.objects.count()) == (0, entries)
    assert plans(office) == [("in_force", "2026-01-01", "2026-12-31")]


def test_a_move_without_a_new_post_is_refused(office: Office) -> None:
    with broken("ours:change_new_post"):
        changed(office, "ani", "transfer", LATER)


def test_who_is_in_service_already_does_not_enter_again(office: Office) -> None:
    office.new_post("baru", below="citra")
    office.new_post("lain", below="citra")
    entered(office, "2026-01-12", "baru")
    with broken("ours:change_enters_once", "ours:change_once", says="from one post to another is a transfer"):
        entered(office, "2026-01-12", "lain")


def test_who_is_outside_the_scheme_already_does_not_leave_it_again(office: Office) -> None:
    office.exempt("ani")
    with broken("ours:change_exempt", says="Unpaid leave"):
        changed(office, "ani", "suspension", LATER)


def test_a_person_has_one_change_a_day_unless_it_was_given_up(office: Office) -> None:
    first = changed(office, "ani", "retirement", LATER)
    with broken("ours:change_once", says="4 May 2026"):
        changed(office, "ani", "unpaid_leave", LATER)
    cancel_change(first.pk, "SK dicabut", actor=office.actor("dewi"))
    assert state(changed(office, "ani", "unpaid_leave", LATER)) == "planned"


def test_who_holds_no_post_any_more_has_nothing_to_change(office: Office) -> None:
    office.leaves("ani", "2026-01-11")
    with broken("ours:change_holds_post", says="holds no post on 12 January 2026"):
        changed(office, "ani", "retirement", "2026-01-12")
    office.person("orang")
    with pytest.raises(Missing):
        changed(office, "orang", "retirement", "2026-01-12")
    office.takes_post("orang", "ani", "2026-01-12")
    office.leaves("orang", "2026-01-11")  # before the first day: withdrawn
    with pytest.raises(Missing):
        changed(office, "orang", "retirement", "2026-01-12")


def test_all_that_forbids_a_change_is_told_at_once(office: Office) -> None:
    with broken("ours:change_decree", "ours:change_new_post", "ours:change_contract"):
        office.new_post("baru", below="citra")
        changed(office, "ani", "contract_end", LATER, "baru", decree_number="")


def test_a_change_of_nobody_or_into_no_post_is_missing(office: Office) -> None:
    for about in ({"person": 0}, {"new_post": 4711}):
        with pytest.raises(Missing):
            record_change(
                wanted(office, "ani", "transfer", LATER, "eko", **about), actor=office.actor("dewi")
            )


# Who may


@pytest.mark.parametrize("who", ["ani", "budi", "citra", "eko", "indah", "clock"])
def test_only_a_manager_records_a_change(office: Office, who: str) -> None:
    with pytest.raises(NotYourTurn):
        record_change(wanted(office, "ani", "retirement", LATER), actor=office.actor(who))


def test_a_manager_never_records_a_change_of_his_own(office: Office) -> None:
    with pytest.raises(OwnCause):
        changed(office, "dewi", "retirement", LATER)


def test_a_transfer_needs_a_manager_of_both_units(office: Office) -> None:
    """Citra manages the sub-district alone: what happens in it is hers, and nothing that leads out of it."""
    office.new_post("dalam", below="citra", unit="KEC")
    office.new_post("luar", below="wibawa", unit="DUKCAPIL")
    office.grant("eko", "manager", "KEC")
    with pytest.raises(NotYourTurn):
        changed(office, "ani", "transfer", LATER, "luar", by="eko")
    assert state(changed(office, "ani", "transfer", LATER, "dalam", by="eko")) == "planned"


def test_a_stranger_does_not_put_people_into_the_directory(office: Office) -> None:
    office.new_post("baru", below="citra")
    before = Assignment.objects.count()
    with pytest.raises(NotYourTurn):
        entered(office, "2026-01-12", "baru", by="citra")
    assert Assignment.objects.count() == before


def test_what_the_plan_refuses_stops_the_whole_change(office: Office) -> None:
    """Dewi rates Ani, so another manager ends her plan."""
    office.describe("ani", rater_id=office.post("dewi"))
    plan = office.submitted()
    with broken("own_cause", says="for somebody else to decide"):
        changed(office, "ani", "retirement", "2026-01-12")
    assert (state(plan), post_of(office, "ani", "2026-01-12")) == ("submitted", office.post("ani"))
    assert not PostChange.objects.exists()


# On its day


def test_a_change_is_not_carried_out_before_its_day(office: Office) -> None:
    change = changed(office, "ani", "retirement", LATER)
    with broken("ours:change_day", says="4 May 2026"):
        apply_changes([change.pk])
    assert state(change) == "planned"


def test_a_change_whose_recorder_manages_no_longer_is_refused_on_its_day_and_managers_read_why(
    office: Office,
) -> None:
    office.grant("eko", "manager", "KEC")
    change = changed(office, "ani", "retirement", LATER, by="eko")
    plan = office.in_force()
    changed(office, "eko", "suspension", "2026-02-02")
    office.at("2026-05-04 00:00")
    with translation.override("en"):
        assert [clockwork.sweep_all()["refused"] for _ in range(3)] == [1, 0, 0]
    change.refresh_from_db()
    assert (state(change), state(plan)) == ("refused", "in_force")
    assert change.refusal == [
        {
            "rule": "ours:change_recorder",
            "message": "Who recorded this change no longer manages the units concerned.",
        }
    ]
    assert post_of(office, "ani", LATER) == office.post("ani")
    assert told("postchange.refuse") == [{office.id("dewi"): "manager"}]


def test_a_change_is_refused_when_the_person_has_left_the_post_meanwhile(office: Office) -> None:
    change = changed(office, "ani", "retirement", LATER)
    office.leaves("ani", "2026-03-31")
    office.at("2026-05-04 00:00")
    assert clockwork.sweep_all() == {"applied": 0, "refused": 1}
    change.refresh_from_db()
    assert [each["rule"] for each in change.refusal] == ["ours:change_holds_post"]


def test_one_refused_change_stops_no_other(office: Office) -> None:
    office.grant("eko", "manager", "KEC")
    first = changed(office, "ani", "retirement", LATER, by="eko")
    second = changed(office, "budi", "retirement", LATER)
    changed(office, "eko", "unpaid_leave", "2026-02-02")
    office.at("2026-05-04 00:00")
    assert clockwork.sweep_all() == {"applied": 2, "refused": 1}
    assert (state(first), state(second)) == ("refused", "applied")


def test_who_change_places_but_were_recorded_by_two_managers_are_told_so(office: Office) -> None:
    office.grant("citra", "manager", "KAB")
    leaving = changed(office, "eko", "retirement", LATER)
    changed(office, "ani", "transfer", LATER, "eko")
    cancel_change(leaving.pk, "SK dicabut", actor=office.actor("dewi"))
    changed(office, "eko", "transfer", LATER, "ani", by="citra")
    office.at("2026-05-04 00:00")
    assert clockwork.sweep_all() == {"applied": 0, "refused": 2}
    refused = PostChange.objects.filter(state="refused")
    assert [[each["rule"] for each in row.refusal] for row in refused] == [["ours:change_together"]] * 2


def test_every_rule_of_a_change_is_asked_and_has_a_code_of_its_own() -> None:
    rules = [rule for step in MACHINES["postchange"].steps.values() for rule in step.rules]
    codes = {rule.code: rule for rule in rules}
    assert {id(each) for each in codes.values()} == {id(each) for each in rules}
