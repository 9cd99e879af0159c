"""Progress of a plan: what was done for each indicator, in figures, words and files; and entering more of it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import RulesBroken
from web.evaluation.indicators import Line, lines
from web.evaluation.plots import Plot, plot
from web.pages import PersonPage
from web.records import PLANS
from web.step_forms import Day
from web.uploads import FilesField, TakesFiles, take_files, take_link
from workflows.monitoring.commands import RUNNING, write_progress
from workflows.monitoring.data import NewEntry
from workflows.monitoring.models import TEXT, VALUE, Evidence, ProgressEntry
from workflows.monitoring.queries import all_evidence, with_more
from workflows.monitoring.tracking import Around, Tracked, tracked
from workflows.planning.facts import PlanFacts
from workflows.planning.models import Plan

# Beside which field a broken rule is told.
BESIDE = {
    "ours:progress_indicator": "indicator",
    "ours:progress_day": "date",
    "ours:progress_value": "value",
    "ours:progress_says": "value",
    "ours:progress_length": "note",
    "ours:progress_evidence": "evidence",
}


@dataclass(frozen=True, slots=True)
class Followed:
    """An indicator with its entries, the newest first, their plot, and what is made of them."""

    line: Line
    entries: list[ProgressEntry]
    plot: Plot | None
    tracked: Tracked


class ProgressPage(PersonPage):
    """What was entered for a plan."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """Indicator by indicator, with what was corrected since."""
        plan: Plan = PLANS.find(key, self)
        facts = PlanFacts([plan], *self.moment)
        document = contents_of(plan, facts)
        known, days = lines(document), (plan.starts_on, min(plan.ends_on, facts.day(plan)))
        around = Around.of(document, plan.starts_on, days, facts, plan)
        entries = list(with_more(ProgressEntry.objects.filter(plan=plan)).order_by("-day", "-pk"))
        return self.show(
            "web/evaluation/progress.html",
            plan=plan,
            followed=followed(known, entries, plan.starts_on, plan.ends_on, around),
            before=[each for each in entries if each.indicator not in {line.id for line in known}],
            may_enter=may_enter(plan, self),
        )


def followed(
    known: Sequence[Line],
    entries: Sequence[ProgressEntry],
    first: datetime.date,
    last: datetime.date,
    around: Around,
) -> list[Followed]:
    """These indicators with their entries (the newest first); what was corrected counts no more."""
    by_indicator: dict[str, list[ProgressEntry]] = defaultdict(list)
    for entry in entries:
        by_indicator[entry.indicator].append(entry)
    return [_followed(line, by_indicator[line.id], first, last, around) for line in known]


def _followed(
    line: Line, entries: list[ProgressEntry], first: datetime.date, last: datetime.date, around: Around
) -> Followed:
    standing = [each for each in reversed(entries) if stands(each)]
    drawn = plot(line.item, standing, first, last)
    return Followed(line, entries, drawn, tracked(line.item, standing, around))


def stands(entry: ProgressEntry) -> bool:
    """Whether no later entry corrects it."""
    return getattr(entry, "corrected_by", None) is None


def in_force(plan: Plan, page: PersonPage) -> dict[str, Any]:
    """The contents in force; empty where there are none."""
    return contents_of(plan, PlanFacts([plan], *page.moment))


def contents_of(plan: Plan, facts: PlanFacts) -> dict[str, Any]:
    """The same, where the facts are known."""
    revision = facts.in_force(plan)
    return revision.contents if revision else {}


def may_enter(plan: Plan, page: PersonPage) -> bool:
    """Whether the page offers to enter progress; whether it is taken the command says."""
    return plan.employee_id == page.reader and plan.state in RUNNING


class EntryForm(forms.Form):
    """Work done on a day for an indicator."""

    indicator = forms.ChoiceField(label=gettext_lazy("Indicator"))
    date = forms.DateField(label=gettext_lazy("Day"), widget=Day())
    value = forms.CharField(
        label=gettext_lazy("Value"),
        required=False,
        max_length=VALUE,
        help_text=gettext_lazy("What was reached, in the unit of the target. A note may say it in words."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=TEXT, widget=forms.Textarea({"rows": 3})
    )
    evidence = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Evidence of the plan"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    added = FilesField(label=gettext_lazy("Photos or files"))
    link = forms.CharField(
        label=gettext_lazy("Or a link"),
        required=False,
        strip=True,
        widget=forms.URLInput({"placeholder": "https://"}),
        help_text=gettext_lazy("To what lies with others. It is looked at each week, and a break is told."),
    )

    def __init__(self, known: Sequence[Line], there: Sequence[Evidence], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = [(each.id, f"{each.number} {each.text}") for each in known]  # type: ignore[attr-defined]
        self.fields["evidence"].choices = [(each.pk, each.name) for each in there]  # type: ignore[attr-defined]
        if not there:
            self.fields["evidence"].widget = forms.MultipleHiddenInput()


class EnterPage(TakesFiles, PersonPage):
    """Entering one piece of work, with photos or files; or correcting what was entered."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The form, for the indicator or the correction that the address names."""
        plan: Plan = PLANS.find(key, self)
        corrected = self._corrected(plan)
        start: dict[str, Any] = {"indicator": request.GET.get("indicator"), "date": self.day}
        if corrected:
            start = {"indicator": corrected.indicator, "date": corrected.day}
            start |= {"value": corrected.value, "note": corrected.note}
            start["evidence"] = [each.pk for each in corrected.evidence.all()]
        return self._ask(plan, self._form(plan, initial=start), corrected)

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """Enter it. Files that came stay with the plan, and are chosen already, when something else is amiss."""
        plan: Plan = PLANS.find(key, self)
        corrected = self._corrected(plan)
        form = self._form(plan, request.POST, request.FILES)
        form.full_clean()
        taken = self._taken(plan, form)
        if not form.errors and self._written(plan, form, taken, corrected):
            messages.success(request, _("The entry was saved."))
            return redirect("web:plan_progress", key)
        if taken:
            data = request.POST.copy()
            for each in taken:
                data.appendlist("evidence", str(each.pk))
                if each.url:
                    data["link"] = ""
            errors, form = form.errors, self._form(plan, data)
            form.full_clean()
            form.errors.clear()
            form.errors.update(errors)
        return self._ask(plan, form, corrected, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _form(self, plan: Plan, *args: Any, **kwargs: Any) -> EntryForm:
        there = list(all_evidence(plan.pk))
        return EntryForm(lines(in_force(plan, self)), there, *args, **kwargs)

    def _corrected(self, plan: Plan) -> ProgressEntry | None:
        """The entry that is corrected, if the address names one that stands."""
        named = self.request.GET.get("corrects", "")
        if not (named.isascii() and named.isdecimal() and len(named) < 19):
            return None
        return ProgressEntry.objects.filter(plan=plan, pk=named, corrected_by=None).first()

    def _taken(self, plan: Plan, form: EntryForm) -> list[Evidence]:
        if not may_enter(plan, self):  # the command says in which words
            return []
        files = form.cleaned_data.get("added", [])
        taken, refused = take_files(plan.pk, files, self.reader, self.request, "added")
        for sentence in refused:
            form.add_error("added", sentence)
        if url := form.cleaned_data.get("link", ""):
            try:
                taken.append(take_link(plan.pk, url, self.reader))
            except RulesBroken as error:
                form.add_error("link", [blocker.message for blocker in error.blockers])
        return taken

    def _written(
        self, plan: Plan, form: EntryForm, taken: list[Evidence], corrected: ProgressEntry | None
    ) -> bool:
        said = form.cleaned_data
        entry = NewEntry(
            indicator=said["indicator"],
            date=said["date"],
            value=said["value"],
            note=said["note"],
            evidence=[*said["evidence"], *(each.pk for each in taken)],
            corrects=corrected.pk if corrected else None,
        )
        try:
            with transaction.atomic():
                write_progress(plan.pk, [entry], self.reader)
        except RulesBroken as error:
            for blocker in error.blockers:
                form.add_error(BESIDE.get(blocker.rule), blocker.message)
            return False
        return True

    def _ask(
        self, plan: Plan, form: EntryForm, corrected: ProgressEntry | None, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        return self.show(
            "web/evaluation/enter.html",
            status,
            plan=plan,
            form=form,
            corrected=corrected,
            may_enter=may_enter(plan, self),
        )
