"""The ledger as inspectors read it, as a list and as files; and what they have read, for those it concerns."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields
from typing import ClassVar

from django.core.validators import RegexValidator
from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.fields import Id
from api.v1.http import Api
from api.v1.names import Names
from api.v1.paging import Paging, page_of, paged
from api.v1.shapes import Named
from cycle_engine.actors import Capacity
from cycle_engine.models import Entry
from workflows.audit import queries
from workflows.audit.files import FORMS
from workflows.audit.models import Access
from workflows.audit.queries import Search
from workflows.audit.shown import AuditEntry, show
from workflows.evaluation.disclosure import Act

RECORD = RegexValidator(r"^[a-z]+(:[0-9]{1,18})?\Z", _("Name a kind of record, or one: plan or plan:12."))


@dataclass(frozen=True)
class EntryFilter:
    """What is looked for (see `Search`). A time without a zone is UTC."""

    actor: Id | None = None
    unit: Id | None = None
    step: str = ""
    record: str = field(default="", metadata={"serializer_kwargs": {"validators": [RECORD]}})
    plan: Id | None = None
    period: int | None = field(
        default=None, metadata={"serializer_kwargs": {"min_value": 1900, "max_value": 9999}}
    )
    from_state: str = ""
    to_state: str = ""
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None
    reason: str = ""

    def search(self) -> Search:
        """What is looked for."""
        named = {each.name: getattr(self, each.name) for each in fields(EntryFilter)}
        named["record"], _colon, key = self.record.partition(":")
        return Search(**named, record_id=int(key) if key else None)


@dataclass(frozen=True)
class EntryQuery(Paging, EntryFilter):
    """A page of the entries that a filter finds."""


@dataclass(frozen=True)
class AccessShape:
    """An inspector has read records of yours. `what` is the address, with names in place of ids."""

    id: str
    reader: Named
    capacity: str
    plan: str
    what: str
    at: datetime.datetime
    request_id: str


class EntriesView(Api):
    """The ledger, for inspectors."""

    def get(self, request: Request) -> Response:
        """Entries about the units that you inspect, newest first. What you read of plans is noted.

        `unit`: that unit and all below it. `record`: a kind (amendment) or one of them (amendment:12). `period`: a
        year, with the plans of its cycles. `since` and `until`: from that time on, and before it. `reason`: words
        that stand in it.
        """
        asked = self.query(EntryQuery)
        with queries.bounded():
            found = queries.entries(self.reader, asked.search(), self.moment)
            withheld = queries.withheld(self.reader, self.moment)
            return paged(request, found, asked, lambda rows: _read(rows, withheld, self), "-id")


class EntriesFileView(Api):
    """The ledger as a file, for inspectors."""

    ending: ClassVar[str]

    def get(self, request: Request) -> StreamingHttpResponse:
        """All entries that the same filters find, newest first. What you read of plans is noted."""
        asked = self.query(EntryFilter)
        found = queries.entries(self.reader, asked.search(), self.moment)
        withheld = queries.withheld(self.reader, self.moment)
        shown = (_read(chunk, withheld, self) for chunk in queries.streamed(found))
        return StreamingHttpResponse(
            FORMS[self.ending].write(shown),
            content_type=FORMS[self.ending].media_type,
            headers={"Content-Disposition": f'attachment; filename="entries-{self.day}.{self.ending}"'},
        )


class Csv(JSONRenderer):
    """For negotiation alone: a file is written as it is sent, and a refusal in its place is JSON as everywhere."""

    media_type = "text/csv"


class JsonLines(JSONRenderer):
    """The same for JSON Lines."""

    media_type = "application/x-ndjson"


class CsvView(EntriesFileView):
    """The ledger as CSV, for inspectors."""

    renderer_classes = (Csv,)
    ending = "csv"


class JsonLinesView(EntriesFileView):
    """The ledger as JSON Lines, for inspectors."""

    renderer_classes = (JsonLines,)
    ending = "jsonl"


class AccessesView(Api):
    """What inspectors have read of your records."""

    def get(self, request: Request) -> Response:
        """Who has read records of yours as an inspector, newest first."""
        asked = self.query(Paging)
        return paged(
            request, queries.accesses_of(self.reader), asked, lambda rows: _accesses(rows, self), "-id"
        )


def _read(entries: Sequence[Entry], withheld: Collection[Act], view: Api) -> list[AuditEntry]:
    view.note_read(each.chain_id for each in entries if each.chain == "plan")
    return show(entries, withheld, view.moment)


def _accesses(accesses: Sequence[Access], view: Api) -> list[AccessShape]:
    names = Names.of((each.reader_id for each in accesses), view.moment)
    return [
        AccessShape(
            id=str(each.pk),
            reader=names.named(each.reader_id),
            capacity=Capacity.INSPECTOR,
            plan=str(each.plan_id),
            what=each.what,
            at=each.at,
            request_id=each.request_id,
        )
        for each in accesses
    ]


described(EntriesView, "get", "audit_entries", asks=EntryQuery, answers=page_of(AuditEntry))
described(AccessesView, "get", "me_accesses", asks=Paging, answers=page_of(AccessShape))
for _view in (CsvView, JsonLinesView):
    described(
        _view,
        "get",
        f"audit_entries_{_view.ending}",
        asks=EntryFilter,
        answers=OpenApiTypes.STR,
        status=(200, FORMS[_view.ending].media_type.partition(";")[0]),
    )
