"""Evaluations as answers show them: of his own an owner sees what was rated once it is delivered."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from api.v1.names import Names
from api.v1.rows.deadlines import OpenDeadline, open_deadlines, overdue
from api.v1.rows.plans import allowed
from api.v1.rows.tracking import MeasuredValue, measured_shape
from api.v1.shapes import Named, Titled
from cycle_engine.actors import Capacity
from cycle_engine.clock import Moment
from cycle_engine.look import Available, available_steps
from directory.models import PostRow, UnitRow
from directory.today import today
from workflows.appeals.models import Appeal
from workflows.evaluation import models
from workflows.evaluation.achievements import Known
from workflows.evaluation.beside import Beside
from workflows.evaluation.data import Realisation, ResultMark, Said
from workflows.evaluation.disclosure import is_withheld
from workflows.evaluation.facts import EvaluationFacts
from workflows.evaluation.rows import Document, Form, Rating
from workflows.monitoring.measured import Measured
from workflows.planning.beside import duties_in


@dataclass(frozen=True)
class Window:
    """The days on which it is evaluated, both included."""

    opens: datetime.date
    closes: datetime.date


@dataclass(frozen=True)
class Organisation:
    """What the unit that the rater leads achieved; `basis`: issued for the period, or what took its place."""

    word: str
    basis: str


@dataclass(frozen=True)
class RatingShape:
    """A rating; of several the last counts. `by_decision`: of an appeal."""

    number: int
    by: Named
    by_decision: bool
    result_marks: list[ResultMark]
    results_rating: str
    behaviour_rating: str
    feedback: list[Said]
    recommendation: str
    failed_study: str | None
    predicate: str
    organisation: Organisation | None
    rated_at: datetime.datetime


@dataclass(frozen=True)
class DocumentName:
    """A signed document by its number and by the SHA-256 of its canonical JSON."""

    number: int
    hash: str
    signed_by: Named
    signed_at: datetime.datetime


@dataclass(frozen=True)
class Report:
    """That it was reported to the competent official (PyB); `contested`: an appeal was under way then."""

    on: datetime.date
    to: str
    contested: bool


@dataclass(frozen=True)
class Reported(Realisation):
    """What the employee reported of an indicator, and what had been measured of it then."""

    measured: MeasuredValue | None = None


@dataclass(frozen=True)
class Evaluation:
    """An evaluation of a plan over a period ("2026-Q2", "2026-06"; "2026": yearly).

    `unit`: the one that the rater leads. `rater`, `superior`: who has these duties today. `realisations`: as
    reported last. `withheld`: ratings, predicate, reason and unread documents are kept from you, the employee,
    until the delivery. `proposed`: the earlier evaluation whose result may take the place of this one. `edit`
    counts saves of your own draft.
    """

    id: str
    plan: str
    employee: Named
    kind: str
    period: str
    starts_on: datetime.date
    ends_on: datetime.date
    closing: bool
    window: Window
    state: str
    state_label: str
    version: int
    unit: Named
    rater_post: Titled
    rater: Named | None
    superior: Named | None
    realisations: list[Reported]
    reported_by_employee_at: datetime.datetime | None
    withheld: bool
    ratings: list[RatingShape]
    organisation: Organisation | None
    predicate: str | None
    is_final: bool
    rated_by: Named | None
    signed_by: Named | None
    signed_on: datetime.date | None
    distribution_reason: str
    delivered_on: datetime.date | None
    delivered_by_clock: bool
    received_on: datetime.date | None
    returned_on: datetime.date | None
    recalled_on: datetime.date | None
    proposed: str | None
    report: Report | None
    documents: list[DocumentName]
    appeal: str | None
    edit: int | None
    deadlines: list[OpenDeadline]
    late: bool
    allowed_steps: list[str]


def rows(evaluations: QuerySet[Any], at: Moment) -> Any:
    """The same evaluations with what stands beside them in other tables."""
    posts = PostRow.objects.on(today(at)).filter(post=OuterRef("rater_post"))
    units = UnitRow.objects.on(today(at)).filter(unit=OuterRef("unit"))
    appeals = Appeal.objects.filter(evaluation=OuterRef("pk")).order_by("-pk")
    return evaluations.select_related("plan").annotate(
        post_title=Coalesce(
            Subquery(posts.values("title")[:1]), "rater_post__code", output_field=CharField()
        ),
        unit_name=Coalesce(Subquery(units.values("name")[:1]), "unit__code", output_field=CharField()),
        appeal=Subquery(appeals.values("pk")[:1]),
        is_late=Exists(overdue("evaluation", at)),
    )


def show(evaluations: Sequence[Any], reader: int, at: Moment) -> list[Evaluation]:
    """These evaluations, as `rows` found them, in their order."""
    steps = available_steps(evaluations, reader)
    facts = EvaluationFacts(evaluations, *at)
    beside = Beside(evaluations, reader)
    names = _names(evaluations, steps, beside, at)
    own = Form.objects.filter(evaluation__in=[each.pk for each in evaluations], person=reader)
    edits = dict(own.values_list("evaluation", "edit"))
    return [
        _evaluation(each, steps[each.pk], facts, beside, names, edits.get(each.pk)) for each in evaluations
    ]


def _names(
    evaluations: Sequence[Any], steps: dict[int, list[Available]], beside: Beside, at: Moment
) -> Names:
    people: list[int | None] = [
        person
        for each in evaluations
        for person in (each.plan.employee_id, each.rated_by_id, each.signed_by_id)
    ]
    people += [person for each in steps.values() for person in duties_in(each).values()]
    people += [row.by_id for each in evaluations for row in beside.ratings_of(each)]
    people += [row.signed_by_id for each in evaluations for row in beside.documents_of(each)]
    return Names.of(people, at)


def _reported(said: dict[str, Any]) -> Reported:
    measured = Measured.of(said["measured"]) if said.get("measured") else None
    return Reported(**{**said, "measured": measured_shape(measured)})


def _evaluation(
    evaluation: Any,
    steps: Sequence[Available],
    facts: EvaluationFacts,
    beside: Beside,
    names: Names,
    edit: int | None,
) -> Evaluation:
    duties, withheld = duties_in(steps), is_withheld(evaluation, beside.reader)
    reported, ratings = beside.reported.get(evaluation.pk), beside.ratings_of(evaluation)
    looked_at = _looked_at(ratings[-1]) if ratings else _organisation(facts.achievement(evaluation))
    return Evaluation(
        id=str(evaluation.pk),
        plan=str(evaluation.plan_id),
        employee=names.named(evaluation.plan.employee_id),
        kind=evaluation.kind,
        period=evaluation.period,
        starts_on=evaluation.starts_on,
        ends_on=evaluation.ends_on,
        closing=evaluation.closing,
        window=Window(facts.opens(evaluation), facts.closes(evaluation)),
        state=evaluation.state,
        state_label=str(evaluation.get_state_display()),
        version=evaluation.version,
        unit=Named(str(evaluation.unit_id), evaluation.unit_name),
        rater_post=Titled(str(evaluation.rater_post_id), evaluation.post_title),
        rater=names.maybe(duties.get(Capacity.RATER)),
        superior=names.maybe(duties.get(Capacity.SUPERIOR)),
        realisations=[_reported(each) for each in reported.realisations] if reported else [],
        reported_by_employee_at=reported.said_at if reported else None,
        withheld=withheld,
        ratings=[_rating(each, names) for each in ratings],
        organisation=looked_at,
        predicate=None if withheld else evaluation.predicate or None,
        is_final=evaluation.is_final,
        rated_by=names.maybe(evaluation.rated_by_id),
        signed_by=names.maybe(evaluation.signed_by_id),
        signed_on=evaluation.signed_on,
        distribution_reason="" if withheld else evaluation.distribution_reason,
        delivered_on=evaluation.delivered_on,
        delivered_by_clock=evaluation.delivered_by_clock,
        received_on=evaluation.received_on,
        returned_on=evaluation.returned_on,
        recalled_on=evaluation.recalled_on,
        proposed=str(evaluation.proposed_id) if evaluation.proposed_id else None,
        report=_report(evaluation),
        documents=[_document(each, names) for each in beside.documents_of(evaluation)],
        appeal=str(evaluation.appeal) if evaluation.appeal else None,
        edit=edit,
        deadlines=open_deadlines(facts.deadlines[evaluation.pk], facts.now),
        late=evaluation.is_late,
        allowed_steps=allowed(steps),
    )


def _organisation(known: Known | None) -> Organisation | None:
    return Organisation(known.word, known.basis) if known else None


def _looked_at(rating: Rating) -> Organisation | None:
    return Organisation(**rating.organisation) if rating.organisation else None


def _rating(rating: Rating, names: Names) -> RatingShape:
    return RatingShape(
        number=rating.number,
        by=names.named(rating.by_id),
        by_decision=rating.by_decision,
        result_marks=[ResultMark(result, mark) for result, mark in rating.result_marks.items()],
        results_rating=rating.results_rating,
        behaviour_rating=rating.behaviour_rating,
        feedback=[Said(**each) for each in rating.feedback],
        recommendation=rating.recommendation,
        failed_study=rating.failed_study or None,
        predicate=rating.predicate,
        organisation=_looked_at(rating),
        rated_at=rating.rated_at,
    )


def _document(document: Document, names: Names) -> DocumentName:
    return DocumentName(
        document.number, document.hash, names.named(document.signed_by_id), document.signed_at
    )


def _report(evaluation: models.Evaluation) -> Report | None:
    if evaluation.reported_on is None:
        return None
    return Report(evaluation.reported_on, evaluation.reported_to, evaluation.reported_contested)
