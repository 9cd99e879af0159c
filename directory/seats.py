"""Who will hold which post once a sheet of people is put: worked out for all of them before anything is written."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from directory.models import Assignment
from directory.timeline import collide, enter

CHUNK = 5000
COLUMNS = ("pk", "person", "post__code", "valid_from", "valid_to")


@dataclass(slots=True)
class Stay:
    """Somebody in a post from a day to a day. `row` of the sheet; `was`: its last day so far; `new`: none yet."""

    key: int  # 0: not saved yet
    person: int  # 0: not known yet
    post: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    row: int = 0
    was: datetime.date | None = None
    new: bool = False

    @property
    def touched(self) -> bool:
        """Whether the sheet makes it, or moves its last day."""
        return self.new or self.valid_to != self.was

    @property
    def shortened(self) -> bool:
        """Whether the sheet lets a post end, or end earlier, which is held."""
        return not self.new and self.valid_to is not None and (self.was is None or self.valid_to < self.was)


class _Noted:
    """Takes changes in memory, and keeps none."""

    def change(self, stay: Stay, **values: Any) -> None:
        stay.valid_to = values["valid_to"]

    def add(self, stay: Stay) -> None:
        stay.new = True


NOTED: Any = _Noted()


@dataclass
class Seats:
    """The stays that a sheet touches, by post; those of people who are not in it beside them."""

    by_post: defaultdict[str, list[Stay]] = field(default_factory=lambda: defaultdict(list))

    def take(self, stays: list[Stay], new: Stay) -> Stay | None:
        """Put a person's new stay among his others, as `timeline.enter` does; the one that says it, if it is news."""
        return enter(stays, new, ("post",), NOTED)  # type: ignore[type-var]

    def keep(self, stays: Iterable[Stay]) -> None:
        for stay in stays:
            self.by_post[stay.post].append(stay)

    def add_others(self, sheet: Collection[int]) -> None:
        """Those who hold or will hold the posts that somebody enters, and are not in the sheet (ids of persons)."""
        entered = [post for post, stays in self.by_post.items() if any(stay.touched for stay in stays)]
        for first in range(0, len(entered), CHUNK):
            held = Assignment.objects.filter(post__code__in=entered[first : first + CHUNK])
            known = {stay.key for post in entered[first : first + CHUNK] for stay in self.by_post[post]}
            self.keep(stay for stay in stays_of(held) if stay.person not in sheet and stay.key not in known)

    def collisions(self, wrong: Collection[int]) -> list[int]:
        """Rows by which two would hold a post on one day, when the `wrong` rows do nothing."""
        found = []
        for stays in self.by_post.values():
            if len(stays) > 1:
                valid = [_without(wrong, stay) for stay in stays]
                there = [stay for stay in valid if stay is not None]
                found += [
                    stay.row
                    for stay in there
                    if stay.row and stay.touched and any(_clash(stay, other) for other in there)
                ]
        return found


def _clash(stay: Stay, other: Stay) -> bool:
    return stay is not other and collide(stay, other)  # type: ignore[arg-type]


def _without(wrong: Collection[int], stay: Stay) -> Stay | None:
    """The stay as it is when the wrong rows do nothing."""
    if stay.row not in wrong:
        return stay
    if stay.new:
        return None
    return Stay(stay.key, stay.person, stay.post, stay.valid_from, stay.was, was=stay.was)


def stays_of(assignments: Any) -> list[Stay]:
    """These assignments as stays."""
    rows = assignments.values_list(*COLUMNS)
    return [Stay(key, person, post, first, last, was=last) for key, person, post, first, last in rows]
