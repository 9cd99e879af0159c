"""How many hours of training (*jam pelajaran*, JP) a civil servant has a year, and how far somebody is."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import type_sentence
from directory.models import Kind

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Norm:
    """`hours` a year; `at_most`: what is above them does not count, else they are the least."""

    hours: int
    at_most: bool
    source: type_sentence


NORMS: Mapping[str, Norm] = {
    Kind.PNS: Norm(20, at_most=False, source=_("PP 11/2017, article 203(4)")),
    Kind.PPPK: Norm(24, at_most=True, source=_("PP 49/2018, article 40(1)")),
}


@dataclass(frozen=True, slots=True)
class Hours:
    """Confirmed hours of the year from `first` to `last`, beside the norm; `waiting`: entered and not confirmed."""

    norm: Norm
    first: datetime.date
    last: datetime.date
    done: int = 0
    waiting: int = 0

    @property
    def counted(self) -> int:
        """As far as they count: of a PPPK up to the norm."""
        return min(self.done, self.norm.hours) if self.norm.at_most else self.done

    @property
    def above(self) -> int:
        """Beyond the norm, which for a PPPK do not count."""
        return max(self.done - self.norm.hours, 0)

    @property
    def short(self) -> int:
        """Missing to what is owed at least; nothing is owed to a norm that is a maximum."""
        return 0 if self.norm.at_most else max(self.norm.hours - self.done, 0)


def year_of(
    kind: str, year: int, day: datetime.date, contract_from: datetime.date | None
) -> tuple[datetime.date, datetime.date]:
    """The first and last day of the year that counts: the calendar year; of a PPPK the contract year in which `day`
    lies, or, in another year than that of `day`, the one that began in it. A contract without a first day counts
    by calendar years."""
    if kind != Kind.PPPK or contract_from is None:
        return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    begun = _anniversary(contract_from, year)
    if year == day.year and day < begun and begun > contract_from:
        begun = _anniversary(contract_from, year - 1)
    return begun, _anniversary(contract_from, begun.year + 1) - ONE_DAY


def _anniversary(first: datetime.date, year: int) -> datetime.date:
    """The same day in a year; of 29 February, 1 March where there is none."""
    try:
        return first.replace(year=year)
    except ValueError:
        return datetime.date(year, 3, 1)
