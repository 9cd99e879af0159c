"""The ledger as inspectors read it, in their units alone; and who has read a person's records."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import OperationalError
from django.db.models import F, Func, Q, QuerySet, TextField
from django.utils.translation import gettext_lazy as _
from psycopg.errors import QueryCanceled

from cycle_engine.clock import Moment
from cycle_engine.errors import Blocker, NotYourTurn, RulesBroken
from cycle_engine.machine import MACHINES
from cycle_engine.models import Entry
from cycle_engine.remembered import remembered
from cycle_engine.searching import planned_anew
from directory import queries as directory
from directory.many import any_of
from directory.models import Assignment, PostRow
from directory.remit import grants_of
from workflows.appeals.disclosure import withheld_acts
from workflows.audit.models import Access
from workflows.cycles.models import CalendarYear, Cycle
from workflows.evaluation.disclosure import Act
from workflows.planning import sight
from workflows.planning.models import Plan

LONGEST = "10s"  # that a search may take
CHUNK = 1000  # entries, or plans, that are in memory at once
REASON = Func(F("payload__text"), template="(%(expressions)s::json ->> 'reason')", output_field=TextField())
TOO_WIDE = Blocker(
    "ours:narrow_search",
    _("This search takes too long. Name a plan, a record or who acted as well."),
)


@dataclass(frozen=True, slots=True)
class Search:
    """What an inspector looks for; what is not named is not looked at.

    `unit`: that unit and all below it. `record`: a kind, of which `record_id` is one. `period`: a year, with the
    plans of its cycles, the cycles and the calendar themselves. `since` and `until`: engine time, half-open.
    `reason`: words that stand in the reason, in capitals or not.
    """

    actor: int | None = None
    unit: int | None = None
    step: str = ""
    record: str = ""
    record_id: int | None = None
    plan: int | None = None
    period: int | None = None
    from_state: str = ""
    to_state: str = ""
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None
    reason: str = ""


def entries(person: int, search: Search, at: Moment) -> QuerySet[Entry]:
    """The entries that an inspector looks for, each with the `text` of its payload, as far as his units go now.

    Those are the entries about his units (of plans and what belongs to them, of cycles and letters), about what
    the directory says today of these units, their posts and who holds them, and about the national calendar.
    Raises NotYourTurn for whoever inspects nothing.
    """
    units = inspected(person, at)
    if not units:
        raise NotYourTurn
    day = min(sight.local_days(at.now))
    if search.unit is not None:
        units = units & directory.units_below([search.unit], day)
    if not units:
        return Entry.objects.none()
    found = Entry.objects.filter(_about(units, day), _looked_for(search)).annotate(text=F("payload__text"))
    if search.reason:
        found = found.alias(said=REASON).filter(said__icontains=search.reason)
        for plan, act in withheld(person, at):
            found = found.exclude(chain="plan", chain_id=plan, request_id=act)
    return found


def withheld(person: int, at: Moment, among: Collection[int] | None = None) -> set[Act]:
    """Acts whose words not even this inspector reads yet, as he has a part in the matter himself: of all plans, or
    `among` these."""
    plans = Plan.objects.filter(sight.in_hand(person, at)).values_list("pk", flat=True)
    return withheld_acts(list(plans if among is None else plans.filter(pk__in=among)), person, at)


def _about(units: Collection[int], day: datetime.date) -> Q:
    inside = any_of(units)
    posts = PostRow.objects.on(day).filter(unit__in=inside).values("post")
    holders = Assignment.objects.on(day).filter(post__in=posts).values("person")
    return (
        Q(unit__in=inside)
        | Q(chain="unit", chain_id__in=inside)
        | Q(chain="post", chain_id__in=posts)
        | Q(chain="person", chain_id__in=holders)
        | Q(chain="calendaryear", unit=None)
    )


def _looked_for(search: Search) -> Q:
    wanted = {
        "actor": search.actor,
        "step": search.step or None,
        "record": search.record or None,
        "record_id": search.record_id,
        "from_state": search.from_state or None,
        "to_state": search.to_state or None,
        "at__gte": search.since,
        "at__lt": search.until,
    }
    found = Q(**{name: value for name, value in wanted.items() if value is not None})
    if search.record_id is not None and search.record in MACHINES:
        found &= Q(version_after__isnull=False)  # always so of these; and what their index holds
    if search.plan is not None:
        found &= Q(chain="plan", chain_id=search.plan)
    return found if search.period is None else found & _of_year(search.period)


def _of_year(year: int) -> Q:
    return (
        Q(chain="plan", chain_id__in=Plan.objects.filter(cycle__year=year).values("pk"))
        | Q(chain="cycle", chain_id__in=Cycle.objects.filter(year=year).values("pk"))
        | Q(chain="calendaryear", chain_id__in=CalendarYear.objects.filter(year=year).values("pk"))
    )


@contextmanager
def bounded() -> Iterator[None]:
    """Let searches in here take no longer than `LONGEST`. Raises RulesBroken with a way out when one does.

    Plans, records and actors are found by indexes. For anything else the ledger is read backwards until a page
    is full: every step would pay for more indexes.
    """
    try:
        with planned_anew(LONGEST):
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise RulesBroken([TOO_WIDE]) from error
        raise


def streamed(found: QuerySet[Entry]) -> Iterator[Sequence[Entry]]:
    """All of them, newest first and as they are at one moment, a chunk in memory at a time."""
    with planned_anew():
        chunk: list[Entry] = []
        for entry in found.order_by("-pk").iterator(CHUNK):
            chunk.append(entry)
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
        yield chunk


# Reads as an inspector


def accesses_of(person: int) -> QuerySet[Access]:
    """What inspectors have read of this person's records."""
    return Access.objects.filter(person=person)


def inspected(person: int, at: Moment) -> set[int]:
    """The units that the person inspects now: today, where each unit is."""
    return _now(at, lambda day: grants_of(person, at, day).inspects)


def only_inspected(person: int, plans: Iterable[int], at: Moment) -> Iterator[tuple[int, int]]:
    """Of these plans, which he sees, those that he sees in no other capacity than inspector; and whose they are."""
    if not inspected(person, at):
        return
    managed = _now(at, lambda day: grants_of(person, at, day).manages)
    business = sight.in_hand(person, at) | Q(unit__in=managed)
    others, keys = Plan.objects.exclude(business), sorted(plans)
    for first in range(0, len(keys), CHUNK):
        yield from others.filter(pk__in=keys[first : first + CHUNK]).values_list("pk", "employee")


def _now(at: Moment, granted: Callable[[datetime.date], Collection[int]]) -> set[int]:
    """The units granted today, where each unit is."""
    return {
        unit
        for day, zones in sight.local_days(at.now).items()
        for unit, zone in remembered(at.epoch, _zones, granted(day), day).items()
        if zone in zones
    }


def _zones(units: Collection[int], day: datetime.date) -> dict[int, str]:
    """The time zone of each of these units."""
    return {unit: zone for unit, (zone, _week) in directory.unit_settings(units, day).items()}
