"""Entering several pieces of work at once: rows pasted from a spreadsheet, or a sheet, looked at first."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from operator import attrgetter
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import Blocker, RulesBroken
from directory.rows import DirectoryError, Problem
from sheets.writing import as_csv
from web.evaluation.indicators import Line, lines
from web.evaluation.progress import in_force, may_enter
from web.pages import PersonPage
from web.records import PLANS
from web.uploads import TakesFiles, let_go
from workflows.monitoring.commands import write_progress
from workflows.monitoring.data import NewEntry
from workflows.monitoring.errors import TooLarge
from workflows.monitoring.sheets import entries_in, pasted
from workflows.planning.models import Plan

MOST = 200  # rows at once
# The columns as the reader calls them; `workflows.monitoring.sheets` reads them so too.
CALLED = {
    "indicator": gettext_lazy("indicator"),
    "date": gettext_lazy("date"),
    "value": gettext_lazy("value"),
    "note": gettext_lazy("note"),
}
Rows = Sequence[tuple[int, NewEntry]]


class RowsForm(forms.Form):
    """Rows as text, or in a file that takes their place."""

    rows = forms.CharField(
        label=gettext_lazy("Rows"),
        required=False,
        max_length=1_000_000,
        strip=False,
        help_text=gettext_lazy("Copy the rows in your spreadsheet and paste them here."),
        widget=forms.Textarea({"rows": 10, "spellcheck": "false", "wrap": "off"}),
    )
    sheet = forms.FileField(
        label=gettext_lazy("Or a sheet"),
        required=False,
        help_text=gettext_lazy("XLSX, or CSV in UTF-8, with these columns in its first row."),
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
    )


class RowsPage(TakesFiles, PersonPage):
    """Rows: first looked at, row by row, then entered, all of them or none."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """What to paste, and where."""
        return self._ask(PLANS.find(key, self), RowsForm())

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """Look at the rows; or enter them, as they were looked at."""
        plan: Plan = PLANS.find(key, self)
        text, rows, problems = self._read(plan)
        if rows and not problems and "enter" in request.POST:
            write_progress(plan.pk, [entry for _row, entry in rows], self.reader)
            messages.success(request, _saved(len(rows)))
            return redirect("web:plan_progress", key)
        again = RowsForm(initial={"rows": text})
        bad = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
        return self._ask(plan, again, bad, rows=rows, problems=problems)

    def _read(self, plan: Plan) -> tuple[str, Rows, list[Problem]]:
        """The text of the rows, those that can be read, and all that is wrong."""
        text = self.request.POST.get("rows", "")
        known = lines(in_force(plan, self))
        try:
            if sheet := cast(Any, self.request.FILES.get("sheet")):
                text = pasted(sheet.file)
            elif let_go(self.request):
                raise DirectoryError([Problem("progress", 0, "", str(TooLarge.sentence))])
            rows, unread = entries_in(text, {each.number: each.id for each in known})
        except DirectoryError as error:
            return text, [], list(error.problems)
        if len(rows) > MOST:
            return text, [], [_too_many(len(rows))]
        return text, rows, sorted([*unread, *self._broken(plan, rows)], key=attrgetter("row"))

    def _broken(self, plan: Plan, rows: Rows) -> list[Problem]:
        """What the rules say of these rows: they are entered, and that is taken back."""
        try:
            with transaction.atomic():
                write_progress(plan.pk, [entry for _row, entry in rows], self.reader)
                transaction.set_rollback(True)
        except RulesBroken as error:
            return [_placed(blocker, rows) for blocker in error.blockers]
        return []

    def _ask(
        self, plan: Plan, form: RowsForm, status: int = HTTPStatus.OK, rows: Rows = (), **context: Any
    ) -> HttpResponse:
        known = lines(in_force(plan, self))
        return self.show(
            "web/evaluation/rows.html",
            status,
            plan=plan,
            form=form,
            known=known,
            columns=CALLED,
            rows=[(row, entry, _called(entry, known)) for row, entry in rows],
            may_enter=may_enter(plan, self),
            **context,
        )


def _saved(count: int) -> str:
    return _("Entries saved: %(count)s.") % {"count": count}


def _too_many(count: int) -> Problem:
    sentence = _("These are %(rows)s rows; up to %(most)s are entered at once.")
    return Problem("progress", 0, "", sentence, {"rows": count, "most": MOST})


def _placed(blocker: Blocker, rows: Rows) -> Problem:
    """What a rule says, told of the row as the spreadsheet counts it."""
    row = rows[int(str(blocker.data["entry"])) - 1][0]
    told = Blocker(blocker.rule, blocker.sentence, {**blocker.data, "entry": row})
    return Problem("progress", row, "", told.message, {}, blocker.rule)


def _called(entry: NewEntry, known: Sequence[Line]) -> str:
    return next((f"{each.number} {each.text}" for each in known if each.id == entry.indicator), "")


class RowsSheetPage(PersonPage):
    """A sheet to fill in."""

    def get(self, request: HttpRequest, key: int) -> StreamingHttpResponse:
        """A row for each indicator, of today."""
        plan: Plan = PLANS.find(key, self)
        names = [str(each) for each in CALLED.values()]
        rows = [(each.id, f"{self.day:%d/%m/%Y}", "", "") for each in lines(in_force(plan, self))]
        headers = {"Content-Disposition": f'attachment; filename="progress-{plan.pk}.csv"'}
        return StreamingHttpResponse(
            as_csv(names, rows), content_type="text/csv; charset=utf-8", headers=headers
        )
