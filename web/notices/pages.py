"""What one was told: the list, opening one, and having read all."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cycle_engine.errors import Missing, type_sentence
from notifications.commands import mark_all_read, mark_read
from notifications.kinds import Group, group_of
from notifications.queries import notices_of
from notifications.texts import words
from web.pages import PersonPage
from web.paging import page_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice in words."""

    key: int
    title: str
    sentence: str
    group: type_sentence
    legal: bool
    at: datetime.datetime
    unread: bool


class NoticesPage(PersonPage):
    """All that I was told."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The newest first."""
        some = page_of(notices_of(self.reader), request)
        return self.show("web/notices/notices.html", some=some, notices=[_shown(each) for each in some])


class OpenPage(PersonPage):
    """One notice."""

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """It is read now; go to the page of what it is about."""
        notice = notices_of(self.reader).filter(pk=key).first()
        if notice is None:
            raise Missing
        mark_read(self.reader, key)
        return redirect(words(notice).link)


class AllReadPage(PersonPage):
    """All of them at once."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """All that I was told until now is read."""
        mark_all_read(self.reader)
        messages.success(request, _("All notifications are marked as read."))
        return redirect("web:notices")


def _shown(notice: Any) -> Shown:
    said, event = words(notice), notice.event
    group = group_of(event, notice.capacity)
    return Shown(
        notice.pk,
        said.title,
        said.sentence,
        group.label,
        group is Group.LEGAL,
        event.at,
        notice.read_at is None,
    )
