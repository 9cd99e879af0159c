"""Templates: the contents with which plans of a post begin; listed, sent as a sheet and had back as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import Missing, NotYourTurn
from directory.identities import unit_names
from directory.many import any_of
from directory.models import PostRow
from directory.rows import DirectoryError
from web.choosing import unit_filter
from web.files import as_file
from web.office.manager import ManagerPage
from web.office.sheets import SheetField, SheetForm, TakesSheets, refuse
from web.paging import page_of
from workflows.planning import templates
from workflows.planning.fitness import unfit
from workflows.planning.rows import Template
from workflows.planning.template_sheets import HEADER, contents_in, rows_of


class UnitFilter(forms.Form):
    """Of which unit."""

    def __init__(self, page: ManagerPage, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = unit_filter(page.units, page.day)

    def asked(self) -> str:
        """The unit's key; nothing where none is named."""
        self.is_valid()
        return str(self.cleaned_data.get("unit", ""))


def managed(page: ManagerPage, unit: str = "") -> QuerySet[Template]:
    """The templates of posts in units that the reader manages, in one of them if it is named."""
    held = PostRow.objects.on(page.day).filter(post=OuterRef("post"))
    there = PostRow.objects.on(page.day).filter(unit__in=any_of(page.within(page.units, unit)))
    rows = templates.known_templates(page.reader, page.day).filter(post__in=there.values("post"))
    named = rows.annotate(title=Subquery(held.values("title")[:1]), unit=Subquery(held.values("unit")[:1]))
    return named.select_related("post").order_by("title", "pk")


class TemplatesPage(ManagerPage):
    """Templates of posts."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """By the post's title."""
        form = UnitFilter(self, request.GET)
        some: Any = page_of(managed(self, form.asked()), request)
        return self.show(
            "web/office/templates.html",
            form=form,
            some=some,
            names=unit_names({row.unit for row in some}, self.day),
            unit=form.asked(),
        )


class TemplatesFile(ManagerPage):
    """Templates as a sheet, as they can be sent back."""

    def get(self, request: HttpRequest, ending: str) -> HttpResponse:
        """A row for each indicator."""
        found = managed(self, UnitFilter(self, request.GET).asked())
        return as_file("templates", ending, HEADER, _rows(found))


def _rows(found: QuerySet[Template]) -> Iterator[Sequence[object]]:
    for row in found.iterator(500):
        yield from rows_of(row.post.code, row.contents)


class TemplatesForm(SheetForm):
    """A sheet of templates."""

    file = SheetField(
        label=gettext_lazy("Sheet"),
        help_text=gettext_lazy(
            "CSV or XLSX with a row for each indicator; best begin with the one of this page."
        ),
    )


class TemplatesSheetPage(TakesSheets, ManagerPage):
    """Sending templates as a sheet."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form."""
        return self._ask(TemplatesForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Set the templates of all posts in it, whole or not at all."""
        form = TemplatesForm(request.POST, request.FILES)
        form.request = request
        if not form.is_valid():
            return self._ask(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            found = contents_in(form.cleaned_data["file"], self.day)
        except DirectoryError as error:
            refuse(form, "file", error)
            return self._ask(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        for sentence in (one for made in found.values() for each in unfit(made).values() for one in each):
            form.add_error("file", sentence)
        if form.errors:
            return self._ask(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            changed = templates.put_templates(found, self.day, actor=self.actor)
        except NotYourTurn:
            form.add_error("file", _("A post of this sheet is not in a unit that you manage."))
            return self._ask(form, HTTPStatus.FORBIDDEN)
        said = _("Templates that have changed: %(count)d.")
        messages.success(request, said % {"count": changed})
        return redirect(reverse("web:office_templates"))

    def _ask(self, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show(
            "web/office/ask.html",
            status,
            form=form,
            heading=_("Send templates as a sheet"),
            about=_(
                "Plans of these posts begin with them from today on; plans that have begun stay as they are."
            ),
            button=_("Set the templates"),
            back=reverse("web:office_templates"),
        )


class TemplatePage(ManagerPage):
    """The template of a post."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """What plans of the post begin with."""
        return self.show("web/office/template.html", found=self._find(key))

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """Let plans of the post begin empty from today on."""
        found = self._find(key)
        templates.end_template(found.post_id, self.day, actor=self.actor)
        messages.success(request, _("From today on plans of this post begin empty."))
        return redirect(reverse("web:office_templates"))

    def _find(self, post: int) -> Template:
        found = managed(self).filter(post=post).first()
        if found is None:
            raise Missing
        return found
