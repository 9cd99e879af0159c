"""Complaints as the staff work on them: the list with its clocks, one of them, and choosing who handles it."""

from __future__ import annotations

import dataclasses
import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from cycle_engine.actors import Capacity
from cycle_engine.deadlines import open_of
from cycle_engine.errors import type_sentence
from cycle_engine.machine import Step
from cycle_engine.models import Deadline, Entry
from directory import queries as directory
from directory.identities import unit_names
from directory.many import any_of
from directory.models import UnitRow
from web.choosing import Among, posts, units
from web.office.steps import ChoosingStep
from web.pages import PersonPage
from web.paging import page_of
from web.records import COMPLAINTS
from web.step_forms import StepForm
from web.steps import StepPage, offered
from web.timeline import timeline
from workflows.voice.complaint_facts import ComplaintFacts
from workflows.voice.complaint_limits import ANSWER, CLOSING, FIRST_RESPONSE
from workflows.voice.complaint_queries import eyes_of, late
from workflows.voice.complaints import Complaint
from workflows.voice.machine import ComplaintState
from workflows.voice.models import ServiceRow

CLOCKS: dict[str, type_sentence] = {
    FIRST_RESPONSE: gettext_lazy("First response by"),
    ANSWER: gettext_lazy("Answer by"),
    CLOSING: gettext_lazy("Closed after"),
}
OPEN = [
    ComplaintState.RECEIVED,
    ComplaintState.ASSIGNED,
    ComplaintState.RESPONDED,
    ComplaintState.FIELD_CHECK,
]


@dataclass(frozen=True, slots=True)
class Line:
    """A complaint as the list tells it; `until`: the first last day that runs, `late` once it has passed."""

    complaint: Complaint
    unit: str
    post: str
    until: datetime.date | None
    late: bool


class ComplaintsPage(PersonPage):
    """The complaints that the reader manages, handles or inspects."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Those that are open, the oldest first; by `?show=` those that are late, or all, the newest first."""
        found, asked = COMPLAINTS.visible(self.reader, self.moment), request.GET.get("show", "open")
        if asked == "late":
            found = late(found, self.moment.now)
        elif asked != "all":
            asked, found = "open", found.filter(state__in=OPEN)
        order = ("-received_on", "-pk") if asked == "all" else ("received_on", "pk")
        some = page_of(found.order_by(*order), request)
        return self.show(
            "web/complaints/complaints.html", some=some, rows=self._lines(list(some)), asked=asked
        )

    def _lines(self, rows: list[Complaint]) -> list[Line]:
        called = unit_names({each.unit_id for each in rows}, self.day)
        titles = directory.posts({each.post_id for each in rows if each.post_id}, self.day)
        running = open_of({"complaint": [each.pk for each in rows]})["complaint"] if rows else {}
        return [
            Line(
                each,
                called.get(each.unit_id, ""),
                titles[each.post_id].title if each.post_id in titles else "",
                *self._clock(list(running[each.pk].values())),
            )
            for each in rows
        ]

    def _clock(self, found: list[Deadline]) -> tuple[datetime.date | None, bool]:
        awaited = [each for each in found if each.waits_for != Capacity.CLOCK]
        first = min(awaited, key=lambda each: each.due_at, default=None)
        return (first.last_day, first.due_at <= self.moment.now) if first else (None, False)


class ComplaintPage(PersonPage):
    """One complaint."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """What was said, until when whose turn it is, what can be done, and what has happened."""
        complaint = COMPLAINTS.find(key, self)
        facts = ComplaintFacts([complaint], *self.moment)
        running = sorted(facts.deadlines[key].values(), key=lambda each: each.due_at)
        post = directory.posts([complaint.post_id], self.day) if complaint.post_id else {}
        return self.show(
            "web/complaints/complaint.html",
            complaint=complaint,
            post=post[complaint.post_id].title if post else "",
            **conversation(complaint, self),
            clocks=[self._clock(each) for each in running],
            steps=offered([complaint], self, facts)[key],
            happened=timeline(list(self._entries(key)), self),
        )

    def _clock(self, deadline: Deadline) -> tuple[type_sentence, datetime.date, bool]:
        """What runs, until when, and whether somebody is late."""
        late_now = deadline.due_at <= self.moment.now and deadline.waits_for != Capacity.CLOCK
        return CLOCKS[deadline.kind], deadline.last_day, late_now

    def _entries(self, key: int) -> Any:
        return Entry.objects.filter(record="complaint", record_id=key).order_by("-seq")


def conversation(complaint: Complaint, page: PersonPage) -> dict[str, Any]:
    """To whom a complaint went, about which service, and what was said, each as the reader may read it."""
    eyes, unit = eyes_of(page.reader, page.moment), complaint.unit_id
    services = ServiceRow.objects.on(page.day).filter(service=complaint.service_id)
    return {
        "unit": unit_names([unit], page.day).get(unit, ""),
        "service": services.first() if complaint.service_id else None,
        "said": [(each, eyes.words(each, unit)) for each in complaint.sayings.order_by("pk")],
        "whole": unit in page.me.manages,
    }


class ComplaintStepPage(StepPage):
    """A step of a complaint, below what the citizen wrote."""

    template = "web/complaints/step.html"

    def more(self, record: Any) -> dict[str, Any]:
        return {"complaint": record} | conversation(record, self)


class AssignPage(ComplaintStepPage, ChoosingStep):
    """Naming the post that handles a complaint."""

    _unit: int

    def form(self, record: Any, step: Step) -> type[StepForm]:
        self._unit = record.unit_id
        return super().form(record, step)

    def among(self) -> dict[str, Among]:
        every = posts(self.day)
        within = directory.units_below([self._unit], self.day)
        return {"to_post": dataclasses.replace(every, rows=every.rows.filter(Q(unit__in=any_of(within))))}


class ForwardPage(ComplaintStepPage, ChoosingStep):
    """Naming the unit that a complaint concerns."""

    def among(self) -> dict[str, Among]:
        every = UnitRow.objects.on(self.day).values_list("unit", flat=True)
        return {"to_unit": units(list(every), self.day)}
