"""Values that indicators take from measures instead of from somebody's typing."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from cycle_engine.remembered import remembered
from workflows.goals import queries as goals
from workflows.goals.models import MeasureRow, Quality, Source
from workflows.planning import contents
from workflows.planning.contents import Document


@dataclass(frozen=True, slots=True)
class Measured:
    """The newest `value` of a measure, as a person would type it, and of which days it is."""

    measure: str
    name: str
    value: str
    unit: str
    first_day: datetime.date
    last_day: datetime.date
    quality: str
    source: str
    document: str

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Measured:
        """What `plain` was made of."""
        days = {name: datetime.date.fromisoformat(plain[name]) for name in ("first_day", "last_day")}
        return cls(**{**plain, **days})

    @property
    def plain(self) -> dict[str, Any]:
        """The same as it is kept in documents: days as ISO texts."""
        return asdict(self) | {name: getattr(self, name).isoformat() for name in ("first_day", "last_day")}

    @property
    def quality_label(self) -> str:
        return str(Quality(self.quality).label)

    @property
    def source_label(self) -> str:
        return str(Source(self.source).label)


def measured_in(
    document: Document, first: datetime.date, last: datetime.date, epoch: bytes
) -> dict[str, Measured]:
    """By its code what each measure that the document names was found to be between these days, last of all.

    A query, or none where no measure is named.
    """
    codes = {item["measure"] for _result, item in contents.items(document) if item.get("measure")}
    if not codes:
        return {}
    found = {code: each for code, each in goals.measured(codes, last).items() if each.last_day >= first}
    described = remembered(epoch, _rows, [each.measure_id for each in found.values()], last)
    return {
        code: Measured(
            measure=code,
            name=row.name,
            value=as_typed(each.value),
            unit=row.unit_of_measure,
            first_day=each.first_day,
            last_day=each.last_day,
            quality=each.quality,
            source=row.source,
            document=each.document,
        )
        for code, each in found.items()
        if (row := described.get(each.measure_id))
    }


def _rows(measures: Collection[int], day: datetime.date) -> dict[int, MeasureRow]:
    return {row.measure_id: row for row in MeasureRow.objects.on(day).filter(measure__in=measures)}


def as_typed(value: Decimal) -> str:
    """A number with a decimal comma, such that nobody can take its fraction for thousands."""
    whole, _point, fraction = f"{value:.4f}".partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole},{fraction:0<4}" if len(fraction) == 3 else f"{whole},{fraction}".rstrip(",")
