"""What would be, were a policy or a calendar another one: supposed inside a transaction that is taken back."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction

from cycle_engine import clock
from cycle_engine.clock import Moment
from directory.dated import DAY
from workflows.cycles.models import CalendarYear, Cycle, DayOff, DayOffKind, PolicyRow
from workflows.cycles.policy import Policy


@contextmanager
def policy(cycle: Cycle, supposed: Policy) -> Iterator[Moment]:
    """Within the block the cycle has this policy today, for who asks at the moment that is given."""
    with _taken_back() as moment:
        today = moment.now.date()
        PolicyRow.objects.on(today).filter(cycle=cycle).update(valid_to=today - DAY)
        PolicyRow.objects.create(cycle=cycle, valid_from=today, policy=supposed.to_json())
        yield moment


@contextmanager
def days_off(year: int, days: Iterable[datetime.date], unit: int | None) -> Iterator[Moment]:
    """Within the block these are the days off of the year, the official ones or the unit's, for who asks at the
    moment that is given."""
    with _taken_back() as moment:
        DayOff.objects.filter(year=year, unit=unit, withdrawn_at=None).update(withdrawn_at=moment.now)
        calendar = CalendarYear.objects.filter(year=year).first() or CalendarYear.objects.create(year=year)
        kind = DayOffKind.HOLIDAY if unit is None else DayOffKind.LOCAL
        DayOff.objects.bulk_create(
            DayOff(year=calendar, day=day, kind=kind, unit_id=unit, recorded_at=moment.now) for day in days
        )
        yield moment


@contextmanager
def _taken_back() -> Iterator[Moment]:
    """A moment whose epoch nobody else has, so that nothing supposed is remembered; at the end all is undone."""
    with transaction.atomic():
        yield Moment(clock.now(), secrets.token_bytes(32))
        transaction.set_rollback(True)
