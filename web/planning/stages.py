"""The way of a plan through its year, as a stepper shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import type_sentence
from workflows.planning.machine import PlanState
from workflows.planning.models import Plan

S = PlanState
STAGES: list[tuple[type_sentence, set[PlanState]]] = [
    (_("Write"), {S.DRAFTING, S.RETURNED}),
    (_("Agree"), {S.SUBMITTED}),
    (_("Carry out"), {S.IN_FORCE, S.MID_YEAR_REVIEW, S.SECOND_HALF}),
    (_("Appraise"), {S.FINAL_APPRAISAL}),
    (_("Result"), {S.APPRAISED, S.UNDER_APPEAL}),
    (_("Closed"), {S.CLOSED, S.ENDED, S.VOID}),
]


@dataclass(frozen=True, slots=True)
class Stage:
    """`place`: done, now or ahead."""

    label: type_sentence
    place: str


def stages(plan: Plan) -> list[Stage]:
    """All stages, with the one where the plan is."""
    return list(_places(plan))


def _places(plan: Plan) -> Iterator[Stage]:
    place = "done"
    for label, states in STAGES:
        here = plan.state in states
        yield Stage(label, "now" if here else place)
        if here:
            place = "ahead"
