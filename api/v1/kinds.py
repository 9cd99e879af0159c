"""The kinds of record that people take steps on: where they are, who sees them, and what they look like."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from rest_framework.response import Response

from api.v1 import shapes
from api.v1.http import Api, answer
from api.v1.rows import amendments, appeals, complaints, evaluations, guidance, improvements, plans, remarks
from cycle_engine.clock import Moment
from cycle_engine.errors import Missing
from cycle_engine.machine import Machine, Step, machine_of
from cycle_engine.models import Record
from workflows.appeals.models import Appeal
from workflows.appeals.queries import visible_appeals
from workflows.development.models import Improvement
from workflows.development.queries import visible_improvements
from workflows.evaluation.models import Evaluation
from workflows.evaluation.queries import visible_evaluations
from workflows.guidance.models import Counselling, Guidance
from workflows.guidance.queries import visible_counselling, visible_guidance
from workflows.planning import beside, queries
from workflows.planning.models import Amendment, Plan, Remark
from workflows.voice.complaint_queries import visible_complaints
from workflows.voice.models import Complaint


@dataclass(frozen=True)
class Kind:
    """`path` is its part of an address; `rows` adds to a query what `show` needs of each record."""

    path: str
    model: type[Record]
    shape: type
    visible: Callable[[int, Moment], QuerySet[Any]]
    rows: Callable[[QuerySet[Any], Moment], QuerySet[Any]]
    show: Callable[[Sequence[Any], int, Moment], list[Any]]

    @property
    def name(self) -> str:
        """What it is called in the names of operations: the last part of its path."""
        return self.path.rpartition("/")[2]

    @property
    def machine(self) -> Machine:
        return machine_of(self.model)

    @property
    def steps(self) -> list[Step]:
        """The steps that people take on records that are there."""
        return [step for step in self.machine.steps.values() if step.offered and not step.is_birth]

    def seen(self, view: Api) -> QuerySet[Any]:
        """The records that the reader may see."""
        return self.visible(view.reader, view.moment)

    def find(self, key: int, view: Api) -> Any:
        """The record, if the reader may see it; else Missing. That he has read it is noted."""
        found = self.among([key], view).get(key)
        if found is None:
            raise Missing
        return found

    def among(self, keys: Collection[int], view: Api) -> dict[int, Any]:
        """Those of these records that the reader may see. That he has read them is noted."""
        found = list(self.seen(view).filter(pk__in=keys))
        view.note_read(_plans_of(found))
        return {record.pk: record for record in found}

    def shapes(self, rows: Sequence[Any], view: Api) -> list[Any]:
        """What these rows look like to the reader. That he has read them is noted."""
        view.note_read(_plans_of(rows))
        return self.show(rows, view.reader, view.moment)

    def of(self, keys: Sequence[int], view: Api) -> dict[int, Any]:
        """What the records with these keys look like to the reader, who is known to see them."""
        rows = list(self.rows(self.model._default_manager.filter(pk__in=keys), view.moment))
        return {row.pk: shape for row, shape in zip(rows, self.shapes(rows, view), strict=True)}

    def answer(self, key: int, view: Api, status: int = 200, **headers: str) -> Response:
        return answer(self.of([key], view)[key], status, **headers)


def _plans_of(records: Iterable[Record]) -> Iterator[int]:
    """The plans on whose chains these records stand; a record of a chain of its own tells of none."""
    for record in records:
        if isinstance(record, Plan):
            yield record.pk
        elif record.chain_link is not None:
            yield getattr(record, f"{record.chain_link}_id")


PLANS = Kind("plans", Plan, shapes.Plan, queries.visible_plans, beside.with_names, plans.show)
AMENDMENTS = Kind(
    "amendments", Amendment, shapes.Amendment, queries.visible_amendments, amendments.rows, amendments.show
)
REMARKS = Kind("remarks", Remark, shapes.Remark, queries.visible_remarks, remarks.rows, remarks.show)
EVALUATIONS = Kind(
    "evaluations", Evaluation, evaluations.Evaluation, visible_evaluations, evaluations.rows, evaluations.show
)
APPEALS = Kind("appeals", Appeal, appeals.AppealShape, visible_appeals, appeals.rows, appeals.show)
GUIDANCE = Kind(
    "development/guidance",
    Guidance,
    guidance.GuidanceShape,
    visible_guidance,
    guidance.rows,
    guidance.show_guidance,
)
COUNSELLING = Kind(
    "development/counselling",
    Counselling,
    guidance.CounsellingShape,
    visible_counselling,
    guidance.rows,
    guidance.show_counselling,
)
IMPROVEMENTS = Kind(
    "development/improvement-plans",
    Improvement,
    improvements.ImprovementShape,
    visible_improvements,
    improvements.rows,
    improvements.show,
)
OF_PLANS = (PLANS, AMENDMENTS, REMARKS, EVALUATIONS, APPEALS, GUIDANCE, COUNSELLING, IMPROVEMENTS)
COMPLAINTS = Kind(
    "complaints", Complaint, complaints.ComplaintShape, visible_complaints, complaints.rows, complaints.show
)
KINDS = {kind.machine.kind: kind for kind in (*OF_PLANS, COMPLAINTS)}
