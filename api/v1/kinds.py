"""The kinds of record that people take steps on: where they are, who sees them, and what they look like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from rest_framework.response import Response

from api.v1 import shapes
from api.v1.http import answer
from api.v1.rows import amendments, plans, remarks
from cycle_engine.errors import Missing
from cycle_engine.machine import Machine, Step, machine_of
from cycle_engine.models import Record
from workflows.planning import queries
from workflows.planning.models import Amendment, Plan, Remark


@dataclass(frozen=True)
class Kind:
    """`path` is its part of an address; `rows` adds to a query what `show` needs of each record."""

    path: str
    model: type[Record]
    shape: type
    visible: Callable[[int], QuerySet[Any]]
    rows: Callable[[QuerySet[Any]], QuerySet[Any]]
    show: Callable[[Sequence[Any], int], list[Any]]

    @property
    def machine(self) -> Machine:
        return machine_of(self.model)

    @property
    def steps(self) -> list[Step]:
        """The steps that people take on records that are there."""
        return [step for step in self.machine.steps.values() if step.offered and not step.is_birth]

    def find(self, key: int, reader: int) -> Any:
        """The record, if this person may see it; else Missing."""
        found = self.visible(reader).filter(pk=key).first()
        if found is None:
            raise Missing
        return found

    def shapes(self, keys: Sequence[int], reader: int) -> dict[int, Any]:
        """What these records look like to this person, who is known to see them."""
        found = list(self.rows(self.model._default_manager.filter(pk__in=keys)))
        return {row.pk: shape for row, shape in zip(found, self.show(found, reader), strict=True)}

    def answer(self, key: int, reader: int, status: int = 200, **headers: str) -> Response:
        return answer(self.shapes([key], reader)[key], status, **headers)


PLANS = Kind("plans", Plan, shapes.Plan, queries.visible_plans, plans.rows, plans.show)
AMENDMENTS = Kind(
    "amendments", Amendment, shapes.Amendment, queries.visible_amendments, amendments.rows, amendments.show
)
REMARKS = Kind("remarks", Remark, shapes.Remark, queries.visible_remarks, remarks.rows, remarks.show)
KINDS = {kind.machine.kind: kind for kind in (PLANS, AMENDMENTS, REMARKS)}
