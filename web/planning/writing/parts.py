"""A page for one part of a draft: saved by its button, or by itself while it is typed."""

from __future__ import annotations

import uuid
from abc import abstractmethod
from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from cycle_engine.errors import RulesBroken, Stale, WorkflowError, WrongState
from web.pages import PersonPage
from web.planning.differences import differences
from web.planning.writing.drafts import Desk, Typed, desk, desk_of_any, fingerprint
from web.planning.writing.forms import AnnexesForm, BehavioursForm, PartForm
from web.planning.writing.lacking import lacking
from web.refusals import status_of
from workflows.planning.contents import Document

TRIES = 3  # to save, where other parts are saved in the same moment


class PartPage(PersonPage):
    """One part of a draft. What another window wrote meanwhile is never written over unasked."""

    template: ClassVar[str]
    desk: Desk

    @abstractmethod
    def of(self, contents: Document) -> Any:
        """This part of the contents; None where it is not there."""

    @abstractmethod
    def put(self, contents: Document, part: Any) -> Document:
        """The contents with this part as it was typed."""

    @abstractmethod
    def form(self, part: Any, data: Any = None) -> Any:
        """The form of the part: a `PartForm`, or what stands for several."""

    def get(self, request: HttpRequest, path: str, key: int, **place: str) -> HttpResponse:
        """The part as it was saved last."""
        self.desk = desk(path, key, self)
        part = self.of(self.desk.contents)
        return self.ask(self.form(part), fingerprint(part))

    def post(self, request: HttpRequest, path: str, key: int, **place: str) -> HttpResponse:
        """Save it, however incomplete. The answer to a page that saves by itself is a few words."""
        for left in reversed(range(TRIES)):
            try:
                self.desk = desk(path, key, self)
                return self.save(request)
            except Stale:
                if not left:
                    raise
            except (WrongState, RulesBroken) as error:
                if self.by_itself:
                    raise
                self.desk = desk_of_any(path, key, self)
                return self.closed(error)
        raise Stale

    @property
    def by_itself(self) -> bool:
        """Whether the page saves by itself and stays as it is."""
        return bool(self.request.headers.get("HX-Request"))

    def save(self, request: HttpRequest) -> HttpResponse:
        """Save what was typed, unless this part was changed elsewhere since it was read."""
        theirs, read = self.of(self.desk.contents), request.POST.get("read", "")
        form = self.form(theirs, request.POST)
        if not form.is_valid():
            return self.wrong(form, read)
        mine, typed = form.value(), Typed(self.desk, request.POST.get("window", ""))
        differs = fingerprint(mine) != fingerprint(theirs)
        if differs and read != fingerprint(theirs) and not typed.wrote(theirs):
            return self.compare(form, theirs, mine)
        asked = self.asked(mine)
        if fingerprint(asked) != fingerprint(theirs):
            self.write(asked)
            typed.note(self.of(self.desk.contents))
        return self.saved()

    def asked(self, part: Any) -> Any:
        """The part after what the button asks beside saving."""
        return part

    def write(self, part: Any) -> None:
        self.desk.save(self.put(self.desk.contents, part))

    def saved(self) -> HttpResponse:
        """The next page; or the few words."""
        if self.by_itself:
            at = time_format(timezone.localtime(self.moment.now), "TIME_FORMAT")
            return JsonResponse({"read": fingerprint(self.of(self.desk.contents)), "at": at})
        messages.success(self.request, _("Saved."))
        return redirect(self.after())

    def after(self) -> str:
        """Where one goes on."""
        return self.desk.at("edit")

    def wrong(self, form: Any, read: str) -> HttpResponse:
        """The form again, with what cannot be kept as it was typed."""
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if self.by_itself:
            return JsonResponse({"wrong": _("Not saved: look at the field that is marked.")}, status=status)
        return self.ask(form, read, status)

    def compare(self, form: Any, theirs: Any, mine: Any) -> HttpResponse:
        """Both, to choose between them. Nothing is lost."""
        status = HTTPStatus.PRECONDITION_FAILED
        if self.by_itself:
            return JsonResponse({}, status=status)
        contents = self.desk.contents
        changes = differences(contents, self.put(contents, mine), self.desk.names)
        return self.ask(form, fingerprint(theirs), status, conflict=True, changes=changes)

    def closed(self, error: WorkflowError) -> HttpResponse:
        """What was typed into a draft that cannot be written any more, and how it differs from what stands there."""
        contents = self.desk.contents
        form = self.form(self.of(contents), self.request.POST)
        changes = (
            differences(contents, self.put(contents, form.value()), self.desk.names)
            if form.is_valid()
            else []
        )
        return self.ask(form, "", status_of(error), closed=error, changes=changes)

    def ask(self, form: Any, read: str, status: int = HTTPStatus.OK, **context: Any) -> HttpResponse:
        """The page."""
        return self.show(
            self.template,
            status,
            desk=self.desk,
            form=form,
            read=read,
            window=self.request.POST.get("window") or uuid.uuid4().hex,
            lacks=lacking(self.desk.record, self.desk.facts, self.reader),
            **context,
        )


class BehavioursPage(PartPage):
    """What the leader expects of the seven values."""

    template = "web/planning/writing/behaviours.html"

    def of(self, contents: Document) -> dict[str, str]:
        """The expectation of each value."""
        found = {each["value"]: each.get("expectation", "") for each in contents.get("behaviours", ())}
        return {name: said for name, said in found.items() if said}

    def put(self, contents: Document, part: dict[str, str]) -> Document:
        behaviours = [{"value": name, "expectation": said} for name, said in part.items()]
        return contents | {"behaviours": behaviours}

    def form(self, part: Any, data: Any = None) -> PartForm:
        return BehavioursForm(self.desk, part, data)


class AnnexesPage(PartPage):
    """Resources, accountability and consequences."""

    template = "web/planning/writing/annexes.html"

    def of(self, contents: Document) -> dict[str, list[str]]:
        found = contents.get("annexes", {})
        return {name: list(found.get(name, ())) for name in ("resources", "accountability", "consequences")}

    def put(self, contents: Document, part: dict[str, list[str]]) -> Document:
        return contents | {"annexes": part}

    def form(self, part: Any, data: Any = None) -> PartForm:
        return AnnexesForm(self.desk, part, data)
