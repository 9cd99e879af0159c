"""Entries of the ledger as answers show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.http import Api
from api.v1.kinds import Kind
from api.v1.names import Names
from api.v1.paging import Paging, page_of, paged
from api.v1.shapes import Entry
from cycle_engine import models
from workflows.audit.histories import Told, told


def history(request: Request, found: QuerySet[models.Entry], asked: Paging, view: Api) -> Response:
    """A page of these entries of plans and what belongs to them, the oldest first."""
    return paged(request, found, asked, lambda rows: entries(rows, view), "seq")


def entries(found: Sequence[models.Entry], view: Api) -> list[Entry]:
    """These entries, with the reasons that stand in their payloads, as far as the reader may read them; a fixed
    number of queries."""
    names = Names.of([*(each.actor for each in found), *(each.on_behalf_of for each in found)], view.moment)
    return [_entry(each, names) for each in told(found, view.reader, view.moment)]


def _entry(told: Told, names: Names) -> Entry:
    entry = told.entry
    return Entry(
        seq=entry.seq,
        record=entry.record,
        record_id=str(entry.record_id),
        step=entry.step,
        label=told.label,
        from_=entry.from_state,
        to=entry.to_state,
        capacity=entry.capacity,
        actor=names.maybe(entry.actor),
        on_behalf_of=names.maybe(entry.on_behalf_of),
        letter=str(entry.letter) if entry.letter else None,
        at=entry.at,
        recorded_at=entry.recorded_at,
        reason=told.reason,
        withheld=told.withheld,
        version=entry.version_after,
        hash=bytes(entry.hash).hex(),
    )


class HistoryView(Api):
    """The ledger entries of a record, oldest first."""

    kind: ClassVar[Kind]

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        asked = self.query(Paging)
        self.kind.find(id, self)
        found = models.Entry.objects.filter(record=self.kind.machine.kind, record_id=id)
        return history(request, found, asked, self)


def history_of(kind: Kind) -> type[HistoryView]:
    """The view of what has happened to records of a kind."""
    view = type(
        f"{kind.model.__name__}HistoryView", (HistoryView,), {"kind": kind, "__doc__": HistoryView.__doc__}
    )
    return described(view, "get", f"{kind.name}_history", asks=Paging, answers=page_of(Entry))
