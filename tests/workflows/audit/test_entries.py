"""Which entries an inspector finds: in his units, on the day of his grant, by what he looks for."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.apps import apps

from cycle_engine import clock
from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.errors import NotYourTurn, RulesBroken
from cycle_engine.models import Chained, Entry
from cycle_engine.record import record
from directory.models import Grant, UnitRow
from tests.workflows.planning.desk import Desk, day
from workflows.audit import queries
from workflows.audit.acts import DATED, label
from workflows.audit.queries import Search
from workflows.planning.models import Plan


def found(desk: Desk, who: str = "indah", **looked_for: Any) -> list[Any]:
    """What this person finds, oldest first."""
    rows = queries.entries(desk.id(who), Search(**looked_for), clock.moment())
    return list(rows.order_by("pk"))


def steps(desk: Desk, who: str = "indah", **looked_for: Any) -> list[tuple[str, str]]:
    return [(each.record, each.step) for each in found(desk, who, **looked_for)]


def plans(entries: list[Entry]) -> set[int]:
    return {each.chain_id for each in entries if each.chain == "plan"}


def granted(desk: Desk, name: str, unit: str, since: str, until: str | None = None) -> None:
    row = Grant(person_id=desk.id(name), capacity="inspector", unit=desk.agency.units[unit])
    row.valid_from, row.valid_to = day(since), day(until) if until else None
    record([desk.agency.people[name]], "grant", Changes([row]), actor=Actor.clock(), notes=[{}])


def moved(desk: Desk, unit: str, below: str, since: str) -> None:
    """The unit belongs to another one from this day on."""
    changes = Changes()
    row = UnitRow.objects.get(unit=desk.agency.units[unit])
    changes.change(row, valid_to=day(since) - datetime.timedelta(days=1))
    said = {"name": row.name, "timezone": row.timezone, "work_week": row.work_week}
    changes.add(
        UnitRow(unit=desk.agency.units[unit], parent=desk.agency.units[below], valid_from=day(since), **said)
    )
    record([desk.agency.units[unit]], "describe", changes, actor=Actor.clock(), notes=[{}])


# In whose units


def test_an_inspector_of_the_agency_finds_every_entry_of_its_plans(desk: Desk) -> None:
    desk.amending()
    desk.submitted("eko")
    everything = list(Entry.objects.filter(chain="plan").order_by("pk"))
    assert [each for each in found(desk) if each.chain == "plan"] == everything
    assert len({each.record for each in everything}) == 2


@pytest.mark.parametrize("who", ["ani", "budi", "citra", "dewi", "eko"])
def test_whoever_inspects_nothing_is_refused(desk: Desk, who: str) -> None:
    desk.submitted()
    with pytest.raises(NotYourTurn):
        found(desk, who)


def test_an_inspector_finds_what_is_about_his_units_and_those_below_alone(desk: Desk) -> None:
    inside, outside = desk.submitted(), desk.submitted("eko")
    granted(desk, "eko", "KEC", "2026-01-12")
    mine = found(desk, "eko")
    assert plans(mine) == {inside.pk}
    assert plans(found(desk)) == {inside.pk, outside.pk}
    about = {(each.chain, each.chain_id) for each in mine if each.chain != "plan"}
    agency = desk.agency
    assert about == {
        *(("unit", agency.units[code].pk) for code in ("KEC", "KEC-PEL")),
        *(("post", desk.post(name)) for name in ("citra", "budi", "ani")),
        *(("person", desk.id(name)) for name in ("citra", "budi", "ani")),
        ("calendaryear", Entry.objects.get(chain="calendaryear").chain_id),
    }


def test_cycles_and_letters_are_found_with_their_units(desk: Desk) -> None:
    letter = desk.letter("eko", "budi", "2026-01-13", "2026-01-14")
    record([letter], "end", Changes(), actor=Actor.clock(), notes=[{}], unit=desk.agency.units["KEC-PEL"].pk)
    granted(desk, "eko", "KEC", "2026-01-12")
    assert steps(desk, record="cycle") == [("cycle", "create_cycle")]
    assert steps(desk, "eko", record="cycle") == []  # it is the agency's
    assert steps(desk, "eko", record="letter") == [("letter", "end")]


def test_the_grant_counts_on_the_day_of_the_question(desk: Desk) -> None:
    plan = desk.submitted()
    granted(desk, "eko", "KEC", "2026-01-13", "2026-01-14")
    for moment, inspects in [
        ("2026-01-12 23:59", False),
        ("2026-01-13 00:00", True),
        ("2026-01-14 23:59", True),
        ("2026-01-15 00:00", False),
    ]:
        desk.at(moment)
        if inspects:
            assert plans(found(desk, "eko")) == {plan.pk}, moment
        else:
            with pytest.raises(NotYourTurn):
                found(desk, "eko")


def test_in_the_east_a_grant_begins_two_hours_earlier(desk: Desk) -> None:
    desk.zone("Asia/Jayapura")
    plan = desk.submitted()
    granted(desk, "eko", "KEC", "2026-01-13")
    desk.at("2026-01-12 21:59")
    with pytest.raises(NotYourTurn):
        found(desk, "eko")
    desk.at("2026-01-12 22:00")
    assert plans(found(desk, "eko")) == {plan.pk}


def test_who_is_suspended_inspects_nothing(desk: Desk) -> None:
    desk.exempt("indah", "suspension")
    with pytest.raises(NotYourTurn):
        found(desk)


def test_a_unit_that_moves_takes_its_entries_to_the_inspector_of_its_new_place(desk: Desk) -> None:
    plan = desk.submitted()
    granted(desk, "eko", "DUKCAPIL", "2026-01-12")
    moved(desk, "KEC-PEL", "DUKCAPIL", "2026-01-13")
    assert plans(found(desk, "eko")) == set()
    desk.at("2026-01-13 00:00")
    assert plans(found(desk, "eko")) == {plan.pk}


def test_every_entry_on_a_plans_chain_is_about_the_plans_unit(desk: Desk) -> None:
    change = desk.amending()
    desk.pinned(change)
    plan = Plan.objects.get(pk=change.plan_id)
    entries = Entry.objects.filter(chain="plan", chain_id=plan.pk)
    assert {each.record for each in entries} == {"plan", "amendment", "remark"}
    assert {each.unit for each in entries} == {plan.unit_id}


# By what he looks for


def test_each_filter_finds_its_own_and_nothing_else(desk: Desk) -> None:
    change = desk.amending()
    plan, other = change.plan_id, desk.submitted("eko").pk
    agency = desk.agency
    planning = [each for each in found(desk) if each.chain == "plan"]

    def expect(keep: Any, **looked_for: Any) -> None:
        kept = [each for each in planning if keep(each)]
        assert kept, looked_for
        assert len(kept) < len(planning), looked_for
        assert [each for each in found(desk, **looked_for) if each.chain == "plan"] == kept, looked_for

    expect(lambda each: each.actor == desk.id("budi"), actor=desk.id("budi"))
    expect(lambda each: each.chain_id == plan, unit=agency.units["KEC"].pk)
    expect(lambda each: each.chain_id == other, unit=agency.units["DUKCAPIL"].pk)
    expect(lambda each: each.step == "submit", step="submit")
    expect(lambda each: each.record == "amendment", record="amendment")
    expect(lambda each: each.record == "plan" and each.record_id == plan, record="plan", record_id=plan)
    expect(lambda each: each.record == "amendment", record="amendment", record_id=change.pk)
    expect(lambda each: each.chain_id == plan, plan=plan)
    expect(lambda each: each.from_state == "drafting", from_state="drafting")
    expect(lambda each: each.to_state == "submitted", to_state="submitted")
    expect(lambda each: each.to_state == "submitted" and each.chain_id == other, step="submit", plan=other)


@pytest.mark.parametrize(
    "looked_for",
    [
        {"actor": 4711},
        {"unit": 4711},
        {"step": "asleep"},
        {"record": "plans"},
        {"record": "plan", "record_id": 4711},
        {"plan": 4711},
        {"period": 2025},
        {"from_state": "asleep"},
        {"to_state": "asleep"},
        {"reason": "tidak ada"},
        {"until": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)},
        {"since": datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)},
    ],
    ids=lambda looked_for: "-".join(looked_for),
)
def test_what_is_not_there_is_not_found(desk: Desk, looked_for: dict[str, Any]) -> None:
    desk.submitted()
    assert found(desk, **looked_for) == []


def test_a_unit_that_he_does_not_inspect_is_no_way_around(desk: Desk) -> None:
    desk.submitted("eko")
    granted(desk, "eko", "KEC", "2026-01-12")
    assert found(desk, "eko", unit=desk.agency.units["DUKCAPIL"].pk) == []
    assert plans(found(desk, "eko", unit=desk.agency.units["KAB"].pk)) == set()


def test_times_are_half_open(desk: Desk) -> None:
    plan = desk.submitted()
    born, submitted = found(desk, plan=plan.pk)
    assert found(desk, plan=plan.pk, since=submitted.at) == [submitted]
    assert found(desk, plan=plan.pk, until=submitted.at) == [born]
    assert found(desk, plan=plan.pk, since=born.at, until=submitted.at) == [born]


def test_a_period_is_a_year_with_its_plans_its_cycles_and_its_calendar(desk: Desk) -> None:
    plan = desk.submitted()
    year = {(each.chain, each.chain_id) for each in found(desk, period=2026)}
    assert ("plan", plan.pk) in year
    assert {chain for chain, _ in year} == {"plan", "cycle", "calendaryear"}
    assert found(desk, period=2027) == []


# Reasons


def test_a_reason_is_found_by_a_part_of_it_whatever_its_case(desk: Desk) -> None:
    plan = desk.take(desk.submitted(), "return_for_revision", "budi", reason='Target "100 %" keliru_')
    (entry,) = found(desk, step="return_for_revision")
    for words in ("target", "TARGET", '"100 %"', "keliru_"):
        assert found(desk, reason=words) == [entry], words
    for words in ("target%keliru", "Target_", "keliru__", "targets"):
        assert found(desk, reason=words) == [], words
    assert plan.pk == entry.chain_id


def test_words_are_looked_for_in_reasons_alone(desk: Desk) -> None:
    desk.take(desk.submitted(), "return_for_revision", "budi", reason="Perbaiki")
    assert "revision" in str([each.text for each in found(desk)])
    assert found(desk, reason="revision") == []
    assert found(desk, reason="reason") == []


def test_reasons_outside_his_units_are_not_found(desk: Desk) -> None:
    desk.take(desk.submitted("eko"), "withdraw", "eko", reason="Rahasia kantor lain")
    granted(desk, "budi", "KEC", "2026-01-12")
    assert len(found(desk, reason="rahasia")) == 1
    assert found(desk, "budi", reason="rahasia") == []


def test_a_reason_that_was_lawfully_removed_is_not_found_any_more(desk: Desk) -> None:
    plan = desk.take(desk.submitted(), "withdraw", "ani", reason="Rahasia pribadi")
    (entry,) = found(desk, reason="rahasia")
    with desk.agency.database.owner() as owner:
        owner.execute("UPDATE engine_payload SET text = NULL, salt = '' WHERE entry_id = %s", [entry.pk])
    assert found(desk, reason="rahasia") == []
    assert found(desk, plan=plan.pk)[-1].text is None


def test_a_search_that_takes_too_long_says_how_to_narrow_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.submitted()
    monkeypatch.setattr(queries, "LONGEST", "1ms")
    with pytest.raises(RulesBroken) as refused, queries.bounded():
        many = queries.entries(desk.id("indah"), Search(), clock.moment())
        list(many.extra(where=["pg_sleep(0.05) IS NOT NULL"]))
    assert [blocker.rule for blocker in refused.value.blockers] == ["ours:narrow_search"]
    with queries.bounded():
        assert queries.entries(desk.id("indah"), Search(), clock.moment()).exists()


# What acts are called


def test_every_act_that_has_no_step_has_a_label() -> None:
    acts = {
        act
        for model in apps.get_models()
        if issubclass(model, Chained) and not model.__module__.startswith("tests.")
        for act in model.dated
    }
    assert acts == set(DATED)


def test_an_act_of_former_times_is_called_by_its_name() -> None:
    assert label("plan", "submit") != "submit"
    assert label("plan", "bury") == "bury"
    assert label("barrel", "roll") == "roll"
    assert label("unit", "describe") != "describe"
