"""Notices in the inbox of the one who asks."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.http import Api
from api.v1.paging import Paging, page_of, paged
from notifications.commands import mark_read
from notifications.kinds import group_of
from notifications.queries import notices_of
from notifications.texts import words


@dataclass(frozen=True)
class Notice:
    """What you were told, in the language of the request; `link` is the page of what it is about.

    `group`: by which you choose how you are told of such, `legal` for what touches a right.
    """

    id: str
    kind: str
    group: str
    title: str
    text: str
    link: str
    at: datetime.datetime
    read_at: datetime.datetime | None


class NoticesView(Api):
    """Notices."""

    def get(self, request: Request) -> Response:
        """Your notices, newest first."""
        asked = self.query(Paging)
        return paged(request, notices_of(self.reader), asked, _shown, "-id")


class ReadNoticeView(Api):
    """Reading a notice."""

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Note that you have read it; the first time counts."""
        mark_read(self.reader, id)
        return Response(status=204)


def _shown(notices: Sequence[Any]) -> list[Notice]:
    return [_notice(each) for each in notices]


def _notice(notice: Any) -> Notice:
    said = words(notice)
    event = notice.event
    group = group_of(event, notice.capacity).value
    return Notice(
        str(notice.pk), event.kind, group, said.title, said.sentence, said.link, event.at, notice.read_at
    )


described(NoticesView, "get", "notifications", asks=Paging, answers=page_of(Notice))
described(ReadNoticeView, "post", "notifications_read", status=204)
