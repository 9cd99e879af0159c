"""Deciding on a plan: before the rater's own, with a reason, and as it was read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from cycle_engine.errors import Stale
from cycle_engine.look import available_steps
from cycle_engine.machine import MACHINES
from tests.workflows.planning.desk import Desk, broken
from workflows.cycles.policy import Policy, RaterPlan
from workflows.planning.data import (
    NamedEdit,
    Return,
    TakenOver,
)

Act = Callable[[], Any]

# The rater's own plan


def test_approving_before_the_raters_own_plan_is_in_force_warns(desk: Desk) -> None:
    plan = desk.submitted()
    (approve,) = (
        each for each in available_steps([plan], desk.id("budi"))[plan.pk] if each.step.name == "approve"
    )
    assert approve.allowed
    with translation.override("en"):
        assert [(each.rule, each.message) for each in approve.warnings] == [
            ("policy:rater_plan.warn", "The rater's own plan is not in force yet.")
        ]
    assert desk.take(plan, "approve", "budi", data=desk.named(plan)).state == "in_force"


@pytest.mark.parametrize("policy", RaterPlan)
def test_approving_after_the_raters_own_plan_is_in_force_neither_warns_nor_waits(
    desk: Desk, policy: RaterPlan
) -> None:
    desk.policy(Policy(rater_plan=policy))
    desk.policy(Policy())
    desk.in_force("budi", by="citra")
    desk.policy(Policy(rater_plan=policy))
    plan = desk.submitted()
    (approve,) = (
        each for each in available_steps([plan], desk.id("budi"))[plan.pk] if each.step.name == "approve"
    )
    assert (approve.allowed, approve.warnings) == (True, ())
    desk.take(plan, "approve", "budi", data=desk.named(plan))


def test_a_plan_waits_for_the_raters_own_no_longer_than_the_planning_deadline(desk: Desk) -> None:
    desk.policy(Policy(rater_plan=RaterPlan.WAIT))
    plan = desk.submitted()
    desk.at("2026-01-31 23:59:30")
    with broken("policy:rater_plan.wait"):
        desk.take(plan, "approve", "budi", data=desk.named(plan))
    desk.at("2026-02-01 00:00:00")
    assert desk.take(plan, "approve", "budi", data=desk.named(plan)).state == "in_force"


def test_nobody_waits_for_the_plan_of_a_rater_who_is_outside_the_scheme(desk: Desk) -> None:
    desk.policy(Policy(rater_plan=RaterPlan.WAIT))
    desk.exempt("budi", "office_outside")
    plan = desk.submitted()
    desk.take(plan, "approve", "budi", data=desk.named(plan))


# Reasons

REASONED = {
    "plan.return_for_revision",
    "plan.set_unsigned",
    "plan.take_over_result",
    "plan.reassign_rater",
    "plan.hold",
    "plan.resume",
    "plan.void",
    "amendment.return_for_revision",
}


def _without_reason(desk: Desk, step: str) -> Act:
    name = step.partition(".")[2]
    if step == "amendment.return_for_revision":
        change = desk.amending()
        return lambda: desk.take(change, name, "budi", data=Return(), reason=" ")
    if step == "plan.set_unsigned":
        plan = desk.forgotten()
        return lambda: desk.take(plan, name, "budi", data=desk.edit(plan), reason="")
    plan = desk.in_force() if step == "plan.take_over_result" else desk.submitted()
    if step == "plan.resume":
        desk.take(plan, "hold", "dewi")
    data: dict[str, Any] = {
        "return_for_revision": Return(),
        "take_over_result": TakenOver("r1", ["guided"]),
        "reassign_rater": desk.rater("citra"),
    }
    who = "budi" if name in ("return_for_revision", "take_over_result") else "dewi"
    return lambda: desk.take(plan, name, who, data=data.get(name), reason="\n")


@pytest.mark.parametrize("step", sorted(REASONED))
def test_a_step_that_needs_a_reason_is_refused_without_one(desk: Desk, step: str) -> None:
    act = _without_reason(desk, step)
    with broken("reason", says="A reason is required."):
        act()


def test_no_other_step_asks_for_a_reason() -> None:
    asked = {
        step.key
        for kind in ("plan", "amendment", "remark")
        for step in MACHINES[kind].steps.values()
        if step.declaration.reason
    }
    assert asked == REASONED


# Drafts


def test_set_unsigned_names_the_draft_that_was_read(desk: Desk) -> None:
    plan = desk.forgotten()
    read = desk.edit(plan)
    desk.write(plan, desk.agency.complete_contents())
    with pytest.raises(Stale):
        desk.take(plan, "set_unsigned", "budi", data=read)
    assert desk.take(plan, "set_unsigned", "budi", data=NamedEdit(read.edit + 1)).state == "in_force"
