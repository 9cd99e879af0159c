"""Cycles, their policy and the calendar: the only entrance for writers."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity
from cycle_engine.case import Changes
from cycle_engine.errors import Blocker, Missing, NotYourTurn, RulesBroken, type_sentence
from cycle_engine.record import record
from directory.dated import DAY
from directory.models import UnitRow, Zone
from directory.queries import granted, unit_settings
from workflows.cycles.models import CalendarYear, Cycle, DayOff, DayOffKind, PolicyRow
from workflows.cycles.policy import Policy


def create_cycle(year: int, unit: int, policy: Policy, actor: Actor) -> Cycle:
    """Make the cycle of this year for the agency whose root is `unit` (id), with its first policy.

    The policy holds from yesterday, which is still today further west, or from 1 January of the year if that
    is earlier. By a manager of the unit or by the clock. Raises Missing, NotYourTurn, RulesBroken.
    """
    today = _today(unit)
    _refuse_stranger(actor, unit, today)
    if not UnitRow.objects.on(today).filter(unit=unit, parent=None).exists():
        raise _broken("cycle_root", _("A cycle belongs to a whole agency: name its topmost unit."))
    with transaction.atomic():
        _alone(f"cycle {unit} {year}")
        if Cycle.objects.filter(year=year, unit=unit).exists():
            raise _broken("cycle_once", _("The agency already has a cycle of %(year)s."), year=year)
        cycle = Cycle(year=year, unit_id=unit)
        first = PolicyRow(cycle=cycle, valid_from=min(today - DAY, cycle.starts_on), policy=policy.to_json())
        note = {"year": year, "from": first.valid_from, "policy": first.policy}
        record([cycle], "create_cycle", Changes(added=[first]), actor=actor, notes=[note], unit=unit)
    return cycle


def change_policy(cycle: Cycle, policy: Policy, from_day: datetime.date, actor: Actor) -> None:
    """Give the cycle another policy from this day on, in place of what was to hold then.

    Not for days that have passed: they keep the rules under which people acted. By a manager of the unit or
    by the clock. Raises NotYourTurn, RulesBroken.
    """
    today = _today(cycle.unit_id)
    _refuse_stranger(actor, cycle.unit_id, today)
    if from_day < today:
        raise _broken("policy_ahead", _("A policy can change from today on, not for days that have passed."))
    with transaction.atomic():
        _alone(f"cycle {cycle.unit_id} {cycle.year}")
        changes = Changes()
        still_to_hold = Q(valid_to=None) | Q(valid_to__gte=Greatest(F("valid_from"), from_day))
        for row in PolicyRow.objects.filter(still_to_hold, cycle=cycle):
            changes.change(row, valid_to=max(from_day, row.valid_from) - DAY)
        changes.add(PolicyRow(cycle=cycle, valid_from=from_day, policy=policy.to_json()))
        note = {"from": from_day, "policy": policy.to_json()}
        record([cycle], "change_policy", changes, actor=actor, notes=[note], unit=cycle.unit_id)


@dataclass(frozen=True, slots=True)
class DayOffInput:
    """A line of a list of days off; `kind` is one of DayOffKind."""

    day: datetime.date
    kind: str
    name: str


def load_days_off(year: int, rows: Sequence[DayOffInput], actor: Actor, unit: int | None = None) -> bool:
    """Make `rows` the official national list of this year, or the unit's local days (`unit`: id).

    Days that the list no longer has are withdrawn. Whether anything changed: then open deadlines must be
    worked out anew, the unit's or everybody's. By a manager of the unit (of a topmost one for the national
    list) or by the clock. Raises NotYourTurn, RulesBroken.
    """
    _refuse_stranger(actor, unit, _today(unit))
    _refuse_wrong_rows(year, rows, unit)
    with transaction.atomic():
        _alone(f"calendar {year}")
        present = DayOff.objects.filter(year=year, unit=unit, withdrawn_at=None)
        known = {DayOffInput(row.day, row.kind, row.name): row.pk for row in present}
        gone, new = known.keys() - set(rows), [row for row in rows if row not in known]
        if not gone and not new:
            return False
        now = clock.now()
        DayOff.objects.filter(pk__in=[known[row] for row in gone]).update(withdrawn_at=now)
        calendar = CalendarYear.objects.filter(year=year).first() or CalendarYear(year=year)
        changes = Changes()
        for row in new:
            changes.add(DayOff(year=calendar, unit_id=unit, recorded_at=now, **asdict(row)))
        record([calendar], "load_days_off", changes, actor=actor, notes=[_note(rows)], unit=unit)
    return True


def _refuse_stranger(actor: Actor, unit: int | None, day: datetime.date) -> None:
    """Raise NotYourTurn unless it is the clock or a manager of the unit; none: of a topmost one."""
    if actor.is_clock:
        return
    managed = granted(actor.person, [Capacity.MANAGER], day) if actor.person else set()
    if unit is None:
        allowed = UnitRow.objects.on(day).filter(unit__in=managed, parent=None).exists()
    else:
        allowed = unit in managed
    if not allowed:
        raise NotYourTurn


def _note(rows: Sequence[DayOffInput]) -> dict[str, object]:
    return {"days": [[row.day, row.kind, row.name] for row in sorted(rows, key=lambda row: row.day)]}


def _refuse_wrong_rows(year: int, rows: Sequence[DayOffInput], unit: int | None) -> None:
    if blockers := [blocker for row in rows for blocker in _wrong(row, year, unit)]:
        raise RulesBroken(blockers)
    if twice := [day for day, times in Counter(row.day for row in rows).items() if times > 1]:
        raise _broken("day_once", _("%(day)s stands in the list twice."), day=min(twice))


def _wrong(row: DayOffInput, year: int, unit: int | None) -> Iterator[Blocker]:
    if row.day.year != year:
        sentence = _("%(day)s is not a day of %(year)s.")
        yield Blocker("day_of_year", sentence, {"day": row.day, "year": year})
    if row.kind not in DayOffKind or (row.kind == DayOffKind.LOCAL) is (unit is None):
        sentence = _("%(day)s: a day of the kind %(kind)s does not belong in this list.")
        yield Blocker("day_kind", sentence, {"day": row.day, "kind": row.kind})


def _alone(what: str) -> None:
    """Wait for whoever else is changing the same thing, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def _today(unit: int | None) -> datetime.date:
    """Today where the unit is; none: in the capital. Raises Missing when there is no such unit."""
    now = clock.now()
    if unit is None:
        zone: str = Zone.WIB
    elif found := unit_settings([unit], now.date()):
        zone = found[unit][0]
    else:
        raise Missing
    return now.astimezone(ZoneInfo(zone)).date()


def _broken(code: str, sentence: type_sentence, **data: object) -> RulesBroken:
    return RulesBroken([Blocker(code, sentence, data)])
