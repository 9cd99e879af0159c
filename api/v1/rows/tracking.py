"""What was measured, and what to know of values, as answers show it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, fields

from workflows.monitoring.measured import Measured
from workflows.monitoring.quality import Flag


@dataclass(frozen=True)
class MeasuredValue:
    """A value that was measured between two days: by the code and the name of its measure, its unit, its quality
    ("reported", "evidenced", "system", "audited"), where it comes from and in which document it stands."""

    measure: str
    name: str
    value: str
    unit: str
    first_day: datetime.date
    last_day: datetime.date
    quality: str
    source: str
    document: str


@dataclass(frozen=True)
class Hint:
    """Something to know of an indicator's values, and what to do about it. It stops nobody."""

    code: str
    message: str
    remedy: str


def measured_shape(found: Measured | None) -> MeasuredValue | None:
    return MeasuredValue(**{each: getattr(found, each) for each in MEASURED}) if found else None


MEASURED = tuple(each.name for each in fields(MeasuredValue))


def hints(flags: Sequence[Flag]) -> list[Hint]:
    return [Hint(each.code, each.message, each.remedy) for each in flags]
