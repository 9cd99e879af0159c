"""What an organisation achieved in a period, and what takes its place while that is not known (`IV.B.1`)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from cycle_engine.workdays import Calendar
from directory.models import UnitRow
from workflows.cycles.periods import Period, named
from workflows.cycles.policy import Policy
from workflows.evaluation.rows import Achievement

ISSUED, LAST_YEAR, LAST_KNOWN, PARENT = "issued", "last_year", "last_known", "parent"
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which unit and period, by whose calendar and policy, and when the window opened; `closing`: of a leaver."""

    unit: int
    period: Period
    calendar: Calendar
    policy: Policy
    opened: datetime.date
    closing: bool = False

    @property
    def replaced_from(self) -> datetime.datetime:
        """The instant from which a missing figure is replaced. A yearly one that comes later changes nothing.

        A leaver is appraised while the year's figure cannot be there yet, so his is replaced as a periodic one.
        """
        days = self.policy.achievement_days
        if self.period.is_year and not self.closing:
            last = self.policy.yearly_window_closes.of_year(self.period.year + 1)
            day = self.calendar.before(last + ONE_DAY, days)
        else:
            day = self.calendar.after(self.opened, days) + ONE_DAY
        return self.calendar.end_of(day - ONE_DAY)

    def counts(self, figure: Achievement) -> bool:
        """Whether the figure came in time to count; one that came later counts only while nothing else does."""
        late = figure.period == self.period.name and figure.set_at >= self.replaced_from
        return not (self.period.is_year and late)


@dataclass(frozen=True, slots=True)
class Known:
    """`word`: how the organisation did; `basis`: issued for the period, or what took its place."""

    word: str
    basis: str


def known(
    asked: Collection[Asked],
    parents: Mapping[int, list[int]],
    rows: Mapping[int, list[Achievement]],
    now: datetime.datetime,
) -> dict[Asked, Known]:
    """What is known at `now` for each of these; what is not, is not there. `parents`: the units above theirs, `rows`:
    the figures of all of them."""
    found = {}
    for each in asked:
        line = [each.unit, *parents.get(each.unit, ())]
        in_time = {unit: [row for row in rows.get(unit, ()) if each.counts(row)] for unit in line}
        answer = _answer(each, line, in_time, now) or _answer(each, line, rows, now)
        if answer is not None:
            found[each] = answer
    return found


def _answer(
    asked: Asked, line: list[int], rows: Mapping[int, list[Achievement]], now: datetime.datetime
) -> Known | None:
    """The unit's own figure, else what takes its place; a unit that never had one takes its parent's."""
    for unit in line:
        own = rows.get(unit, [])
        if answer := _own(asked, own, now):
            return answer if unit == asked.unit else Known(answer.word, PARENT)
        if own:
            return None
    return None


def _own(asked: Asked, rows: list[Achievement], now: datetime.datetime) -> Known | None:
    issued = [row for row in rows if row.period == asked.period.name]
    if issued:
        return Known(issued[-1].word, ISSUED)
    if now < asked.replaced_from:
        return None
    earlier = [row for row in rows if named(row.period).ends_on < asked.period.ends_on]
    last_year = [row for row in earlier if row.period == str(asked.period.year - 1)]
    if asked.period.is_year and last_year:
        return Known(last_year[-1].word, LAST_YEAR)
    if not earlier:
        return None
    latest = max(named(row.period).ends_on for row in earlier)
    return Known([row for row in earlier if named(row.period).ends_on == latest][-1].word, LAST_KNOWN)


def figures(units: Collection[int], day: datetime.date) -> dict[int, list[Achievement]]:
    """All figures of these units, the oldest first, whatever the day."""
    found: dict[int, list[Achievement]] = {}
    for row in Achievement.objects.filter(of__unit__in=units).select_related("of").order_by("id"):
        found.setdefault(row.of.unit_id, []).append(row)
    return found


def units_above(units: Collection[int], day: datetime.date) -> dict[int, list[int]]:
    """The units above each of these, the nearest first; a query for each level."""
    above: dict[int, int | None] = {}
    lowest = set(units)
    while lowest:
        rows = UnitRow.objects.on(day).filter(unit__in=lowest).values_list("unit", "parent")
        above |= dict(rows)
        lowest = {parent for parent in above.values() if parent} - above.keys()
    lines = {}
    for unit in units:
        line, parent = [], above.get(unit)
        while parent and parent not in line:
            line.append(parent)
            parent = above.get(parent)
        lines[unit] = line
    return lines
