"""What a rater has before him while he rates: the period in figures and words, and what the norm's guide says."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.feedback import FeedbackShape, feedback_shapes
from api.v1.http import Api, answer
from api.v1.kinds import EVALUATIONS
from api.v1.progress import Progress, progress_shapes
from api.v1.rows.evaluations import Organisation
from api.v1.rows.tracking import Hint, MeasuredValue, hints, measured_shape
from cycle_engine.actors import Capacity
from cycle_engine.clock import Moment
from cycle_engine.errors import NotYourTurn
from workflows.evaluation import grounds
from workflows.evaluation.facts import EvaluationFacts
from workflows.evaluation.grounds import Before
from workflows.evaluation.measuring import days_of
from workflows.evaluation.models import Evaluation, Form, Rating
from workflows.evaluation.ratings import Tone
from workflows.monitoring.queries import Collected
from workflows.monitoring.reaching import reached
from workflows.monitoring.tracking import Around, Tracked, tracked
from workflows.planning import contents


@dataclass(frozen=True)
class GuideQuery:
    """`tone`: how you find the feedback on results; it is not weighed when you do not say."""

    tone: Tone | None = None


@dataclass(frozen=True)
class GuideIndicator:
    """An indicator with what was realised, how far in percent that reaches the target and how that was computed, the
    period's entries, what was measured until today, and what to know of these values."""

    id: str
    text: str
    value: str
    none_because: str
    note: str
    evidence: list[str]
    achievement: str | None
    how: str
    progress: list[Progress]
    measured: MeasuredValue | None
    hints: list[Hint]


@dataclass(frozen=True)
class TakenOverNote:
    """That the leader took the result over, and what had been tried before (`6/2022:20`); guidance and counselling
    (ids) of the evaluated days, of which you may know."""

    on: datetime.date
    tried: list[str]
    note: str
    guidance: list[str]
    counselling: list[str]


@dataclass(frozen=True)
class GuideResult:
    """A result of the plan; `mark`: of your draft."""

    id: str
    kind: str
    text: str
    mark: str | None
    taken_over: TakenOverNote | None
    indicators: list[GuideIndicator]
    feedback: list[FeedbackShape]


@dataclass(frozen=True)
class GuideValue:
    """One of the seven values, with the leader's expectation and the feedback of the period."""

    value: str
    expectation: str
    feedback: list[FeedbackShape]


@dataclass(frozen=True)
class Suggestion:
    """The rating of results that the guide names for the marks of your draft, if one fits; why, in words.

    It is never applied by itself.
    """

    rating: str | None
    label: str | None
    reasons: list[str]


@dataclass(frozen=True)
class EarlierResult:
    """An earlier periodic evaluation of the plan, or of those before a transfer."""

    evaluation: str
    plan: str
    period: str
    state: str
    results_rating: str | None
    behaviour_rating: str | None
    predicate: str | None


@dataclass(frozen=True)
class Guide:
    """All that an evaluation rests on. `predicate`: what follows from the two ratings of your draft."""

    organisation: Organisation | None
    results: list[GuideResult]
    values: list[GuideValue]
    feedback: list[FeedbackShape]
    suggestion: Suggestion
    predicate: str | None
    earlier: list[EarlierResult]


class GuideView(Api):
    """What a rater has before him."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """What the evaluation rests on and what the guide suggests: for the rater and the superior."""
        asked = self.query(GuideQuery)
        evaluation = EVALUATIONS.find(id, self)
        facts = EvaluationFacts([evaluation], *self.moment)
        raters = (Capacity.RATER, Capacity.SUPERIOR)
        if not any(each.person == self.reader for some in raters for each in facts.holders(evaluation, some)):
            raise NotYourTurn
        form = Form.objects.filter(evaluation=evaluation, person=self.reader).first()
        period = Grounds.of(evaluation, facts, self.moment)
        return answer(_guide(evaluation, facts, form.contents if form else {}, period, asked.tone))


@dataclass(frozen=True, slots=True)
class Grounds:
    """What was entered and said in the days of an evaluation."""

    progress: list[Progress]
    tracked: dict[str, Tracked]
    feedback: list[FeedbackShape]
    taken_over: dict[str, TakenOverNote]
    earlier: list[EarlierResult]

    @classmethod
    def of(cls, evaluation: Evaluation, facts: EvaluationFacts, at: Moment) -> Grounds:
        plan, document = evaluation.plan_id, facts.contents(evaluation)
        days = evaluation.starts_on, evaluation.ends_on
        collected, before = Collected.of(plan, *days), Before.of(evaluation, facts)
        entries = collected.entries
        around = Around.of(document, evaluation.plan.starts_on, days_of(evaluation, facts), facts, evaluation)
        return cls(
            progress_shapes(entries, at),
            {
                item["id"]: tracked(item, [each for each in entries if each.indicator == item["id"]], around)
                for result, item in contents.items(document)
                if result
            },
            feedback_shapes(collected.feedback, at),
            _taken_over(before),
            [_earlier(each, rating) for each, rating in before.earlier],
        )


def _taken_over(found: Before) -> dict[str, TakenOverNote]:
    guided, counselled = ([str(each.pk) for each in some] for some in (found.guided, found.counselled))
    return {
        result: TakenOverNote(row.day, list(row.tried), row.note, guided, counselled)
        for result, row in found.notes.items()
    }


def _guide(
    evaluation: Evaluation, facts: EvaluationFacts, draft: dict[str, Any], period: Grounds, tone: Tone | None
) -> Guide:
    document = facts.contents(evaluation)
    marks, predicate = grounds.marks_of(draft), grounds.following(draft)
    known = facts.achievement(evaluation)
    return Guide(
        organisation=Organisation(known.word, known.basis) if known else None,
        results=_results(document, facts.written(evaluation).self_assessment, marks, period),
        values=_values(document, period),
        feedback=[each for each in period.feedback if each.result is None and each.value is None],
        suggestion=_suggestion(document, marks, tone),
        predicate=predicate and str(predicate),
        earlier=period.earlier,
    )


def _results(
    document: dict[str, Any], reported: Any, marks: dict[str, str], period: Grounds
) -> list[GuideResult]:
    realised = {each["indicator"]: each for each in reported.realisations} if reported else {}
    return [
        GuideResult(
            id=each["id"],
            kind=each["kind"],
            text=each["text"],
            mark=marks.get(each["id"]),
            taken_over=period.taken_over.get(each["id"]),
            indicators=[
                _indicator(inner, realised.get(inner["id"], {}), period) for inner in each["indicators"]
            ],
            feedback=[said for said in period.feedback if said.result == each["id"]],
        )
        for each in contents.results(document)
    ]


def _indicator(indicator: dict[str, Any], realised: dict[str, Any], period: Grounds) -> GuideIndicator:
    value, known = realised.get("value", ""), period.tracked[indicator["id"]]
    found = reached(indicator, value)
    return GuideIndicator(
        id=indicator["id"],
        text=indicator["text"],
        value=value,
        none_because=realised.get("none_because", ""),
        note=realised.get("note", ""),
        evidence=list(realised.get("evidence", ())),
        achievement=None if found.percent is None else str(found.percent),
        how=found.how,
        measured=measured_shape(known.measured),
        hints=hints(known.flags),
        progress=[each for each in period.progress if each.indicator == indicator["id"]],
    )


def _values(document: dict[str, Any], period: Grounds) -> list[GuideValue]:
    expected = {each["value"]: each["expectation"] for each in document.get("behaviours", ())}
    return [
        GuideValue(value, expected.get(value, ""), [said for said in period.feedback if said.value == value])
        for value in contents.VALUES
    ]


def _suggestion(document: dict[str, Any], marks: dict[str, str], tone: Tone | None) -> Suggestion:
    found = grounds.suggested(document, marks, tone)
    label = str(found.rating.label) if found.rating else None
    return Suggestion(found.rating and str(found.rating), label, list(found.reasons))


def _earlier(evaluation: Evaluation, rating: Rating | None) -> EarlierResult:
    return EarlierResult(
        evaluation=str(evaluation.pk),
        plan=str(evaluation.plan_id),
        period=evaluation.period,
        state=evaluation.state,
        results_rating=rating.results_rating if rating else None,
        behaviour_rating=rating.behaviour_rating if rating else None,
        predicate=evaluation.predicate or None,
    )


described(GuideView, "get", "evaluations_guide", asks=GuideQuery, answers=Guide)
