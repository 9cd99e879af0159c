"""The search for decisions, as a page and as files."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from http import HTTPStatus
from typing import ClassVar

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation

from cycle_engine.errors import NotYourTurn
from cycle_engine.models import Entry
from web.audit.search import SearchForm, search_form
from web.audit.telling import tell
from web.choosing import searched, searches
from web.pages import PersonPage
from workflows.audit import queries
from workflows.audit.files import FORMS
from workflows.audit.shown import AuditEntry, show
from workflows.evaluation.disclosure import Act

SOME = 30  # entries on a page
CURSOR = "before"  # the entry below which a page begins


def _form(page: PersonPage) -> type[SearchForm]:
    """The form of an inspector. Raises NotYourTurn for whoever inspects nothing."""
    if not queries.inspected(page.reader, page.moment):
        raise NotYourTurn
    return search_form(page)


class EntriesPage(PersonPage):
    """Decisions in the units that I inspect."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form; once something is looked for, what is found, newest first."""
        asked = _form(self)
        if not request.GET:
            return self._ask(asked())
        if searches(request.GET):
            return self._ask(searched(asked, request.GET))
        form = asked(request.GET)
        if not form.is_valid():
            return self._ask(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        return self._found(form)

    def _found(self, form: SearchForm) -> HttpResponse:
        with queries.bounded():
            found = queries.entries(self.reader, form.search(), self.moment)
            before = self.request.GET.get(CURSOR, "")
            if before.isascii() and before.isdecimal() and len(before) < 19:
                found = found.filter(pk__lt=int(before))
            rows = list(found.order_by("-pk")[: SOME + 1])
            entries = tell(rows[:SOME], self)
        asked = self.request.GET.copy()
        asked.pop(CURSOR, None)
        return self.show(
            "web/audit/entries.html",
            asked=list(form.asked()),
            entries=entries,
            plans=list(dict.fromkeys(each.plan.pk for each in entries if each.plan)),
            query=asked.urlencode(),
            older=rows[SOME - 1].pk if len(rows) > SOME else None,
            later=bool(before),
        )

    def _ask(self, form: SearchForm, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show("web/audit/search.html", status, form=form)


class FilePage(PersonPage):
    """What a search finds, whole, as a file."""

    ending: ClassVar[str] = ""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """All entries that the same words find, newest first, with their hashes."""
        form = _form(self)(request.GET)
        if not form.is_valid():
            return self.show("web/audit/search.html", HTTPStatus.UNPROCESSABLE_ENTITY, form=form)
        found = queries.entries(self.reader, form.search(), self.moment)
        withheld = queries.withheld(self.reader, self.moment)
        name = f"entries-{self.day}.{self.ending}"
        return StreamingHttpResponse(
            FORMS[self.ending].write(self._shown(chunk, withheld) for chunk in queries.streamed(found)),
            content_type=FORMS[self.ending].media_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def _shown(self, entries: Sequence[Entry], withheld: Collection[Act]) -> list[AuditEntry]:
        """In the reader's language: files are written when the page has gone already."""
        self.note_read(each.chain_id for each in entries if each.chain == "plan")
        with translation.override(self.user.language):
            return show(entries, withheld, self.moment)
