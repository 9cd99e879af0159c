"""Entries of progress: what was done for an indicator, on which day."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ListSerializer

from api.v1.acts import after_commit
from api.v1.documents import described
from api.v1.fields import Id, dump, shape_of
from api.v1.http import Api
from api.v1.kinds import PLANS
from api.v1.names import Names
from api.v1.paging import Paging, page_of, paged
from api.v1.shapes import Named
from cycle_engine.clock import Moment
from workflows.monitoring import commands
from workflows.monitoring.data import NewEntry
from workflows.monitoring.models import ProgressEntry
from workflows.monitoring.queries import with_more

MOST = 200


@dataclass(frozen=True)
class ProgressQuery(Paging):
    """`from` and `to`: first and last day. `stands`: whether nothing has corrected it."""

    indicator: str | None = None
    from_day: datetime.date | None = None
    to: datetime.date | None = None
    stands: bool | None = None
    ordering: Literal["id", "-id", "day", "-day"] = "id"


@dataclass(frozen=True)
class NewProgress:
    """Work done on a day for an indicator (id in the contents): a value as you write it, a note, or both.

    `evidence`: of the plan; one piece may prove several entries. `corrects`: the entry that this one replaces.
    """

    indicator: str
    date: datetime.date
    value: str = ""
    note: str = ""
    evidence: list[Id] = field(default_factory=list)
    corrects: Id | None = None


@dataclass(frozen=True)
class EvidenceName:
    """A piece of evidence by its name, and whether it is known to be broken."""

    id: str
    name: str
    broken: bool


@dataclass(frozen=True)
class Progress:
    """An entry of work done. `corrected_by`: the entry that has taken its place."""

    id: str
    plan: str
    indicator: str
    date: datetime.date
    value: str
    note: str
    evidence: list[EvidenceName]
    corrects: str | None
    corrected_by: str | None
    written_by: Named
    written_at: datetime.datetime


class ProgressView(Api):
    """The entries of progress of a plan."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """What was entered, with what was corrected since."""
        asked = self.query(ProgressQuery)
        plan = PLANS.find(id, self)
        rows = _filtered(ProgressEntry.objects.filter(plan=plan), asked)
        return paged(
            request,
            with_more(rows),
            asked,
            lambda found: progress_shapes(found, self.moment),
            asked.ordering,
        )

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Enter up to 200 pieces of your work at once: all are taken, or none."""
        sent: ListSerializer[Any] = ListSerializer(
            data=request.data, child=shape_of(NewProgress)(), allow_empty=False, max_length=MOST
        )
        sent.is_valid(raise_exception=True)
        plan = PLANS.find(id, self)
        entries = [NewEntry(**asdict(each)) for each in sent.validated_data]
        written = commands.write_progress(plan.pk, entries, self.reader)
        with after_commit():
            rows = with_more(ProgressEntry.objects.filter(pk__in=[row.pk for row in written]))
            return Response(dump(progress_shapes(list(rows.order_by("pk")), self.moment)), 201)


def _filtered(rows: QuerySet[ProgressEntry], asked: ProgressQuery) -> QuerySet[ProgressEntry]:
    wanted: dict[str, Any] = {
        "indicator": asked.indicator,
        "day__gte": asked.from_day,
        "day__lte": asked.to,
        "corrected_by__isnull": asked.stands,
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value is not None})


def progress_shapes(rows: Sequence[ProgressEntry], at: Moment) -> list[Progress]:
    names = Names.of((row.written_by_id for row in rows), at)
    return [
        Progress(
            id=str(row.pk),
            plan=str(row.plan_id),
            indicator=row.indicator,
            date=row.day,
            value=row.value,
            note=row.note,
            evidence=[
                EvidenceName(str(each.pk), each.name, each.broken_since is not None)
                for each in row.evidence.all()
            ],
            corrects=str(row.corrects_id) if row.corrects_id else None,
            corrected_by=_corrector(row),
            written_by=names.named(row.written_by_id),
            written_at=row.written_at,
        )
        for row in rows
    ]


def _corrector(row: ProgressEntry) -> str | None:
    later: ProgressEntry | None = getattr(row, "corrected_by", None)
    return str(later.pk) if later else None


described(ProgressView, "get", "plans_progress", asks=ProgressQuery, answers=page_of(Progress))
described(
    ProgressView, "post", "plans_progress_enter", takes=list[NewProgress], answers=list[Progress], status=201
)
