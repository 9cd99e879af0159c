"""What superiors look after: what raters let pass, appeals to decide, and how units compare with the guide."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cycle_engine.actors import Capacity
from cycle_engine.errors import type_sentence
from cycle_engine.machine import MACHINES
from directory.duty import Charges
from directory.models import UnitRow
from directory.names import Names
from directory.remit import charges_of
from web.pages import PersonPage
from web.paging import page_of
from web.records import step_address
from workflows.evaluation.queries import in_line
from workflows.planning.models import Plan
from workflows.planning.queries import Waiting, inbox

MAKERS = frozenset({Capacity.RATER, Capacity.AUTHOR})


@dataclass(frozen=True, slots=True)
class Duty:
    """What is asked of the superior, for whom, until when it was or is due."""

    label: type_sentence
    address: str
    plan: Plan
    who: str
    last_day: datetime.date
    late: bool


class SuperiorPage(PersonPage):
    """What is a superior's to do."""

    def get(self, request: HttpRequest) -> HttpResponse:
        waiting = inbox(self.reader, self.moment)
        charges = charges_of(self.reader, self.moment)
        appeals = [each for each in waiting if each.deadline.record == "appeal"]
        left = page_of([each for each in waiting if is_left(each, charges, self.reader)], request)
        names = Names.of({each.plan.employee_id for each in [*left, *appeals]}, self.moment)
        self.note_read(each.plan.pk for each in [*left, *appeals])
        return self.show(
            "web/appeals/superior.html",
            some=left,
            left=list(self._duties(left, names)),
            appeals=list(self._duties(appeals, names)),
        )

    def _duties(self, waiting: Sequence[Waiting], names: Names) -> Iterator[Duty]:
        for each in waiting:
            deadline = each.deadline
            yield Duty(
                MACHINES[deadline.record].steps[each.step].declaration.label,
                _address(each),
                each.plan,
                names[each.plan.employee_id],
                deadline.last_day,
                deadline.due_at <= self.moment.now,
            )


class UnitsPage(PersonPage):
    """The units in which the reader rates or supervises, by period: each leads to its results beside the guide."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = in_line(self.reader, self.moment).exclude(state="excused").values("unit", "period")
        some = page_of(rows.annotate(last=Max("ends_on")).order_by("-last", "unit"), request)
        units = UnitRow.objects.on(self.day).filter(unit__in={each["unit"] for each in some})
        names = dict(units.values_list("unit", "name"))
        found = [(each["unit"], names.get(each["unit"], ""), each["period"]) for each in some]
        return self.show("web/appeals/units.html", some=some, compared=found)


def _address(waiting: Waiting) -> str:
    """An appeal is read before anything is done; another duty is done at once."""
    deadline = waiting.deadline
    if deadline.record == "appeal":
        return reverse("web:appeal", args=[deadline.record_id])
    return step_address(deadline.record, deadline.record_id, waiting.step)


def is_left(waiting: Waiting, charges: Charges, person: int) -> bool:
    """Whether it is asked of the person as a superior: his alone, or a rater's who let it pass."""
    plan, by = waiting.plan, MACHINES[waiting.deadline.record].steps[waiting.step].declaration.by
    if plan.employee_id == person or Capacity.SUPERIOR not in by:
        return False
    rates = charges.place(plan.rater_post_id, plan.employee_id) == 0
    return not (rates and MAKERS & set(by))
