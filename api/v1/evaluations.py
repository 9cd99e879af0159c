"""Evaluations: lists, one evaluation, its birth, its signed documents, and what has happened to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.acts import born
from api.v1.documents import IDEMPOTENCY, described
from api.v1.errors import Refused
from api.v1.fields import Id, dump
from api.v1.history import history_of
from api.v1.http import Api
from api.v1.kinds import EVALUATIONS, PLANS
from api.v1.names import Names
from api.v1.paging import Paging, page_of, paged
from api.v1.periods import PERIOD
from api.v1.rows.evaluations import DocumentName, Evaluation
from cycle_engine.actors import Actor
from cycle_engine.clock import Moment
from cycle_engine.errors import Missing
from directory import queries as directory
from directory.today import today
from workflows.cycles import queries as cycles
from workflows.cycles.periods import Period, periodic, yearly
from workflows.evaluation import commands, models, queries
from workflows.evaluation.disclosure import readable
from workflows.evaluation.machine import EvaluationState
from workflows.planning.models import Plan


@dataclass(frozen=True)
class EvaluationQuery(Paging):
    """`period`: "2026-Q2", "2026-06"; "2026": yearly. `unit`: the one that the rater leads, and all below it.
    `rater`: who held the rater's post when the window opened."""

    plan: Id | None = None
    period: str | None = field(default=None, metadata=PERIOD)
    kind: models.Kind | None = None
    state: EvaluationState | None = None
    unit: Id | None = None
    cycle: Id | None = None
    rater: Id | None = None
    employee: Id | None = None
    late: bool | None = None
    ordering: Literal["id", "-id", "ends_on", "-ends_on"] = "id"


@dataclass(frozen=True)
class NewEvaluation:
    """The evaluation of a plan over a period: "2026-Q2" or "2026-06" is periodic, "2026" yearly."""

    kind: models.Kind
    period: str = field(metadata=PERIOD)
    reason: str = ""


@dataclass(frozen=True)
class WholeDocument(DocumentName):
    """A signed document; `contents` are as they were hashed."""

    contents: dict[str, Any]


class EvaluationsView(Api):
    """The evaluations that you may see."""

    def get(self, request: Request) -> Response:
        """Evaluations of plans that you may see."""
        asked = self.query(EvaluationQuery)
        found = EVALUATIONS.rows(filtered(EVALUATIONS.seen(self), asked, self.moment), self.moment)
        return paged(request, found, asked, lambda rows: EVALUATIONS.shapes(rows, self), asked.ordering)


FILTERS = {"plan": "plan", "period": "period", "kind": "kind", "state": "state", "rater": "rater"} | {
    "cycle": "plan__cycle",
    "employee": "plan__employee",
}


def filtered(evaluations: QuerySet[Any], asked: EvaluationQuery, at: Moment) -> QuerySet[Any]:
    for name, column in FILTERS.items():
        if (value := getattr(asked, name)) is not None:
            evaluations = evaluations.filter(**{column: value})
    if asked.unit is not None:
        evaluations = evaluations.filter(unit__in=directory.units_below([asked.unit], today(at)))
    if asked.late is not None:
        late = queries.late(evaluations, at.now)
        evaluations = late if asked.late else evaluations.exclude(pk__in=late.values("pk"))
    return evaluations


class EvaluationView(Api):
    """One evaluation."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        EVALUATIONS.find(id, self)
        return EVALUATIONS.answer(id, self)


class PlanEvaluationsView(Api):
    """The evaluations of a plan."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """The evaluations of a plan, in the order in which they were opened."""
        asked = self.query(Paging)
        plan = PLANS.find(id, self)
        found = EVALUATIONS.rows(models.Evaluation.objects.filter(plan=plan), self.moment)
        return paged(request, found, asked, lambda rows: EVALUATIONS.shapes(rows, self))

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Open the evaluation of a period by hand, as manager; else the clock opens it with its window."""
        new, key = self.body(NewEvaluation), self.idempotency_key()
        plan = PLANS.find(id, self)
        act = commands.open_evaluation(
            plan,
            _period(plan, new, self.moment),
            actor=Actor.of(self.reader),
            reason=new.reason,
            idempotency_key=key,
        )
        return born(EVALUATIONS, act, self)


def _period(plan: Plan, new: NewEvaluation, at: Moment) -> Period:
    """The period that is named, which must be one of the plan's cycle and of the kind that is named."""
    day = max(today(at), plan.cycle.starts_on)
    policy = cycles.policy_of([plan.cycle_id], day)[plan.cycle_id]
    known = {each.name: each for each in [*periodic(plan.cycle.year, policy), yearly(plan.cycle.year)]}
    found = known.get(new.period)
    errors = {}
    if found is None:
        errors["period"] = [_("The periods of this cycle are %(names)s.") % {"names": ", ".join(known)}]
    elif found.is_year != (new.kind == models.Kind.YEARLY):
        errors["kind"] = [_("This period is of the other kind.")]
    if found is None or errors:
        raise Refused("invalid", errors=errors)
    return found


class EvaluationDocumentView(Api):
    """One signed document. It never changes."""

    def get(self, request: Request, id: int, number: int) -> Response:  # noqa: A002
        """A signed document with its contents; the employee reads it from the delivery on."""
        evaluation = EVALUATIONS.find(id, self)
        documents = models.Document.objects.filter(evaluation=evaluation).order_by("number")
        read = readable(evaluation, list(documents), self.reader)
        found = next((each for each in read if each.number == number), None)
        if found is None:
            raise Missing
        names = Names.of([found.signed_by_id], self.moment)
        heading = DocumentName(found.number, found.hash, names.named(found.signed_by_id), found.signed_at)
        return Response(dump(heading) | {"contents": found.contents})


EvaluationHistoryView = history_of(EVALUATIONS)

described(EvaluationsView, "get", "evaluations", asks=EvaluationQuery, answers=page_of(Evaluation))
described(EvaluationView, "get", "evaluations_read", answers=Evaluation)
described(PlanEvaluationsView, "get", "plans_evaluations", asks=Paging, answers=page_of(Evaluation))
described(
    PlanEvaluationsView,
    "post",
    "plans_evaluations_open",
    takes=NewEvaluation,
    answers=Evaluation,
    status=201,
    parameters=[IDEMPOTENCY],
)
described(EvaluationDocumentView, "get", "evaluations_documents_read", answers=WholeDocument)
