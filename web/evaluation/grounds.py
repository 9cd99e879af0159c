"""All that a rating rests on, beside its form; and what would come of it: the predicate, and the unit's shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from cycle_engine.actors import Capacity
from cycle_engine.errors import NotYourTurn, type_sentence
from directory.names import Names
from web.evaluation.drafts import places
from web.evaluation.indicators import lines
from web.evaluation.progress import Followed, followed
from web.evaluation.shown import Realised, organisation, realised
from web.pages import PersonPage
from web.planning.words import VALUES
from web.records import EVALUATIONS
from web.shares import Bar
from workflows.appeals.models import Appeal
from workflows.appeals.queries import decides
from workflows.evaluation.distribution import Comparison
from workflows.evaluation.facts import EvaluationFacts
from workflows.evaluation.grounds import Before, following, marks_of, suggested
from workflows.evaluation.measuring import days_of
from workflows.evaluation.models import Evaluation
from workflows.evaluation.queries import may_compare
from workflows.evaluation.ratings import FAILED_STUDY, Mark, Predicate, Suggestion
from workflows.monitoring.models import Evidence, Feedback
from workflows.monitoring.queries import Collected
from workflows.monitoring.tracking import Around
from workflows.planning import contents as plans
from workflows.planning.rows import TakenOver


@dataclass(frozen=True, slots=True)
class Given:
    """Feedback of the period, and who gave it."""

    feedback: Feedback
    who: str


@dataclass(frozen=True, slots=True)
class OfIndicator:
    """What was reported of an indicator, and what was entered through the period."""

    followed: Followed
    realised: Realised | None


@dataclass(frozen=True, slots=True)
class OfResult:
    """A result with what became of its indicators. `taken_over`: the note that the leader took it over."""

    number: int
    text: str
    indicators: list[OfIndicator]
    feedback: list[Given]
    taken_over: TakenOver | None


@dataclass(frozen=True, slots=True)
class OfValue:
    """One of the seven values, with what the leader expects of it in particular."""

    value: str
    label: type_sentence
    expectation: str
    feedback: list[Given]


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier periodic evaluation; the ratings are empty where nobody rated."""

    evaluation: Evaluation
    results: type_sentence
    behaviour: type_sentence
    label: type_sentence


@dataclass(frozen=True, slots=True)
class Grounds:
    """What lies before a rater. `evidence`: all of the plan, by id."""

    reported: bool
    results: list[OfResult]
    values: list[OfValue]
    whole: list[Given]
    before: Before
    earlier: list[Earlier]
    evidence: dict[int, Evidence]
    organisation: tuple[type_sentence, type_sentence] | None

    @classmethod
    def of(cls, evaluation: Evaluation, facts: EvaluationFacts, page: PersonPage) -> Grounds:
        """Of the days that are evaluated; a fixed number of queries."""
        days, document = (evaluation.starts_on, evaluation.ends_on), facts.contents(evaluation)
        plan, known = evaluation.plan_id, lines(document)
        collected, before = Collected.of(plan, *days), Before.of(evaluation, facts)
        people = (each.given_by_id for each in collected.feedback)
        names = Names.of(people, page.moment).told_to(page.reader)
        said = [Given(each, names[each.given_by_id]) for each in collected.feedback]
        assessment, evidence = facts.written(evaluation).self_assessment, collected.evidence
        files = {str(key): each for key, each in evidence.items()}
        reported = realised(known, assessment, files) if assessment else []
        there = {each.line.id: each for each in reported}
        around = Around.of(document, evaluation.plan.starts_on, days_of(evaluation, facts), facts, evaluation)
        tracked = followed(known, list(reversed(collected.entries)), *days, around)
        return cls(
            reported=assessment is not None,
            results=[
                OfResult(
                    number,
                    each["text"],
                    [OfIndicator(one, there.get(one.line.id)) for one in tracked if one.line.result is each],
                    _about(said, each["id"]),
                    before.notes.get(each["id"]),
                )
                for number, each in enumerate(plans.results(document), start=1)
            ],
            values=_values(document, said),
            whole=_about(said, ""),
            before=before,
            earlier=[_earlier(each, rating) for each, rating in before.earlier],
            evidence=evidence,
            organisation=organisation(facts.achievement(evaluation)),
        )


def _about(said: Sequence[Given], item: str) -> list[Given]:
    return [each for each in said if each.feedback.about == item]


def _values(document: Mapping[str, Any], said: Sequence[Given]) -> list[OfValue]:
    expected = {each["value"]: each.get("expectation", "") for each in document.get("behaviours", ())}
    return [
        OfValue(value, label, expected.get(value, ""), _about(said, value)) for value, label in VALUES.items()
    ]


def _earlier(evaluation: Evaluation, rating: Any) -> Earlier:
    return Earlier(
        evaluation,
        Mark(rating.results_rating).label if rating else "",
        Mark(rating.behaviour_rating).label if rating else "",
        Predicate(evaluation.predicate).label if evaluation.predicate else "",
    )


def places_of(document: Mapping[str, Any]) -> dict[str, str]:
    """What results, indicators and values are called where a rule names them by their ids."""
    return places(lines(dict(document))) | {value: f"“{label}”" for value, label in VALUES.items()}


# What would come of it


@dataclass(frozen=True, slots=True)
class Outlook:
    """The predicate that would follow, what the norm's guide says of the marks, and the unit beside the guide with
    this predicate in it; none where the reader may not compare the unit."""

    predicate: Predicate | None
    suggestion: Suggestion
    comparison: Comparison | None
    bars: list[Bar]


def outlook(
    evaluation: Evaluation, facts: EvaluationFacts, draft: Mapping[str, Any], page: PersonPage
) -> Outlook:
    """What would come of an unfinished rating."""
    predicate, comparison = following(draft), None
    if _compares(evaluation, facts, page):
        known = facts.achievement(evaluation)
        comparison = facts.compared(evaluation, known.word if known else None, page.reader, predicate or "")
    return Outlook(
        predicate,
        suggested(facts.contents(evaluation), marks_of(draft)),
        comparison,
        [
            Bar(each.predicate, each.count, each.percent, each.at_least, each.at_most)
            for each in (comparison.shares if comparison else ())
        ],
    )


def _compares(evaluation: Evaluation, facts: EvaluationFacts, page: PersonPage) -> bool:
    """Who rates it or supervises who does compares its unit; of others it is asked."""
    raters = (Capacity.RATER, Capacity.SUPERIOR)
    if any(each.person == page.reader for some in raters for each in facts.holders(evaluation, some)):
        return True
    return may_compare(page.reader, evaluation.unit_id, evaluation.period, page.moment)


class OutlookPage(PersonPage):
    """A piece of the rating's page: what would come of the marks that are chosen there now."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """For who may compare the unit or decides an appeal; nothing of it is kept."""
        evaluation = EVALUATIONS.find(key, self)
        compares = may_compare(self.reader, evaluation.unit_id, evaluation.period, self.moment)
        if not compares and not self._decides(evaluation):
            raise NotYourTurn
        facts = EvaluationFacts([evaluation], *self.moment)
        return self.part(
            "web/evaluation/outlook.html",
            evaluation=evaluation,
            outlook=outlook(evaluation, facts, self._chosen(evaluation), self),
        )

    def _decides(self, evaluation: Evaluation) -> bool:
        appeals = Appeal.objects.filter(evaluation=evaluation).select_related("plan", "evaluation")
        return any(decides(self.reader, appeal, self.moment) for appeal in appeals)

    def _chosen(self, evaluation: Evaluation) -> dict[str, Any]:
        """The marks in the address, as far as they are some."""
        asked = self.request.GET
        marks = {
            each["id"]: asked.get(f"mark_{place}")
            for place, each in enumerate(plans.results(evaluation.revision.contents))
        }
        return {
            "result_marks": [
                {"result": key, "mark": mark if mark in Mark else None} for key, mark in marks.items()
            ],
            **{
                name: asked.get(name) if asked.get(name) in Mark else None
                for name in ("results_rating", "behaviour_rating")
            },
            "failed_study": asked.get("failed_study") if asked.get("failed_study") in FAILED_STUDY else None,
        }
