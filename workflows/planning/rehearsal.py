"""The rehearsal of a cycle: everybody's way through the year as the directory has it on a day, before it opens."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from django.contrib.auth.hashers import is_password_usable
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity
from cycle_engine.chunks import in_chunks
from cycle_engine.errors import Blocker
from cycle_engine.remembered import Load, remembered
from cycle_engine.tables import read
from directory import queries as directory
from directory.dated import Dated
from directory.identities import unit_names
from directory.many import any_of
from directory.models import Assignment, Letter, Person, PersonRow, PostRow, UnitRow, User
from directory.sql import ON_DAY
from workflows.cycles.models import Cycle, DayOff
from workflows.planning.findings import Finding, findings
from workflows.planning.ways import Known, Way, used

D = TypeVar("D", bound=Dated)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Route:
    """A person's way through the year, and what is wrong with it."""

    way: Way
    findings: list[Finding]

    @property
    def blocked(self) -> bool:
        return any(each.blocks for each in self.findings)

    @property
    def name(self) -> str:
        """What the person is called."""
        return self.way.known.name(self.way.person)


@dataclass(frozen=True)
class Rehearsal:
    """The rehearsal of a cycle in `units` (ids, all of its agency) on a day. What follows from dated rows is
    remembered for the epoch."""

    cycle: Cycle
    units: frozenset[int]
    day: datetime.date
    epoch: bytes

    def people(self) -> QuerySet[Person]:
        """Who holds a post in the scheme in these units; who lost the last one this year, or never had one."""
        held = Assignment.objects.on(self.day)
        posts = PostRow.objects.on(self.day).filter(unit__in=self.units).exclude(level="")
        here = Q(pk__in=held.filter(post__in=posts.values("post")).values("person"))
        return Person.objects.filter(here | self._unplaced())

    def _unplaced(self) -> Q:
        """Who has never held a post is of no agency: he is told of where there is one alone, to who manages it."""
        own = Assignment.objects.held().filter(person=OuterRef("pk"))
        described = Exists(PersonRow.objects.on(self.day).filter(person=OuterRef("pk")))
        idle = Q(described) & ~Q(Exists(own.on(self.day)))
        of_here = PostRow.objects.held().filter(unit__in=self.units).values("post")
        left = Q(Exists(own.filter(post__in=of_here, valid_to__gte=self.cycle.starts_on)))
        if self.cycle.unit_id in self.units:
            others = UnitRow.objects.on(self.day).filter(parent=None).exclude(unit=self.cycle.unit_id)
            left |= ~Q(Exists(own)) & ~Q(Exists(others))
        return idle & left

    @cached_property
    def keys(self) -> list[int]:
        """All these people (ids), in order."""
        return list(self.people().order_by("pk").values_list("pk", flat=True))

    def everybody(self) -> Iterator[Route]:
        """The routes of all these people; a fixed number of queries for each few thousand."""
        for some in in_chunks(self.keys):
            yield from self.routes(some)

    def routes(self, people: Collection[int]) -> list[Route]:
        """The routes of these people, in their order; a fixed number of queries."""
        look = Look(self.cycle, self.day, self.epoch, list(people))
        ways = [look.way(person) for person in people if person in look.described]
        return [Route(way, findings(way)) for way in ways]

    def general(self) -> list[Finding]:
        """What is wrong with the calendar and with units, and so with many at once."""
        years = (self.cycle.year, self.cycle.year + 1)
        loaded = remembered(self.epoch, _loaded, years, self.day)
        found = [_no_official_list(year) for year in years if year not in loaded]
        return found + (self._lost_units() if self.cycle.unit_id in self.units else [])

    def _lost_units(self) -> list[Finding]:
        lost = remembered(self.epoch, _lost_below, self.units, self.day)
        rows = [row for rows in lost.values() for row in rows]
        return [_lost_unit(row) for row in sorted(rows, key=lambda row: (row.name, row.unit_id))]

    def called(self, units: Iterable[int | None]) -> dict[int, str]:
        """The names of these units (ids)."""
        return remembered(self.epoch, unit_names, [unit for unit in units if unit], self.day)


def _loaded(years: Collection[int], day: datetime.date) -> dict[int, bool]:
    """Those of these years of which the official list of days off is loaded."""
    rows = DayOff.objects.filter(unit=None, withdrawn_at=None, year__in=years)
    return dict.fromkeys(rows.values_list("year", flat=True).distinct(), True)


def _lost_below(units: Collection[int], day: datetime.date) -> dict[int, list[UnitRow]]:
    """Units that have ended with people in them, by the one of these that was directly above in the end."""
    held = Assignment.objects.on(day).values("post")
    posts = PostRow.objects.on(day).filter(post__in=held).exclude(level="")
    lost = posts.exclude(unit__in=UnitRow.objects.on(day).values("unit")).values("unit")
    last = UnitRow.objects.held().filter(unit__in=lost).order_by("unit", "-valid_from").distinct("unit")
    found: dict[int, list[UnitRow]] = defaultdict(list)
    for row in UnitRow.objects.filter(pk__in=last.values("pk"), parent__in=any_of(units)):
        found[row.parent_id or 0].append(row)
    return found


def _no_official_list(year: int) -> Finding:
    sentence = _("The official list of days off of %(year)s is not loaded: limits are counted by estimates.")
    return Finding(Blocker("ours:no_official_list", sentence, {"year": year}, Capacity.MANAGER), blocks=False)


def _lost_unit(row: UnitRow) -> Finding:
    sentence = _("The unit %(unit)s has ended, and people still hold posts in it: they would have no plan.")
    return Finding(Blocker("ours:unit_gone", sentence, {"unit": row.name}, Capacity.MANAGER), blocks=True)


@dataclass(frozen=True)
class Look:
    """A look at some people on a day, each thing asked once for all of them."""

    cycle: Cycle
    day: datetime.date
    epoch: bytes
    people: list[int]

    @cached_property
    def described(self) -> dict[int, PersonRow]:
        return {row.person_id: row for row in self._on(PersonRow, "t.person_id = ANY(%s)", self.people)}

    def _on(self, model: type[D], where: str, *keys: list[int]) -> list[D]:
        """Rows that hold on the day; keys as arrays, which a long list of parameters is no match for."""
        return read(model, f"({where}) AND {ON_DAY}", *keys, self.day, self.day)

    def _remembered(self, load: Load[V], keys: Collection[int]) -> dict[int, V]:
        return remembered(self.epoch, load, keys, self.day)

    @cached_property
    def _held(self) -> dict[int, PostRow]:
        """The post that each of them holds."""
        held = self._remembered(directory.post_of, self.people)
        posts = directory.posts(held.values(), self.day)
        return {person: posts[post] for person, post in held.items() if post in posts}

    @cached_property
    def _lines(self) -> dict[int, directory.Line]:
        above = {row.rater_post for row in self._held.values() if row.rater_post}
        return self._remembered(directory.lines, above)

    @cached_property
    def known(self) -> Known:
        seats = {seat.post: seat for line in self._lines.values() for seat in line}
        acting = {each.person for seat in seats.values() for each in seat.acting}
        incumbents = self._remembered(directory.incumbents, [line[0].post for line in self._lines.values()])
        concerned = {*self.people, *incumbents.values(), *acting}
        letters = {row.pk: row for row in self._letters(seats)}
        elsewhere = {row.person_id: row for row in letters.values() if row.kind == Letter.Kind.PLT}
        titles = {*seats, *(row.post_id for row in letters.values())}
        posts = self._remembered(directory.posts, titles) | {row.post_id: row for row in self._held.values()}
        others = self._remembered(directory.names, concerned - self.described.keys())
        return Known(
            day=self.day,
            ends_on=self.cycle.ends_on,
            people=self.described,
            names=others | {person: row.name for person, row in self.described.items()},
            posts=posts,
            units=self._remembered(unit_names, {row.unit_id for row in posts.values()}),
            incumbents=incumbents,
            exempt=self._remembered(directory.exempt, concerned),
            letters=letters,
            elsewhere=elsewhere,
            accounts=_accounts(concerned),
        )

    def _letters(self, seats: dict[int, directory.Seat]) -> list[Letter]:
        """Those by which somebody acts above these people, and those by which they act elsewhere."""
        above = [seat.letter for seat in seats.values() if seat.letter]
        return self._on(
            Letter, "t.id = ANY(%s) OR t.kind = 'plt' AND t.person_id = ANY(%s)", above, self.people
        )

    def way(self, person: int) -> Way:
        """The way of one of these people."""
        post = self._held.get(person)
        line = self._lines.get(post.rater_post, ()) if post and post.rater_post else ()
        top = self.known.posts.get(line[-1].post) if line else None
        loops = top is not None and top.rater_post is not None
        acting = tuple(used(line, directory.duties(line, person)))
        return Way(person, post, line, acting, loops, self.known)


def _accounts(people: Collection[int]) -> frozenset[int]:
    """Those of these people who can sign in."""
    users = read(User, "t.person_id = ANY(%s) AND t.is_active", list(people))
    ready = (user for user in users if user.password and is_password_usable(user.password))
    return frozenset(user.person_id for user in ready if user.person_id)


@dataclass(slots=True)
class Fix:
    """Something to mend in a post, and how many people it concerns."""

    finding: Finding
    people: int = 0


@dataclass(slots=True)
class Summary:
    """What a rehearsal finds, counted: people in all and those who are blocked, people by code, and by unit and code;
    and what is to be mended in posts, by unit. What no unit is known for stands under none."""

    people: int = 0
    blocked: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    units: dict[int | None, Counter[str]] = field(default_factory=dict)
    fixes: dict[int | None, dict[tuple[str, int], Fix]] = field(default_factory=dict)

    def add(self, route: Route) -> None:
        """Count one more route."""
        self.people += 1
        self.blocked += route.blocked
        unit = route.way.post.unit_id if route.way.post else None
        for each in route.findings:
            self.codes[each.blocker.rule] += 1
            self.units.setdefault(unit, Counter())[each.blocker.rule] += 1
            if each.post is not None:
                fixes = self.fixes.setdefault(each.post.unit_id, {})
                fixes.setdefault((each.blocker.rule, each.post.post_id), Fix(each)).people += 1
