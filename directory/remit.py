"""How far somebody reaches by grants and posts: what follows from dated rows alone, asked once while none changes."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from cycle_engine.actors import Capacity
from cycle_engine.clock import Moment
from cycle_engine.remembered import remembered
from directory import queries
from directory.duty import Charges
from directory.many import any_of
from directory.models import Assignment, Letter, Person, PostRow
from directory.sql import CHARGED
from directory.today import today


@dataclass(frozen=True, slots=True)
class Grants:
    """The units (ids) that a person `manages` and `inspects`, with all below them."""

    manages: frozenset[int]
    inspects: frozenset[int]

    @property
    def units(self) -> frozenset[int]:
        """Those of either kind."""
        return self.manages | self.inspects


def grants_of(person: int, at: Moment, day: datetime.date | None = None) -> Grants:
    """What is granted to a person on the day, today unless another is named; at most one query."""
    return remembered(at.epoch, _grants, [person], day or today(at))[person]


def _grants(persons: Collection[int], day: datetime.date) -> dict[int, Grants]:
    found = {}
    for person in persons:
        known = queries.grants(person, day)
        found[person] = Grants(*(frozenset(known[each]) for each in (Capacity.MANAGER, Capacity.INSPECTOR)))
    return found


def charges_of(person: int, at: Moment, day: datetime.date | None = None) -> Charges:
    """Of which plans a person is rater or superior on the day, today unless another is named; at most two queries."""
    return remembered(at.epoch, _charges, [person], day or today(at))[person]


def _charges(persons: Collection[int], day: datetime.date) -> dict[int, Charges]:
    return {person: queries.charges(person, day) for person in persons}


def charged_to(person: int, at: Moment) -> dict[int, int]:
    """Whom a person rates (`duty.RATER`) or supervises (`duty.SUPERIOR`) as his posts stand today."""
    charges = charges_of(person, at)
    return charges.people(remembered(at.epoch, queries.held_below, charges.posts, today(at)))


def charged_within(person: int, at: Moment) -> RawSQL:
    """The same people (ids), found within the statement that asks for them, as in `filter(employee__in=…)`."""
    charges, day = charges_of(person, at), today(at)
    posts, owners = [list(each) for each in zip(*charges.special, strict=True)] or ([], [])
    counts = [place is not None for place in charges.special.values()]
    general = list(charges.rater | charges.superior)
    asked = [day, day, day, day, list(charges.posts), posts, owners, counts, general]
    return RawSQL(CHARGED, asked)  # noqa: S611 - no value stands in the text


def known_people(person: int, at: Moment) -> QuerySet[Person]:
    """Whom a person may see today (see `queries.visible_people`)."""
    return queries.seen_by(person, charged_to(person, at), grants_of(person, at).units, today(at))


def visible_letters(person: int, at: Moment) -> QuerySet[Letter]:
    """The letters of any day that concern people whom a person may see, posts in units granted to him, or the post
    that he holds."""
    day, seen = today(at), known_people(person, at).values("pk")
    posts = PostRow.objects.on(day).filter(unit__in=any_of(grants_of(person, at).units)).values("post")
    held = Assignment.objects.on(day).filter(person=person).values("post")
    named_one = Q(person__in=seen) | Q(issuer__in=seen)
    return Letter.objects.filter(named_one | Q(post__in=posts) | Q(post__in=held))
