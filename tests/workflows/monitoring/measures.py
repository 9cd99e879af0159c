"""Measures of units, and what was measured, without the commands that ask who may."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.record import record
from tests.agency import EVER
from tests.workflows.planning.desk import Desk
from workflows.goals.models import Measure, Measurement, MeasureRow
from workflows.planning.models import Plan


def a_measure(
    desk: Desk, code: str, unit: str = "KEC", counted_in: str = "laporan", source: str = "entered"
) -> Measure:
    """A measure of this unit since ever, called by its code."""
    measure = Measure(unit=desk.agency.units[unit], code=code)
    row = MeasureRow(measure=measure, name=f"Ukuran {code}", kind="number", better="higher", valid_from=EVER)
    row.unit_of_measure, row.source = counted_in, source
    record([measure], "set_measure", Changes([row]), actor=Actor.clock(), notes=[{}])
    return measure


def measured(measure: Measure, value: str, last_day: str, **said: Any) -> Measurement:
    """What was measured from the first of the month to this day."""
    last = datetime.date.fromisoformat(last_day)
    said = {"quality": "evidenced", "document": "Laporan bulanan"} | said
    return Measurement.objects.create(
        measure=measure,
        first_day=last.replace(day=1),
        last_day=last,
        value=Decimal(value),
        measured_at=datetime.datetime.combine(last, datetime.time(), datetime.UTC),
        **said,
    )


def of_measure(desk: Desk, code: str) -> Plan:
    """A plan of Ani's in force whose second indicator takes its value from this measure."""
    contents = desk.agency.complete_contents()
    contents["results"][1]["indicators"][0]["measure"] = code
    return desk.in_force(contents=contents)
