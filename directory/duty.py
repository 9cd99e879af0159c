"""Who rates whom, as pure data: seats of a line of duty, and who acts at each place of it for one owner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cycle_engine.actors import Holder

Line = tuple["Seat", ...]

RATER, SUPERIOR = 0, 1
NOBODY = 0  # no person has this id


@dataclass(frozen=True, slots=True)
class Seat:
    """A post on a day: who holds it and who stands in by which letter, as far as they serve (all ids)."""

    post: int
    holder: int | None
    stand_in: int | None
    letter: int | None

    @property
    def acting(self) -> tuple[Holder, ...]:
        """Who acts in this seat, the holder first."""
        found = () if self.holder is None else (Holder(self.holder),)
        if self.stand_in is None or self.stand_in == self.holder:
            return found
        return (*found, Holder(self.stand_in, self.holder, self.letter))


Holders = tuple[tuple[Holder, ...], ...]
Persons = frozenset[int]


@dataclass(frozen=True, slots=True)
class Duties:
    """Who acts on one owner's plan: `holders[0]` its rater, `holders[1]` the rater's superior, and so on.

    `barred[i]` would have acted there, did they not act lower in the line or own the plan; one set more than
    holders, for what lies above the top.
    """

    holders: Holders
    kept_out: tuple[Persons, ...]
    owner: int

    @property
    def barred(self) -> tuple[Persons, ...]:
        return tuple(persons | {self.owner} for persons in self.kept_out)


def duties(line: Line, owner: int) -> Duties:
    """Who has which duty towards `owner`, whose plan names the first post of `line` as its rater's.

    A seat in which nobody acts is skipped (`6/2022:IV.A.2`). Nobody acts in two capacities: the owner never,
    and nobody again above where he acts already. A seat whose holder may not act is skipped whole; a stand-in
    who may not is left out.
    """
    people, holders, kept_out = _general(line)
    if owner in people:
        holders, kept_out = _acting(line, owner)
    return Duties(holders, kept_out, owner)


@lru_cache(maxsize=4096)
def _general(line: Line) -> tuple[Persons, Holders, tuple[Persons, ...]]:
    """All who act somewhere in the line, and who acts towards an owner who does not."""
    people = frozenset(each.person for seat in line for each in seat.acting)
    return people, *_acting(line, NOBODY)


def _acting(line: Line, owner: int) -> tuple[Holders, tuple[Persons, ...]]:
    """Who acts at each place towards this owner, and whom that keeps out of acting there, the owner aside."""
    acted = {owner}
    holders: list[tuple[Holder, ...]] = []
    barred: list[Persons] = []
    kept_out: set[int] = set()
    for seat in line:
        acting = seat.acting
        free = () if seat.holder in acted else tuple(each for each in acting if each.person not in acted)
        kept_out.update(each.person for each in acting if each not in free)
        if free:
            persons = {each.person for each in free}
            holders.append(free)
            barred.append(frozenset(kept_out - persons))
            acted |= persons
            kept_out = set()
    return tuple(holders), (*barred, frozenset(kept_out))


@dataclass(frozen=True, slots=True)
class Charges:
    """Of which plans a person is rater or superior today, by the post that the plan names as its rater's.

    `rater` and `superior` hold for owners who sit nowhere in that post's line. For an owner who does,
    `special[post, owner]` says otherwise: 0 rater, 1 superior, None neither; pairs that are not there follow
    the general case. The person's own plans are among them, as None.
    """

    rater: frozenset[int]
    superior: frozenset[int]
    special: Mapping[tuple[int, int], int | None]

    def place(self, post: int, owner: int) -> int | None:
        """0 if the person rates the owner's plan with this rater post, 1 if he is the superior, else None."""
        general = RATER if post in self.rater else SUPERIOR if post in self.superior else None
        return self.special.get((post, owner), general)

    @property
    def posts(self) -> frozenset[int]:
        """The rater posts of all plans that may be the person's charge."""
        special = (post for (post, _), place in self.special.items() if place is not None)
        return self.rater | self.superior | frozenset(special)

    def people(self, below: Mapping[int, Iterable[int]]) -> dict[int, int]:
        """The place towards each of the people who sit `below` these posts and are the person's charge."""
        places = {owner: self.place(post, owner) for post, owners in below.items() for owner in owners}
        return {owner: place for owner, place in places.items() if place is not None}


def charges_in(lines: Mapping[int, Line], person: int) -> Charges:
    """The charges of `person` among plans whose rater posts have these lines."""
    general = {post: _place(line, NOBODY, person) for post, line in lines.items()}
    special = {
        (post, owner): place
        for post, line in lines.items()
        for owner in _sitting(line, person)
        if (place := _place(line, owner, person)) != general[post]
    }
    return Charges(
        frozenset(post for post, place in general.items() if place == RATER),
        frozenset(post for post, place in general.items() if place == SUPERIOR),
        special,
    )


def _place(line: Line, owner: int, person: int) -> int | None:
    for place, holders in enumerate(duties(line, owner).holders[: SUPERIOR + 1]):
        if any(each.person == person for each in holders):
            return place
    return None


def _sitting(line: Line, person: int) -> Iterable[int]:
    """All who sit in the line up to where `person` sits last: no other owner changes his place."""
    seats = [[each.person for each in seat.acting] for seat in line]
    last = max((place for place, persons in enumerate(seats) if person in persons), default=-1)
    return {each for persons in seats[: last + 1] for each in persons}
