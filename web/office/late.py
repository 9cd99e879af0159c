"""Who is late in a cycle, with what and since when, and reminding them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.actors import Capacity
from cycle_engine.errors import Missing, type_sentence
from cycle_engine.machine import MACHINES
from directory.identities import unit_names
from directory.many import any_of
from directory.names import Names
from web.choosing import unit_filter
from web.office.manager import RUNNING, ManagerPage
from web.paging import page_of
from web.records import OF_PLANS, record_address
from workflows.cycles.models import Cycle
from workflows.jobs.models import Job
from workflows.planning import lateness, reminding
from workflows.planning.models import Plan

LATE = {kind.machine.kind for kind in OF_PLANS}


@dataclass(frozen=True, slots=True)
class LateLine:
    """A duty that somebody let pass, as the table tells it."""

    who: list[str]
    capacity: type_sentence
    label: type_sentence
    last_day: date
    days: int
    turn: list[str]
    employee: str
    unit: str
    address: str


class LateFilter(forms.Form):
    """Which duties are listed."""

    def __init__(self, page: ManagerPage, cycle: Cycle, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = unit_filter(page.units_of(cycle), page.day)
        self.fields["kind"] = forms.ChoiceField(
            choices=[("", gettext_lazy("Everything")), *kinds().items()],
            label=gettext_lazy("What is awaited"),
            required=False,
        )

    def asked(self) -> dict[str, str]:
        """What is filtered by; what is not known filters nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def kinds() -> dict[str, type_sentence]:
    """The kinds of duties, by what is asked of who has one."""
    return {
        limit.kind: machine.steps[next(iter(limit.steps.values()))[0]].declaration.label
        for kind, machine in MACHINES.items()
        if kind in LATE
        for limit in machine.limits
        if set(limit.steps) - {Capacity.CLOCK}
    }


class LatePage(ManagerPage):
    """Who is late in a cycle."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """Duties of which the last day has passed, oldest first; people outside the scheme are not among them."""
        cycle = self.cycle(key)
        form = LateFilter(self, cycle, request.GET)
        asked = form.asked()
        some = page_of(late_of(self, cycle, asked), request)
        return self.show(
            "web/office/late.html",
            cycle=cycle,
            form=form,
            some=some,
            lines=self._lines(list(some)),
            chosen=urlencode(asked),
        )

    def _lines(self, rows: list[Any]) -> list[LateLine]:
        found = lateness.duties(rows, self.moment)
        self.note_read(each.plan.pk for each in found)
        people = {holder.person for each in found for holder in (*each.late, *each.turn)}
        names = Names.of(people | {each.plan.employee_id for each in found}, self.moment)
        called = unit_names({each.plan.unit_id for each in found}, self.day)
        return [
            LateLine(
                who=_called(each.late, names),
                capacity=Capacity(each.deadline.waits_for).label,
                label=MACHINES[each.deadline.record].steps[each.step].declaration.label,
                last_day=each.deadline.last_day,
                days=(self.day - each.deadline.last_day).days,
                turn=_called(each.turn, names),
                employee=names[each.plan.employee_id],
                unit=called.get(each.plan.unit_id, ""),
                address=record_address(each.deadline.record, each.record),
            )
            for each in found
        ]


def _called(holders: Any, names: Names) -> list[str]:
    return [names[person] for person in dict.fromkeys(each.person for each in holders)]


def late_of(page: ManagerPage, cycle: Cycle, asked: dict[str, str]) -> Any:
    """The late duties of the reader's units in a cycle, as far as asked, the oldest first."""
    among = page.within(page.units_of(cycle), asked.get("unit", ""))
    rows = lateness.late_duties(Plan.objects.filter(cycle=cycle, unit__in=any_of(among)), page.moment)
    rows = rows.filter(kind=asked["kind"]) if "kind" in asked else rows
    return lateness.oldest_first(rows, page.moment)


class RemindPage(ManagerPage):
    """Reminding all who are late."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """Whom a reminder would reach, and when the last one went out."""
        cycle = self.cycle(key)
        form = LateFilter(self, cycle, request.GET)
        asked = form.asked()
        last = reminding.last_reminder(cycle)
        return self.show(
            "web/office/remind.html",
            cycle=cycle,
            asked=asked,
            unit=unit_names([int(asked["unit"])], self.day).get(int(asked["unit"]))
            if "unit" in asked
            else "",
            kind=kinds().get(asked.get("kind", "")),
            count=late_of(self, cycle, asked).count(),
            last=last,
            by=Names.of([last.requested_by_id], self.moment)[last.requested_by_id] if last else "",
        )

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """Remind each of them, once a working day at most."""
        cycle = self.cycle(key)
        form = LateFilter(self, cycle, request.POST)
        if not form.is_valid():
            raise Missing
        asked = form.asked()
        unit = int(asked["unit"]) if "unit" in asked else None
        job = reminding.remind(cycle, unit, asked.get("kind"), self.actor)
        messages.success(request, _("The reminder is on its way."))
        return redirect(reverse("web:office_reminded", args=[cycle.pk, job.pk]))


class RemindedPage(ManagerPage):
    """What became of a reminder."""

    def get(self, request: HttpRequest, key: int, job: int) -> HttpResponse:
        """How many it has reached."""
        cycle = self.cycle(key)
        found = Job.objects.filter(
            pk=job, kind=reminding.REMIND, arguments__cycle=cycle.pk, requested_by=self.reader
        ).first()
        if found is None:
            raise Missing
        if self.wants_part:
            return self.progress_of(found)
        return self.show("web/office/reminded.html", cycle=cycle, job=found, runs=found.state in RUNNING)
