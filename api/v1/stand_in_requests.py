"""Asking for a stand-in: what raters ask, and the answers of who can name one."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.acts import after_commit
from api.v1.documents import described
from api.v1.fields import Id
from api.v1.http import Api, answer
from api.v1.names import Names
from api.v1.paging import Paging, page_of, paged
from api.v1.shapes import Named
from cycle_engine.actors import Actor
from cycle_engine.errors import Missing
from directory import commands
from directory.models import StandInRequest
from directory.stand_ins import known_requests, waiting_requests


@dataclass(frozen=True)
class StandInRequestQuery(Paging):
    """`whose`: `mine`, that you made, or `for_me`, that wait for your answer; else all that you see."""

    whose: Literal["mine", "for_me"] | None = None


@dataclass(frozen=True)
class NewStandInRequest:
    """On which days you need a stand-in, and why, as for leave or a training. `post`: whose holder you propose."""

    from_: datetime.date
    to: datetime.date
    reason: str
    post: Id | None = None


@dataclass(frozen=True)
class DeclinedRequest:
    """Why no stand-in is named."""

    reason: str


@dataclass(frozen=True)
class StandInRequestShape:
    """What `asked_by`, who holds `post`, asks: a stand-in from the first to the last day.

    `standing`: `open`, `named` by a `letter`, `declined` for the reason in `answer`, `withdrawn`, or `passed`.
    """

    id: str
    post: str
    asked_by: Named
    from_: datetime.date
    to: datetime.date | None
    reason: str
    proposed: Named | None
    standing: str
    standing_label: str
    answer: str
    answered_by: Named | None
    letter: str | None


class StandInRequestsView(Api):
    """Requests for a stand-in."""

    def get(self, request: Request) -> Response:
        """Your own, those of the people whom you lead or manage, and those that wait for you."""
        asked = self.query(StandInRequestQuery)
        found = known_requests(self.reader, self.moment)
        if asked.whose == "mine":
            found = found.filter(asked_by=self.reader)
        elif asked.whose == "for_me":
            found = found.filter(pk__in=[each.pk for each in waiting_requests(self.reader, self.moment)])
        return paged(request, found, asked, lambda rows: _shapes(rows, self))

    def post(self, request: Request) -> Response:
        """Ask who is above you for a stand-in, as a rater; where nobody is above you, the managers of your unit."""
        new = self.body(NewStandInRequest)
        made = commands.ask_for_stand_in(new.from_, new.to, new.reason, new.post, actor=Actor.of(self.reader))
        with after_commit():
            (shape,) = _shapes([made], self)
            return answer(shape, 201, Location=f"/api/v1/letters/requests/{made.pk}/")


class StandInRequestView(Api):
    """One request for a stand-in."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        (shape,) = _shapes([_find(id, self)], self)
        return answer(shape)


class DeclineStandInView(Api):
    """Declining to name a stand-in."""

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Say why none is named, as a holder of a post above or a manager of the unit. A letter answers by itself."""
        reason = self.body(DeclinedRequest).reason
        _find(id, self)
        declined = commands.decline_stand_in(id, reason, actor=Actor.of(self.reader))
        with after_commit():
            (shape,) = _shapes([declined], self)
            return answer(shape)


class WithdrawStandInRequestView(Api):
    """Withdrawing a request for a stand-in."""

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Ask no longer, as who asked."""
        _find(id, self)
        withdrawn = commands.withdraw_request(id, actor=Actor.of(self.reader))
        with after_commit():
            (shape,) = _shapes([withdrawn], self)
            return answer(shape)


def _find(key: int, view: Api) -> StandInRequest:
    found = known_requests(view.reader, view.moment).filter(pk=key).first()
    if found is None:
        raise Missing
    return found


def _shapes(requests: Sequence[StandInRequest], view: Api) -> list[StandInRequestShape]:
    people = [(each.asked_by_id, each.proposed_id, each.answered_by_id) for each in requests]
    names = Names.of((person for each in people for person in each), view.moment)
    return [
        StandInRequestShape(
            id=str(each.pk),
            post=str(each.post_id),
            asked_by=names.named(each.asked_by_id),
            from_=each.valid_from,
            to=each.valid_to,
            reason=each.reason,
            proposed=names.maybe(each.proposed_id),
            standing=each.standing_on(view.day),
            standing_label=str(each.standing_on(view.day).label),
            answer=each.answer,
            answered_by=names.maybe(each.answered_by_id),
            letter=str(each.letter_id) if each.letter_id else None,
        )
        for each in requests
    ]


described(
    StandInRequestsView,
    "get",
    "stand_in_requests",
    asks=StandInRequestQuery,
    answers=page_of(StandInRequestShape),
)
described(
    StandInRequestsView,
    "post",
    "stand_in_requests_ask",
    takes=NewStandInRequest,
    answers=StandInRequestShape,
    status=201,
)
described(StandInRequestView, "get", "stand_in_requests_read", answers=StandInRequestShape)
described(
    DeclineStandInView,
    "post",
    "stand_in_requests_decline",
    takes=DeclinedRequest,
    answers=StandInRequestShape,
)
described(WithdrawStandInRequestView, "post", "stand_in_requests_withdraw", answers=StandInRequestShape)
