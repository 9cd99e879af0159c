"""What the clock does for complaints: close the answered ones, measure responses. It may come late, or twice."""

from __future__ import annotations

import datetime
from fractions import Fraction

from django.db import transaction
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from cycle_engine import clock, parts
from cycle_engine.actors import Actor
from cycle_engine.models import Deadline
from cycle_engine.perform import perform_by_chunks
from cycle_engine.workdays import Calendar
from directory.models import Unit, UnitRow
from workflows.cycles import queries as cycles
from workflows.goals.commands import measure, set_measure
from workflows.goals.data import MeasureInput, MeasurementInput
from workflows.goals.models import Better, Kind, Measure, Measurement, Quality, Source
from workflows.voice.complaint_limits import CLOSING
from workflows.voice.complaints import Complaint
from workflows.voice.indices import period_of
from workflows.voice.instrument import half_up
from workflows.voice.models import Every

Month = tuple[int, datetime.date]
"""A unit (id), and the first day of a month."""
Days = tuple[datetime.date, datetime.date]


def measure_code(unit: str) -> str:
    """The code of the measure that the response time of a unit with this code is."""
    return f"complaints-{unit}"


def sweep_all() -> dict[str, int]:
    """Do all of it; how many each."""
    return parts.do({"closed": close_answered, "measured": measure_responses})


def close_answered() -> int:
    """Close the complaints whose citizens have been silent long enough; how many."""
    rows = Deadline.objects.filter(record="complaint", kind=CLOSING, closed_at=None, due_at__lte=clock.now())
    keys = list(rows.order_by("due_at", "record_id").values_list("record_id", flat=True))
    return perform_by_chunks(Complaint, keys, "close", actor=Actor.clock())


def measure_responses() -> int:
    """Hand over the response times of months that have ended and were not measured yet; how many.

    A month's value is the mean, over the complaints to which the unit responded first in it, of the working days from
    their receipt: the day of the receipt is not counted.
    """
    now, done = clock.now(), 0
    waiting = _months() - _measured()
    calendars = cycles.calendars({unit for unit, _first in waiting}, now.date())
    for unit, first in sorted(waiting):
        today, last = calendars[unit].day_of(now), period_of(first, Every.MONTH).ends_on
        if last < today:
            _hand_over(unit, today, (first, last), _mean(calendars[unit], unit, (first, last)))
            done += 1
    return done


def _months() -> set[Month]:
    """The months in which each unit responded to complaints."""
    rows = Complaint.objects.filter(responded_on__isnull=False)
    return set(rows.values_list("unit", TruncMonth("responded_on")).distinct())


def _measured() -> set[Month]:
    rows = Measurement.objects.filter(measure__code__startswith=measure_code(""))
    return set(rows.values_list("measure__unit", "first_day"))


def _mean(calendar: Calendar, unit: int, month: Days) -> Fraction:
    rows = Complaint.objects.filter(unit=unit, responded_on__range=month)
    days = [calendar.workdays_between(each.received_on, each.responded_on or month[1]) for each in rows]
    return Fraction(sum(days), len(days))


@transaction.atomic
def _hand_over(unit: int, today: datetime.date, month: Days, mean: Fraction) -> None:
    """The value of a month, to a measure that the unit gets with its first."""
    code = measure_code(Unit.objects.get(pk=unit).code)
    if not Measure.objects.filter(code=code).exists():
        named = UnitRow.objects.on(today).filter(unit=unit).first()
        name = _("First response to complaints: %(unit)s") % {"unit": named or code}
        about = MeasureInput(name, Kind.DURATION, _("working days"), Better.LOWER, Source.COMPLAINTS)
        set_measure(unit, code, about, today, actor=Actor.clock())
    value = MeasurementInput(code, *month, half_up(mean), quality=Quality.SYSTEM)
    measure([value], actor=Actor.clock())
