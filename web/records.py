"""The kinds of record that have pages: where they are, and who sees them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from cycle_engine.clock import Moment
from cycle_engine.errors import Missing
from cycle_engine.machine import Machine, machine_of
from cycle_engine.models import Record
from web.pages import PersonPage
from workflows.appeals.models import Appeal
from workflows.appeals.queries import decides, visible_appeals
from workflows.development.models import Improvement
from workflows.development.queries import visible_improvements
from workflows.evaluation.models import Evaluation
from workflows.evaluation.queries import visible_evaluations
from workflows.guidance.models import Counselling, Guidance
from workflows.guidance.queries import visible_counselling, visible_guidance
from workflows.planning import queries, sight
from workflows.planning.models import Amendment, Plan, Remark
from workflows.voice.complaint_queries import visible_complaints
from workflows.voice.models import Complaint


@dataclass(frozen=True)
class Kind:
    """`path` is its part of an address. `whole`: all records with what pages of one need, where whoever sees the plan
    sees what belongs to it. `in_hand`: whether the record itself is why he sees them, as `visible` would find."""

    path: str
    model: type[Record]
    visible: Callable[[int, Moment], QuerySet[Any]]
    whole: QuerySet[Any] | None = None
    in_hand: Callable[[int, Any, Moment], bool] | None = None

    @property
    def machine(self) -> Machine:
        return machine_of(self.model)

    def find(self, key: int, page: PersonPage) -> Any:
        """The record, if the reader may see it; else Missing. That he has read it is noted."""
        record = self._seen(key, page)
        if record is None:
            raise Missing
        if (plan := plan_of(record)) is not None:
            page.note_read([plan])
        return record

    def _seen(self, key: int, page: PersonPage) -> Any:
        if self.whole is None:
            return self.visible(page.reader, page.moment).filter(pk=key).first()
        record = self.whole.filter(pk=key).first()
        if record is not None and self.in_hand and self.in_hand(page.reader, record, page.moment):
            return record
        plan = record if record is None or isinstance(record, Plan) else record.plan
        return record if plan is not None and sight.sees(page.reader, plan, page.moment) else None


def plan_of(record: Any) -> int | None:
    """The plan on whose chain the record stands; none for a record of a chain of its own."""
    if isinstance(record, Plan):
        return int(record.pk)
    return None if record.chain_link is None else int(getattr(record, f"{record.chain_link}_id"))


def owner_of(record: Any) -> int | None:
    """Whose plan it is or belongs to; nobody's for a record that belongs to none."""
    if isinstance(record, Plan):
        return int(record.employee_id)
    return None if record.chain_link is None else int(record.plan.employee_id)


PLANS = Kind("plans", Plan, queries.visible_plans, Plan.objects.all())
AMENDMENTS = Kind(
    "amendments", Amendment, queries.visible_amendments, Amendment.objects.select_related("plan")
)
REMARKS = Kind("remarks", Remark, queries.visible_remarks, Remark.objects.select_related("plan", "amendment"))
EVALUATIONS = Kind(
    "evaluations", Evaluation, visible_evaluations, Evaluation.objects.select_related("plan", "revision")
)
APPEALS = Kind(
    "appeals", Appeal, visible_appeals, Appeal.objects.select_related("plan", "evaluation__revision"), decides
)
GUIDANCE = Kind("guidance", Guidance, visible_guidance)
COUNSELLING = Kind("counselling", Counselling, visible_counselling)
IMPROVEMENTS = Kind("improvements", Improvement, visible_improvements)
OF_PLANS = (PLANS, AMENDMENTS, REMARKS, EVALUATIONS, APPEALS, GUIDANCE, COUNSELLING, IMPROVEMENTS)
COMPLAINTS = Kind("complaints", Complaint, visible_complaints)
KINDS = {kind.machine.kind: kind for kind in (*OF_PLANS, COMPLAINTS)}
BY_PATH = {kind.path: kind for kind in KINDS.values()}

# Steps that have a page of their own, by "<record>.<step>": the name of its address, which takes the record's key.
OWN_PAGES: dict[str, str] = {}


def record_address(kind: str, record: Any) -> str:
    """Where a record's page is; a remark stands on its plan's."""
    if kind == "remark":
        return f"{reverse('web:plan', args=[record.plan_id])}#remark-{record.pk}"
    return reverse(f"web:{kind}", args=[record.pk])


def step_address(kind: str, key: int, step: str) -> str:
    """Where a step of a record is taken."""
    if own := OWN_PAGES.get(f"{kind}.{step}"):
        return reverse(own, args=[key])
    return reverse("web:step", args=[KINDS[kind].path, key, step])
