"""Who sees which plans, and what waits for whom: the same answer as the door gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cycle_engine import clock
from cycle_engine.actors import Capacity
from cycle_engine.errors import NotYourTurn, WrongState
from cycle_engine.look import available_steps
from directory.models import Person
from directory.remit import charged_to, charged_within
from tests.workflows.planning.desk import Desk
from workflows.planning import queries
from workflows.planning.facts import PlanFacts
from workflows.planning.models import Amendment, Plan

APART = {
    Capacity.AUTHOR,
    Capacity.DECIDER,
    Capacity.SERVING,
    Capacity.HANDLER,
    Capacity.CITIZEN,
    Capacity.CLOCK,
}
SEEING = [each for each in Capacity if each not in APART]


def seen(desk: Desk, plan: Plan) -> set[str]:
    """Who sees the plan in a list."""
    return {
        name
        for name, person in desk.agency.people.items()
        if queries.visible_plans(person.pk).filter(pk=plan.pk).exists()
    }


def waiting(desk: Desk, name: str) -> list[tuple[str, str, str]]:
    """What waits for a person: kind of record, step, last day."""
    return [
        (each.deadline.record, each.step, f"{each.deadline.last_day:%m-%d}")
        for each in queries.inbox(desk.id(name))
    ]


def test_owner_rater_superior_manager_and_inspector_see_a_plan_and_a_stranger_does_not(desk: Desk) -> None:
    plan = desk.drafted()
    assert seen(desk, plan) == {"ani", "budi", "citra", "dewi", "indah"}
    assert not queries.visible_plans(desk.id("eko")).exists()


def test_whoever_sees_a_plan_sees_its_amendments_and_remarks(desk: Desk) -> None:
    change = desk.amending()
    remark = desk.pinned(change)
    for name in ("ani", "budi", "citra", "dewi", "indah"):
        assert list(queries.visible_amendments(desk.id(name))) == [change]
        assert list(queries.visible_remarks(desk.id(name))) == [remark]
    assert not queries.visible_amendments(desk.id("eko")).exists()
    assert not queries.visible_remarks(desk.id("eko")).exists()


def test_a_stand_in_sees_plans_for_the_time_of_his_letter_only(desk: Desk) -> None:
    plan = desk.submitted()
    desk.letter("eko", "budi", "2026-01-13", "2026-01-14")
    for moment, sees in [
        ("2026-01-12 23:59", False),
        ("2026-01-13 00:00", True),
        ("2026-01-14 23:59", True),
        ("2026-01-15 00:00", False),
    ]:
        desk.at(moment)
        assert ("eko" in seen(desk, plan)) is sees, moment
        assert bool(waiting(desk, "eko")) is sees, moment


def test_in_the_east_a_new_rater_sees_the_plan_from_his_own_midnight(desk: Desk) -> None:
    desk.zone("Asia/Jayapura")
    plan = desk.submitted()
    desk.leaves("budi", "2026-01-13")
    desk.person("fajar")
    desk.takes_post("fajar", "budi", "2026-01-14")
    for moment, rater in [("2026-01-13 21:59", "budi"), ("2026-01-13 22:00", "fajar")]:
        desk.at(moment)
        assert {"budi", "fajar"} & seen(desk, plan) == {rater}
        assert [name for name in ("budi", "fajar") if waiting(desk, name)] == [rater]


def test_a_manager_sees_the_units_given_to_him_and_all_below(desk: Desk) -> None:
    plan, other = desk.drafted(), desk.drafted("dewi")
    desk.grant("eko", unit="KEC")
    assert list(queries.visible_plans(desk.id("eko"))) == [plan]
    assert "eko" not in seen(desk, other)


def test_who_has_left_sees_his_own_plans_and_no_others(desk: Desk) -> None:
    plan, own = desk.drafted(), desk.drafted("budi")
    desk.leaves("budi", "2026-01-11")
    assert list(queries.visible_plans(desk.id("budi"))) == [own]
    assert "budi" not in seen(desk, plan)


def test_to_whom_a_duty_has_moved_he_sees_the_plan_until_it_is_met(desk: Desk) -> None:
    desk.new_post("kabag", below="citra", unit="KEC")
    desk.person("galih", post="kabag")
    desk.describe("budi", superior_id=desk.post("kabag"))
    plan = desk.submitted()
    assert seen(desk, plan) == {"ani", "budi", "galih", "dewi", "indah"}
    desk.at("2026-02-07 00:00")
    assert "citra" in seen(desk, plan)
    assert waiting(desk, "citra") == [("plan", "set_by_superior", "01-31")]
    desk.take(plan, "set_by_superior", "citra", data=desk.named(plan))
    assert seen(desk, plan) == {"ani", "budi", "galih", "dewi", "indah"}


# What waits


def test_a_draft_waits_for_its_owner_and_a_submitted_plan_for_its_rater(desk: Desk) -> None:
    plan = desk.drafted()
    assert waiting(desk, "ani") == [("plan", "submit", "01-31")]
    desk.take(plan, "submit", "ani")
    assert waiting(desk, "ani") == []
    assert waiting(desk, "budi") == [("plan", "approve", "01-20")]
    for name in ("citra", "wibawa", "dewi", "indah", "eko"):
        assert waiting(desk, name) == [], name


def test_once_late_a_plan_waits_for_the_superior_too_and_then_for_the_next(desk: Desk) -> None:
    desk.submitted()
    desk.at("2026-02-02 09:00")
    assert waiting(desk, "citra") == [("plan", "set_by_superior", "01-31")]
    assert waiting(desk, "wibawa") == []
    desk.at("2026-02-07 00:00")
    assert waiting(desk, "citra") == []
    assert waiting(desk, "wibawa") == [("plan", "set_by_superior", "01-31")]
    assert len(waiting(desk, "budi")) == 1


def test_a_draft_whose_owner_is_late_waits_for_the_rater_then_for_the_superior(desk: Desk) -> None:
    desk.forgotten()
    assert waiting(desk, "budi") == [("plan", "set_unsigned", "01-31")]
    assert waiting(desk, "citra") == []
    desk.at("2026-02-07 00:00")
    assert waiting(desk, "citra") == [("plan", "set_unsigned", "01-31")]


def test_the_oldest_deadline_comes_first_and_each_record_once(desk: Desk) -> None:
    desk.new_post("fajar", below="budi")
    desk.person("fajar", post="fajar")
    desk.amending()
    desk.at("2026-01-13 09:00")
    desk.submitted("fajar")
    desk.drafted("budi")
    assert waiting(desk, "budi") == [
        ("amendment", "approve", "01-20"),
        ("plan", "approve", "01-21"),
        ("plan", "submit", "01-31"),
    ]


# The same answer as the door's


def _normal(desk: Desk) -> None:
    desk.at("2026-01-13 09:00")


def _stand_ins(desk: Desk) -> None:
    desk.letter("eko", "budi", "2026-01-01", "2026-12-31")
    desk.letter("indah", "citra", "2026-01-01", "2026-12-31", issuer="wibawa")


def _vacancy(desk: Desk) -> None:
    desk.leaves("budi", "2026-01-11")


def _two_vacancies(desk: Desk) -> None:
    desk.leaves("budi", "2026-01-11")
    desk.leaves("citra", "2026-01-11")


def _own_cause(desk: Desk) -> None:
    desk.leaves("budi", "2026-01-11")
    desk.letter("ani", "budi", "2026-01-01", "2026-12-31")


def _suspended_rater(desk: Desk) -> None:
    desk.exempt("budi", "suspension")


def _owner_in_his_superiors_post(desk: Desk) -> None:
    desk.leaves("citra", "2026-01-11")
    desk.leaves("ani", "2026-01-11")
    desk.takes_post("ani", "citra", "2026-01-12")


def _rater_stands_in_for_the_superior(desk: Desk) -> None:
    desk.letter("budi", "citra", "2026-01-01", "2026-12-31", issuer="wibawa")


def _late(desk: Desk) -> None:
    desk.at("2026-02-03 09:00")


def _very_late(desk: Desk) -> None:
    desk.at("2026-03-03 09:00")


def _everything(desk: Desk) -> None:
    _stand_ins(desk)
    _suspended_rater(desk)
    desk.grant("citra", unit="KEC-PEL")
    desk.at("2026-03-03 00:30")


SITUATIONS = [
    _normal,
    _stand_ins,
    _vacancy,
    _two_vacancies,
    _own_cause,
    _suspended_rater,
    _owner_in_his_superiors_post,
    _rater_stands_in_for_the_superior,
    _late,
    _very_late,
    _everything,
]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_lists_and_inboxes_agree_with_the_door(desk: Desk, situation: Callable[[Desk], None]) -> None:
    desk.amending()
    desk.submitted("budi")
    desk.drafted("citra")
    desk.submitted("eko")
    situation(desk)
    plans = list(Plan.objects.all())
    facts = PlanFacts(plans, desk.now())
    granted: dict[str, set[int]] = {name: set() for name in desk.agency.people}
    granted["dewi"] = granted["indah"] = {plan.pk for plan in plans}
    if situation is _everything:
        granted["citra"] = {plan.pk for plan in plans if plan.unit_id == desk.agency.units["KEC-PEL"].pk}
    for name, person in desk.agency.people.items():
        holds = {
            plan.pk
            for plan in plans
            for capacity in SEEING
            if any(holder.person == person.pk for holder in facts.holders(plan, capacity))
        }
        holds |= {each.plan.pk for each in queries.inbox(person.pk)}
        visible = set(queries.visible_plans(person.pk).values_list("pk", flat=True))
        assert visible >= holds | granted[name], name
        assert visible <= holds | granted[name] | reached(desk, plans, person.pk), name
        assert_offered(name, person.pk)
        charged = Person.objects.filter(pk__in=charged_within(person.pk, clock.moment()))
        assert {each.pk for each in charged} == set(charged_to(person.pk, clock.moment())), name


def reached(desk: Desk, plans: list[Plan], person: int) -> set[int]:
    """Plans of which the person is the rater's superior, though the duty has moved beyond him."""
    facts = PlanFacts(plans, desk.now())
    return {plan.pk for plan in plans if any(h.person == person for h in facts.duty_at(plan, 1))}


def assert_offered(name: str, person: int) -> None:
    """Whatever waits for a person is a step that is his and that the state allows; nothing else is."""
    waits = {(each.deadline.record, each.deadline.record_id): each.step for each in queries.inbox(person)}
    found: Any = {"plan": Plan.objects.all(), "amendment": Amendment.objects.select_related("plan")}
    for kind, things in found.items():
        for key, steps in available_steps(list(things), person).items():
            barred = {NotYourTurn.code, WrongState.code}
            his = {each.step.name for each in steps if not barred & {b.rule for b in each.blockers}}
            allowed = {each.step.name for each in steps if each.allowed}
            if (kind, key) in waits:
                assert waits[kind, key] in his, (name, kind, waits[kind, key])
            else:
                assert not {"submit", "approve", "set_by_superior"} & allowed, (name, kind, allowed)
