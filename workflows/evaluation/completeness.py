"""When a self-assessment or a rating is complete: the guards of what is sent with them, all asked at once.

Codes: `6/2022:…` is a place in PermenPANRB 6/2022, `policy:…` a field of the cycle's policy, `ours:…` our own.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cycle_engine.case import Case
from cycle_engine.rules import rule
from workflows.evaluation.measuring import OfIndicators, departs, measured_of
from workflows.goals.figures import NotANumberError, Words, number, target_of
from workflows.planning import contents
from workflows.planning.completeness import Refusal, blank, named

AnyCase = Case[Any]


@rule("6/2022:III.A.7", _("Give a realised value, or why there is none, for: %(items)s."), of_input=True)
def every_indicator_realised(case: AnyCase) -> Refusal:
    said = {each.indicator for each in _realisations(case) if each.value.strip() or each.none_because.strip()}
    said |= _measured(case).keys()
    return named(each["id"] for each in _indicators(case) if each["id"] not in said)


@rule(
    "ours:realisation_names_indicator", _("There is no such indicator in the plan: %(items)s."), of_input=True
)
def realisations_name_indicators(case: AnyCase) -> Refusal:
    known = {each["id"] for each in _indicators(case)}
    return named(each.indicator for each in _realisations(case) if each.indicator not in known)


@rule(
    "ours:value_readable", _("These values cannot be compared with their targets. %(items)s"), of_input=True
)
def values_can_be_read(case: AnyCase) -> Refusal:
    """Where the target is a figure the realised value is one too, written with a comma or a point."""
    indicators = {each["id"]: each for each in _indicators(case)}
    wrong = []
    for each in _realisations(case):
        indicator = indicators.get(each.indicator)
        if indicator is None or not each.value.strip():
            continue
        target = target_of(indicator)
        if isinstance(target, Words):
            continue
        try:
            number(each.value, indicator.get("unit"), target)
        except NotANumberError as error:
            wrong.append(f"{each.indicator}: {error.message}")
    return {"items": " ".join(wrong)} if wrong else None


@rule(
    "ours:reported_as_measured",
    _("These values were measured. Who reports another one says why in its note: %(items)s."),
    of_input=True,
)
def departures_are_explained(case: AnyCase) -> Refusal:
    indicators, measured = {each["id"]: each for each in _indicators(case)}, _measured(case)
    return named(
        each.indicator
        for each in _realisations(case)
        if each.indicator in indicators
        and blank(each.note)
        and departs(each, indicators[each.indicator], measured.get(each.indicator))
    )


@rule("ours:evidence_known", _("There is no such evidence for this plan: %(items)s."), of_input=True)
def evidence_is_there(case: AnyCase) -> Refusal:
    named_ones = {key for each in _realisations(case) for key in each.evidence}
    return named(sorted(named_ones - case.facts.evidence(case.record).keys())) if named_ones else None


@rule(
    "policy:evidence_required",
    _("This cycle asks for evidence of each realised value: %(items)s."),
    of_input=True,
)
def evidence_given(case: AnyCase) -> Refusal:
    """What was measured is proved by its measure."""
    if not case.facts.policy(case.record).evidence_required:
        return None
    measured = _measured(case)
    return named(
        each.indicator
        for each in _realisations(case)
        if each.value.strip() and not each.evidence and each.indicator not in measured
    )


@rule("ours:results_marked", _("Mark each result: %(items)s."), of_input=True)
def every_result_marked(case: AnyCase) -> Refusal:
    marked = {each.result for each in _rated(case, "result_marks")}
    return named(each["id"] for each in _results(case) if each["id"] not in marked)


@rule("ours:marks_name_results", _("There is no such result in the plan: %(items)s."), of_input=True)
def marks_name_results(case: AnyCase) -> Refusal:
    known = {each["id"] for each in _results(case)}
    return named(each.result for each in _rated(case, "result_marks") if each.result not in known)


@rule("6/2022:IV.B.3.feedback", _("Give feedback on each result and each value: %(items)s."), of_input=True)
def feedback_given(case: AnyCase) -> Refusal:
    said = {each.result or each.value for each in _rated(case, "feedback") if not blank(each.text)}
    asked = [each["id"] for each in _results(case)] + list(contents.VALUES)
    return named(each for each in asked if each not in said)


@rule(
    "ours:feedback_names_items",
    _("Feedback is on one result or one value of the plan: %(items)s."),
    of_input=True,
)
def feedback_names_items(case: AnyCase) -> Refusal:
    known = {each["id"] for each in _results(case)}
    return named(
        each.result or each.value or "—"
        for each in _rated(case, "feedback")
        if bool(each.result) == bool(each.value) or (each.result and each.result not in known)
    )


@rule("6/2022:V.A.3", _("The document needs a note or a recommendation."), of_input=True)
def recommendation_given(case: AnyCase) -> Refusal:
    return {} if case.data is None or blank(case.data.recommendation) else None


@rule("6/2022:IV.B.3", _("Only where a study failed may the predicate be chosen."), of_input=True)
def study_has_failed(case: AnyCase) -> Refusal:
    studies = any(each.get("study") for each in _results(case))
    return {} if case.data is not None and case.data.failed_study and not studies else None


REALISED = [
    every_indicator_realised,
    realisations_name_indicators,
    values_can_be_read,
    departures_are_explained,
    evidence_is_there,
    evidence_given,
]
RATED = [
    every_result_marked,
    marks_name_results,
    feedback_given,
    feedback_names_items,
    recommendation_given,
    study_has_failed,
]


def _measured(case: AnyCase) -> OfIndicators:
    return case.facts.once(measured_of)[case.record.pk]  # type: ignore[no-any-return]


def _realisations(case: AnyCase) -> list[Any]:
    return case.data.realisations if case.data else []


def _rated(case: AnyCase, name: str) -> list[Any]:
    return getattr(case.data, name) if case.data else []


def _results(case: AnyCase) -> list[dict[str, Any]]:
    return contents.results(case.facts.contents(case.record))


def _indicators(case: AnyCase) -> list[dict[str, Any]]:
    return [item for result, item in contents.items(case.facts.contents(case.record)) if result]
