"""Reads of what citizens say: services as they are asked about, comments for those who may read them."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cycle_engine.clock import Moment
from cycle_engine.errors import Missing
from cycle_engine.remembered import remembered
from directory import queries as directory
from directory.many import any_of
from directory.models import Assignment, PostRow, UnitRow
from directory.remit import grants_of
from directory.today import today
from workflows.voice.cleaning import clean
from workflows.voice.data import Asked
from workflows.voice.instrument import Instrument
from workflows.voice.models import LONGEST_CODE, Comment, Every, Reply, ServiceRow


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose services a person sees, and as what (ids of units): their manager or inspector, their head, the head of
    a unit above them, or one who serves there."""

    manages: frozenset[int]
    inspects: frozenset[int]
    heads: frozenset[int]
    leads: frozenset[int]
    serves: frozenset[int]

    @property
    def units(self) -> frozenset[int]:
        return self.manages | self.inspects | self.leads | self.serves

    def replies(self, unit: int) -> bool:
        return unit in self.manages | self.heads

    def reads_originals(self, unit: int) -> bool:
        return unit in self.manages

    def said(self, comment: Comment, unit: int) -> str:
        """The comment as this person may read it: cleaned of personal data but for the unit's manager."""
        return comment.text if self.reads_originals(unit) else clean(comment.text)


def sight_of(person: int, at: Moment) -> Sight:
    """At most three queries, none while nothing of the directory changes."""
    granted = grants_of(person, at)
    heads, leads, serves = remembered(at.epoch, _places, [person], today(at))[person]
    return Sight(granted.manages, granted.inspects, heads, leads, serves)


def _places(persons: Collection[int], day: datetime.date) -> dict[int, tuple[frozenset[int], ...]]:
    """The units that each of these persons heads, that he leads so, and in which he serves."""
    found: dict[int, tuple[frozenset[int], ...]] = {}
    for person in persons:
        held = Assignment.objects.on(day).filter(person=person).values("post")
        posts = list(PostRow.objects.on(day).filter(post__in=held).values_list("unit", "heads_unit"))
        heads = frozenset(unit for unit, at_its_head in posts if at_its_head)
        leads = frozenset(directory.units_below(heads, day)) if heads else heads
        found[person] = heads, leads, frozenset(unit for unit, _heads in posts)
    return found


# Services


def described(day: datetime.date) -> QuerySet[ServiceRow]:
    """All services as they are on this day, with the name of their unit, by that and their own; for everybody."""
    units = UnitRow.objects.held().filter(unit=OuterRef("service__unit")).order_by("-valid_from")
    held = UnitRow.objects.on(day).filter(unit=OuterRef("service__unit"))
    name = Coalesce(Subquery(held.values("name")[:1]), Subquery(units.values("name")[:1]))
    rows = ServiceRow.objects.on(day).select_related("service").annotate(unit_name=name)
    return rows.order_by("unit_name", "name", "pk")


def services_of(units: Collection[int], day: datetime.date) -> QuerySet[ServiceRow]:
    """Those of these units."""
    return described(day).filter(service__unit__in=any_of(units))


def find(code: str, at: Moment) -> Asked:
    """The service with this code, as it is asked about now; asked once while nothing dated changes. Missing if there
    is none."""
    known = remembered(at.epoch, _by_code, [code], today(at)) if len(code) <= LONGEST_CODE else {}
    row = known.get(code)
    if row is None:
        raise Missing
    return asked([row], at)[0]


def _by_code(codes: Collection[str], day: datetime.date) -> dict[str, ServiceRow]:
    return {row.service.code: row for row in described(day).filter(service__code__in=codes)}


def asked(rows: Sequence[ServiceRow], at: Moment) -> list[Asked]:
    """Services as they are asked about now, each on the day where its unit is; a query at most."""
    zones = remembered(at.epoch, _zones, {row.service.unit_id for row in rows}, today(at))
    return [
        Asked(
            key=row.service_id,
            code=row.service.code,
            name=row.name,
            unit=row.service.unit_id,
            unit_name=row.unit_name,  # type: ignore[attr-defined]  # annotated
            active=row.active,
            minimum=row.minimum,
            minutes=row.form_minutes,
            every=Every(row.every),
            day=at.now.astimezone(zones[row.service.unit_id]).date(),
            instrument=Instrument.from_json(row.service.instrument),
        )
        for row in rows
    ]


def _zones(units: Collection[int], day: datetime.date) -> dict[int, ZoneInfo]:
    return {unit: ZoneInfo(zone) for unit, (zone, _week) in directory.unit_settings(units, day).items()}


def below(units: Collection[int], at: Moment) -> dict[int, frozenset[int]]:
    """Each of these units with all below it today; a query at most."""
    return remembered(at.epoch, _below, units, today(at))


def tops(units: Collection[int], at: Moment) -> set[int]:
    """The highest units above these; a query at most."""
    return {line[-1] for line in remembered(at.epoch, _lines, units, today(at)).values()}


def _below(units: Collection[int], day: datetime.date) -> dict[int, frozenset[int]]:
    found = {unit: {unit} for unit in units}
    for unit, line in _upward(day).items():
        for above in found.keys() & set(line):
            found[above].add(unit)
    return {unit: frozenset(each) for unit, each in found.items()}


def _lines(units: Collection[int], day: datetime.date) -> dict[int, list[int]]:
    known = _upward(day)
    return {unit: known.get(unit, [unit]) for unit in units}


def _upward(day: datetime.date) -> dict[int, list[int]]:
    """Each unit there is, then the one above it, and so on to the top."""
    above = dict(UnitRow.objects.on(day).values_list("unit", "parent"))
    found = {}
    for unit in above:
        line = [unit]
        while (parent := above.get(line[-1])) is not None and parent not in line:
            line.append(parent)
        found[unit] = line
    return found


# Comments


def comments_of(services: Collection[int]) -> QuerySet[Comment]:
    """Their comments, newest first, with the reply and what employees have added."""
    rows = Comment.objects.filter(service__in=services).select_related("service", "reply")
    return rows.prefetch_related("contexts").order_by("-pk")


def replies_of(service: int) -> QuerySet[Reply]:
    """What the unit has replied to comments on a service, newest first: for everybody."""
    return Reply.objects.filter(comment__service=service).select_related("comment").order_by("-pk")
