"""Somebody's way through the year: his post, who sits above it, and who would act for him; as plain data."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Holder
from cycle_engine.errors import type_sentence
from directory.duty import Duties, Line, Seat
from directory.models import Exemption, Letter, PersonRow, PostRow


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of all who are looked at together, on `day`: by ids of persons, posts and letters.

    `incumbents`: who is assigned to a post, whether or not he serves; `elsewhere`: the letter by which a person is
    Plt in another post; `accounts`: who can sign in.
    """

    day: datetime.date
    ends_on: datetime.date
    people: Mapping[int, PersonRow]
    names: Mapping[int, str]
    posts: Mapping[int, PostRow]
    units: Mapping[int, str]
    incumbents: Mapping[int, int]
    exempt: Mapping[int, Exemption]
    letters: Mapping[int, Letter]
    elsewhere: Mapping[int, Letter]
    accounts: frozenset[int]

    def title(self, post: int) -> str:
        row = self.posts.get(post)
        return row.title if row else f"{post}"

    def name(self, person: int) -> str:
        return self.names.get(person, "")


@dataclass(frozen=True, slots=True)
class Way:
    """A person, the post that he holds, and who would rate him; `line` from the rater's post upward, as it is taken.

    `used`: its seats in which somebody acts for this person, the rater's first, and who; `loops`: the line comes
    back to itself.
    """

    person: int
    post: PostRow | None
    line: Line
    used: tuple[tuple[Seat, Holder], ...]
    loops: bool
    known: Known

    @property
    def exempt(self) -> Exemption | None:
        return self.known.exempt.get(self.person)

    @property
    def rater(self) -> type_sentence:
        """Who has the rater's duty, by name."""
        return self.known.name(self.used[0][1].person) if self.used else _("nobody")

    def seat(self, place: int) -> Seat | None:
        """The seat of the rater (0) or of his superior (1); none where nobody acts."""
        return self.used[place][0] if place < len(self.used) else None


def used(line: Line, duties: Duties) -> Iterator[tuple[Seat, Holder]]:
    """The seats of a line in which somebody has a duty, and who has it first there."""
    waiting = list(reversed([holders[0] for holders in duties.holders]))
    for seat in line:
        if waiting and waiting[-1] in seat.acting:
            yield seat, waiting.pop()
