"""Complaints: sent and looked after by citizens without an account, listed and read by the staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.fields import Id
from api.v1.history import history_of
from api.v1.http import Api, answer
from api.v1.kinds import COMPLAINTS
from api.v1.paging import Paging, page_of, paged
from api.v1.rows.complaints import ComplaintShape, ReceiptShape, receipt
from api.v1.throttles import ByAddress, address
from directory import queries as directory
from directory.today import today
from workflows.voice import complaining
from workflows.voice.complaining import Sent
from workflows.voice.complaint_queries import late, standing
from workflows.voice.complaints import Category
from workflows.voice.machine import ComplaintState


@dataclass(frozen=True)
class ComplaintQuery(Paging):
    """`unit`: that unit and all below it."""

    state: ComplaintState | None = None
    category: Category | None = None
    unit: Id | None = None
    late: bool | None = None


@dataclass(frozen=True)
class Addressee:
    """To whom a complaint goes: a unit, perhaps about one of its services; with the `token` of one form."""

    unit: str
    service: str | None
    token: str


@dataclass(frozen=True)
class NewComplaint:
    """A complaint or a question for information; `token`: of the form. Say nothing of who you are."""

    category: Category
    words: str
    token: str


@dataclass(frozen=True)
class ComplaintCode:
    """The code of your complaint, which nobody can find again for you."""

    code: str


@dataclass(frozen=True)
class NotSettled:
    """Why the answer does not settle it."""

    words: str


class PublicView(Api):
    """An address for everybody."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (ByAddress,)


class ComplainView(PublicView):
    """Complaining to a unit, or about a service."""

    def get(self, request: Request, code: str) -> Response:
        """Whose code it is, with the token of a form, which can be sent once."""
        found = complaining.addressee(code, self.moment)
        token = complaining.form_token(self.moment)
        return answer(Addressee(found.unit_name, found.service_name or None, token))

    def post(self, request: Request, code: str) -> Response:
        """Send a complaint. Keep its code: by it alone you read what becomes of it."""
        new = self.body(NewComplaint)
        sent = Sent(code, new.category, new.words, new.token)
        return answer(ComplaintCode(complaining.send(sent, address(request))), 201)


class ReceiptView(PublicView):
    """A complaint, for whoever has its code."""

    def get(self, request: Request, code: str) -> Response:
        """How it stands, and what the unit has said. A wrong code is answered as one that never was."""
        found = complaining.find(code, address(request))
        return answer(receipt(standing(found, self.moment)))


class ReopenView(PublicView):
    """A complaint that an answer does not settle."""

    def post(self, request: Request, code: str) -> Response:
        """Say so, once, until the last day that the complaint names."""
        words, found = self.body(NotSettled).words, complaining.find(code, address(request))
        return answer(receipt(standing(complaining.reopen(found, words), self.moment)))


class ComplaintsView(Api):
    """Complaints."""

    def get(self, request: Request) -> Response:
        """Complaints to units that you manage or inspect, and those that you handle."""
        asked = self.query(ComplaintQuery)
        found = COMPLAINTS.rows(_filtered(COMPLAINTS.seen(self), asked, self), self.moment)
        return paged(request, found, asked, lambda rows: COMPLAINTS.shapes(rows, self))


def _filtered(complaints: QuerySet[Any], asked: ComplaintQuery, view: Api) -> QuerySet[Any]:
    for name in ("state", "category"):
        if (value := getattr(asked, name)) is not None:
            complaints = complaints.filter(**{name: value})
    if asked.unit is not None:
        complaints = complaints.filter(unit__in=directory.units_below([asked.unit], today(view.moment)))
    if asked.late is not None:
        overdue = late(complaints, view.moment.now)
        complaints = overdue if asked.late else complaints.exclude(pk__in=overdue.values("pk"))
    return complaints


class ComplaintView(Api):
    """One complaint."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        COMPLAINTS.find(id, self)
        return COMPLAINTS.answer(id, self)


ComplaintHistoryView = history_of(COMPLAINTS)

described(ComplainView, "get", "complaints_to", answers=Addressee)
described(ComplainView, "post", "complaints_send", takes=NewComplaint, answers=ComplaintCode, status=201)
described(ReceiptView, "get", "complaints_receipt", answers=ReceiptShape)
described(ReopenView, "post", "complaints_reopen", takes=NotSettled, answers=ReceiptShape)
described(ComplaintsView, "get", "complaints", asks=ComplaintQuery, answers=page_of(ComplaintShape))
described(ComplaintView, "get", "complaints_read", answers=ComplaintShape)
