"""What an evaluation takes of its plan, and which evaluations follow a step of theirs.

A plan that has ended, by a transfer or a death, stays as it is: its evaluations go on alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from cycle_engine.case import Case
from workflows.cycles.periods import named, yearly

AnyCase = Case[Any]
Led = Iterator[tuple[AnyCase, Any]]

UNSIGNED = ("open", "self_assessed", "rated")
GONE = ("ended", "void")
LEAVES = frozenset({"transfer", "death"})


def _plans(cases: Sequence[AnyCase], wanted: Callable[[AnyCase], bool]) -> Led:
    for case in cases:
        if wanted(case):
            yield case, case.record.plan


def _is_yearly(case: AnyCase) -> bool:
    return bool(case.record.kind == "yearly")


def _is_mid_year(case: AnyCase) -> bool:
    return named(case.record.period).is_mid_year


def plan_in_force(cases: Sequence[AnyCase]) -> Led:
    """The plan in force, when the mid-year period's evaluation opens."""
    return _plans(cases, lambda case: _is_mid_year(case) and case.record.plan.state == "in_force")


def plan_in_review(cases: Sequence[AnyCase]) -> Led:
    return _plans(cases, lambda case: _is_mid_year(case) and case.record.plan.state == "mid_year_review")


def plan_running(cases: Sequence[AnyCase]) -> Led:
    """The plan, when its yearly evaluation opens; the closing one of a leaver follows and takes nothing."""
    return _plans(cases, lambda case: _is_yearly(case) and case.led_by is None)


def plan_of_yearly(cases: Sequence[AnyCase]) -> Led:
    return _plans(cases, lambda case: _is_yearly(case) and case.record.plan.state not in GONE)


def plan_of_settled(cases: Sequence[AnyCase]) -> Led:
    return plan_of_yearly([case for case in cases if case.to_state == "settled"])


def plan_in_final_appraisal(cases: Sequence[AnyCase]) -> Led:
    return _plans(cases, lambda case: _is_yearly(case) and case.record.plan.state == "final_appraisal")


def plan_closed(cases: Sequence[AnyCase]) -> Led:
    return _plans(cases, lambda case: _is_yearly(case) and case.record.plan.state == "closed")


# What follows a step of the plan


def closing_evaluation(cases: Sequence[AnyCase]) -> Led:
    """For each leaver who stays to be appraised the yearly evaluation of his part of the year, if none is there."""
    from workflows.evaluation.births import newborn
    from workflows.evaluation.models import Evaluation

    leavers = {
        case.record.pk: case
        for case in cases
        if case.to_state == "final_appraisal" and case.from_state != "final_appraisal"
    }
    there = set(Evaluation.objects.filter(plan__in=leavers, kind="yearly").values_list("plan", flat=True))
    new = {key: case for key, case in leavers.items() if key not in there}
    for case in new.values():
        yield case, newborn(case.record, yearly(case.record.cycle.year), closing=True)


def unsigned_ones(cases: Sequence[AnyCase]) -> Led:
    from workflows.evaluation.models import Evaluation

    plans = {case.record.pk: case for case in cases}
    for evaluation in Evaluation.objects.filter(plan__in=plans, state__in=UNSIGNED).order_by("id"):
        case = plans[evaluation.plan_id]
        evaluation.plan = case.record
        yield case, evaluation


def unsigned_ones_of_leavers(cases: Sequence[AnyCase]) -> Led:
    """Those of who was transferred or died: the new rater evaluates the same period, or nobody does."""
    return unsigned_ones([case for case in cases if case.data and case.data.cause in LEAVES])
