"""Cycles, their policy and the calendar: the only entrance for writers."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity
from cycle_engine.case import Changes
from cycle_engine.errors import Blocker, Missing, NotYourTurn, OwnCause, RulesBroken, type_sentence
from cycle_engine.record import record
from directory.dated import DAY
from directory.models import UnitRow, Zone
from directory.queries import granted, grantees, unit_settings
from workflows.cycles.models import (
    CalendarYear,
    Cycle,
    DayOff,
    DayOffKind,
    Outcome,
    PolicyDraft,
    PolicyRow,
    Running,
)
from workflows.cycles.policy import Policy
from workflows.cycles.queries import policy_of


class NoSecondManager(OwnCause):
    """The drafter is the only manager of the agency."""

    sentence = _(
        "You have drafted it, and nobody else manages the agency. The operator appoints a second manager: a row of"
        " the sheet of capacities, and manage.py import_directory."
    )


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
    _refuse_stranger(actor, cycle.unit_id, _today(cycle.unit_id))
    with transaction.atomic():
        _alone(f"cycle {cycle.unit_id} {cycle.year}")
        _change(cycle, PolicyRow(valid_from=from_day, policy=policy.to_json()), actor, Changes())


def _change(cycle: Cycle, new: PolicyRow, actor: Actor, changes: Changes, **note: object) -> None:
    _refuse_past(cycle, new.valid_from)
    still_to_hold = Q(valid_to=None) | Q(valid_to__gte=Greatest(F("valid_from"), new.valid_from))
    for row in PolicyRow.objects.filter(still_to_hold, cycle=cycle):
        changes.change(row, valid_to=max(new.valid_from, row.valid_from) - DAY)
    new.cycle = cycle
    changes.add(new)
    note |= {"from": new.valid_from, "policy": new.policy}
    drafters = [new.draft.drafted_by_id] if new.draft else []
    _enter(cycle, "change_policy", changes, actor, note, tells=drafters)


def _enter(
    cycle: Cycle,
    act: str,
    changes: Changes,
    actor: Actor,
    note: Mapping[str, object],
    *,
    tells: Sequence[int],
) -> None:
    told = dict.fromkeys(tells, Capacity.MANAGER)
    record([cycle], act, changes, actor=actor, notes=[note], unit=cycle.unit_id, tells=told)


def _refuse_past(cycle: Cycle, day: datetime.date) -> None:
    if day < _today(cycle.unit_id):
        raise _broken("policy_ahead", _("A policy can change from today on, not for days that have passed."))


def draft_policy(
    cycle: Cycle, figures: Mapping[str, object], from_day: datetime.date, running: Running, actor: Actor
) -> PolicyDraft:
    """Draft another policy of the cycle, for a second manager to confirm.

    `figures`: plain JSON; what it leaves out is as it would hold on that day. By a manager of the agency. Raises
    PolicyError (which figure is wrong), NotYourTurn, RulesBroken.
    """
    drafter = _manager(cycle, actor)
    _refuse_past(cycle, from_day)
    with transaction.atomic():
        _alone(f"cycle {cycle.unit_id} {cycle.year}")
        drafts = PolicyDraft.objects.filter(cycle=cycle)
        if drafts.filter(outcome=Outcome.OPEN).exists():
            raise _broken("policy_one_draft", _("Another draft waits to be decided: that one first."))
        held = policy_of([cycle.pk], from_day)[cycle.pk]
        policy = Policy.from_json(held.to_json() | dict(figures))
        if policy == held:
            raise _broken("policy_same", _("On that day the policy is the same without this draft."))
        draft = PolicyDraft(
            cycle=cycle,
            number=drafts.count() + 1,
            policy=policy.to_json(),
            valid_from=from_day,
            running=running,
            drafted_by_id=drafter,
            drafted_at=clock.now(),
        )
        note = {"draft": draft.number, "from": from_day, "running": running, "policy": draft.policy}
        managers = grantees([cycle.unit_id], Capacity.MANAGER, _today(cycle.unit_id))[cycle.unit_id]
        _enter(cycle, "draft_policy", Changes([draft]), actor, note, tells=managers)
    return draft


def confirm_policy(cycle: Cycle, number: int, actor: Actor) -> PolicyDraft:
    """Let the draft of this number hold from its day on, in place of what was to hold then.

    By a manager of the agency who is not its drafter. Raises Missing, NotYourTurn, OwnCause, RulesBroken.
    """
    _manager(cycle, actor)
    with transaction.atomic():
        draft = _open_draft(cycle, number)
        if actor.person == draft.drafted_by_id:
            raise OwnCause if second_managers(draft, _today(cycle.unit_id)) else NoSecondManager
        changes = _decided(draft, Outcome.CONFIRMED, actor)
        row = PolicyRow(valid_from=draft.valid_from, policy=draft.policy, draft=draft)
        _change(cycle, row, actor, changes, draft=draft.number, running=draft.running)
    return draft


def second_managers(draft: PolicyDraft, day: datetime.date) -> set[int]:
    """Who may confirm the draft on this day: the managers of the agency but its drafter."""
    unit = draft.cycle.unit_id
    return {*grantees([unit], Capacity.MANAGER, day)[unit]} - {draft.drafted_by_id}


def reject_policy(cycle: Cycle, number: int, reason: str, actor: Actor) -> PolicyDraft:
    """Close the draft of this number for a reason: its drafter withdraws it, any other manager rejects it.

    Raises Missing, NotYourTurn, RulesBroken.
    """
    _manager(cycle, actor)
    if not reason.strip():
        raise _broken("policy_reason", _("Say why the draft is not to hold."))
    with transaction.atomic():
        draft = _open_draft(cycle, number)
        own = actor.person == draft.drafted_by_id
        act, outcome = ("withdraw_policy", Outcome.WITHDRAWN) if own else ("reject_policy", Outcome.REJECTED)
        changes = _decided(draft, outcome, actor, reason=reason)
        note = {"draft": draft.number, "reason": reason}
        _enter(cycle, act, changes, actor, note, tells=[draft.drafted_by_id])
    return draft


def _open_draft(cycle: Cycle, number: int) -> PolicyDraft:
    """The draft, while nobody else decides on it; inside a transaction."""
    _alone(f"cycle {cycle.unit_id} {cycle.year}")
    draft = PolicyDraft.objects.filter(cycle=cycle, number=number).first()
    if draft is None:
        raise Missing
    if draft.outcome != Outcome.OPEN:
        raise _broken("policy_decided", _("Draft %(number)s has been decided already."), number=number)
    return draft


def _decided(draft: PolicyDraft, outcome: Outcome, actor: Actor, **more: str) -> Changes:
    changes = Changes()
    changes.change(draft, outcome=outcome, decided_by_id=actor.person, decided_at=clock.now(), **more)
    return changes


def _manager(cycle: Cycle, actor: Actor) -> int:
    """The person, a manager of the agency; NotYourTurn for anybody else and for the clock."""
    if actor.person is None:
        raise NotYourTurn
    _refuse_stranger(actor, cycle.unit_id, _today(cycle.unit_id))
    return actor.person


@dataclass(frozen=True, slots=True)
class DayOffInput:
    """A line of a list of days off; `kind` is one of DayOffKind."""

    day: datetime.date
    kind: str
    name: str


def load_days_off(year: int, rows: Sequence[DayOffInput], actor: Actor, unit: int | None = None) -> bool:
    """Make `rows` the official national list of this year, or the unit's local days (`unit`: id).

    Days that the list no longer has are withdrawn. Whether anything changed: then open deadlines must be worked
    out anew, the unit's or everybody's. Errors as of `check_days_off`.
    """
    with transaction.atomic():
        _alone(f"calendar {year}")
        check_days_off(year, rows, actor, unit)
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


def check_days_off(year: int, rows: Sequence[DayOffInput], actor: Actor, unit: int | None = None) -> None:
    """Raise what would stop the list from being loaded.

    NotYourTurn for all but the clock and a manager of the unit, or of a topmost one for the national list;
    RulesBroken for days of another year or kind, and if a day that has passed would become a working day.
    """
    today = _today(unit)
    _refuse_stranger(actor, unit, today)
    _refuse_wrong_rows(year, rows, unit)
    passed = DayOff.objects.filter(year=year, unit=unit, withdrawn_at=None, day__lt=today)
    if lost := set(passed.values_list("day", flat=True)) - {row.day for row in rows}:
        sentence = _("%(day)s was a day off, and has passed: it cannot become a working day any more.")
        raise _broken("day_passed", sentence, day=min(lost))


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
