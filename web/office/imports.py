"""Imports: sheets of units, posts, people and capacities, looked at before anything changes."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from cycle_engine.errors import Missing, RulesBroken, type_sentence
from web.files import as_file
from web.office.manager import ManagerPage
from web.office.sheets import SheetField, SheetForm, TakesSheets
from web.paging import page_of
from web.step_forms import Day
from workflows.staffing import imports, problem_sheet, queries
from workflows.staffing.imports import ImportStale, SentSheet
from workflows.staffing.models import Import, ImportLine
from workflows.staffing.problem_sheet import SHEETS

DOES: dict[str, type_sentence] = {
    "new": gettext_lazy("New"),
    "changed": gettext_lazy("Changed"),
    "leaving": gettext_lazy("Leaves"),
}


class ImportForm(SheetForm):
    """Which sheets, and from which day on they hold."""

    units = SheetField(label=SHEETS["units"], required=False)
    posts = SheetField(label=SHEETS["posts"], required=False)
    people = SheetField(label=SHEETS["people"], required=False)
    capacities = SheetField(label=SHEETS["capacities"], required=False)
    day = forms.DateField(
        label=gettext_lazy("From which day on"),
        help_text=gettext_lazy("Today when it is left out."),
        required=False,
        widget=Day(),
    )
    complete = forms.BooleanField(
        label=gettext_lazy("The sheet of people is complete: who is not in it leaves the post"),
        required=False,
    )


class ImportsPage(ManagerPage):
    """The imports that one has sent."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Newest first."""
        some = page_of(queries.own_imports(self.reader, self.moment).order_by("-pk"), request)
        lines = [(each, queries.STANDINGS[queries.standing(each)]) for each in some]
        return self.show("web/office/imports.html", some=some, lines=lines)


class NewImportPage(TakesSheets, ManagerPage):
    """Sending sheets."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form."""
        return self._ask(ImportForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the sheets, and look at them in the background. Nothing changes yet."""
        form = ImportForm(request.POST, request.FILES)
        form.request = request
        if not form.is_valid():
            return self._ask(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        said = form.cleaned_data
        sent = {kind: SentSheet(said[kind].name, said[kind].read()) for kind in SHEETS if said[kind]}
        try:
            made = imports.start_import(sent, said["day"] or self.day, self.actor, complete=said["complete"])
        except RulesBroken as error:
            for blocker in error.blockers:
                form.add_error(None, blocker.message)
            return self._ask(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        return redirect(reverse("web:office_import", args=[made.pk]))

    def _ask(self, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show("web/office/import_new.html", status, form=form)


class OneImport(ManagerPage):
    """A page of one import."""

    def find(self, key: int) -> Import:
        """The import, if the reader has sent it; else Missing."""
        found = queries.own_imports(self.reader, self.moment).filter(pk=key).first()
        if found is None:
            raise Missing
        return found


class ImportPage(OneImport):
    """What an import would change, what is wrong with it, or what it has changed."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """How far it has come; what is wrong first, if anything is."""
        found = self.find(key)
        standing = queries.standing(found)
        runs = standing in ("previewing", "applying")
        if runs or self.wants_part:
            job = found.application or found.preview
            if self.wants_part and job:
                return self.progress_of(job)
            return self.show(
                "web/office/import.html", found=found, job=job, runs=runs, standing=_said(standing)
            )
        wrong = found.summary.get("problems", 0)
        waits = standing in ("previewed", "stale")
        idle = waits and not _does_something(found)
        shown = request.GET.get("show") or ("problems" if wrong else "changes")
        some = page_of(self._lines(found, shown), request)
        return self.show(
            "web/office/import.html",
            found=found,
            standing=gettext_lazy("Nothing to apply") if idle else _said(standing),
            failed=standing == "failed",
            may_apply=waits and not idle,
            tallies=_tallies(found),
            wrong=wrong,
            shown=shown,
            some=some,
            sheets=SHEETS,
            lines=[_told(line) for line in some],
        )

    def _lines(self, found: Import, shown: str) -> QuerySet[ImportLine]:
        lines = ImportLine.objects.filter(of=found).order_by("pk")
        if shown == "problems":
            return lines.filter(kind=ImportLine.WRONG)
        return lines.exclude(kind=ImportLine.WRONG)


class ImportErrorsFile(OneImport):
    """What is wrong with an import, as a file to mend it by."""

    def get(self, request: HttpRequest, key: int, ending: str) -> HttpResponse:
        """A line for each cell."""
        found = self.find(key)
        name = f"import-{found.pk}-errors"
        return as_file(name, ending, problem_sheet.header(), problem_sheet.lines(found))


def _said(standing: str) -> type_sentence:
    return queries.STANDINGS[standing]


def _does_something(found: Import) -> bool:
    """Whether any row that is right would change the directory."""
    tallies = found.summary.get("sheets", {}).values()
    return any(tally.get(kind) for tally in tallies for kind in DOES)


def _tallies(found: Import) -> list[tuple[type_sentence, str, dict[str, int]]]:
    """What the sheets of an import are, and how many of their rows do what."""
    known = found.summary.get("sheets", {})
    kept = {each.sheet: each.name for each in found.sheets.all()}
    return [(label, kept[kind], known.get(kind, {})) for kind, label in SHEETS.items() if kind in kept]


def _told(line: ImportLine) -> dict[str, Any]:
    """A line as the table tells it."""
    shown: dict[str, Any] = {"sheet": SHEETS.get(line.sheet, line.sheet), "row": line.row}
    if line.kind == ImportLine.WRONG:
        return shown | {"column": line.column, "message": queries.problem_of(line).message, "rule": line.rule}
    fields = [(name, before, after) for name, (before, after) in line.data.items()]
    return shown | {"does": DOES.get(line.kind, line.kind), "subject": line.subject, "fields": fields}


class ApplyForm(forms.Form):
    """Which rows, of which preview."""

    preview = forms.CharField(widget=forms.HiddenInput, required=False)
    rows = forms.ChoiceField(
        label=gettext_lazy("Which rows"),
        choices=[
            (imports.ALL, gettext_lazy("All, of which none may be wrong")),
            (imports.VALID, gettext_lazy("The valid ones alone; what is wrong is left out")),
        ],
        widget=forms.RadioSelect,
    )


class ApplyPage(OneImport):
    """Applying an import, which cannot be taken back at once."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """What would happen, and the question whether it shall."""
        found = self.find(key)
        wrong = found.summary.get("problems", 0)
        rows = "" if wrong else imports.ALL
        return self._ask(found, ApplyForm(initial={"preview": found.digest, "rows": rows}))

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """Put the sheets into the directory, in the background."""
        found = self.find(key)
        form = ApplyForm(request.POST)
        if not form.is_valid():
            return self._ask(found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        said = form.cleaned_data
        try:
            imports.apply_import(found.pk, self.actor, rows=said["rows"], preview=said["preview"])
        except ImportStale as error:
            messages.warning(request, error.sentence)
        except RulesBroken as error:
            for blocker in error.blockers:
                form.add_error(None, blocker.message)
            return self._ask(found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        return redirect(reverse("web:office_import", args=[found.pk]))

    def _ask(self, found: Import, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show(
            "web/office/import_apply.html",
            status,
            form=form,
            found=found,
            tallies=_tallies(found),
            wrong=found.summary.get("problems", 0),
        )
