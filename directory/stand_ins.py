"""Who stands in for whom by which letter, from a person's own view, and who could issue one for his post."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from directory.models import Letter, PostRow
from directory.queries import lines, post_of, posts


@dataclass(frozen=True, slots=True)
class StandIns:
    """Letters that hold on a day or begin later, the earliest first: `for_him` of others at the post that the person
    holds, `by_him` of his own elsewhere. `titles` of these posts. `post`: the one that he holds; `above`: the nearest
    holder of a post above it, who can issue a letter for it (`IV.A.3`), and `above_post` that post."""

    for_him: tuple[Letter, ...]
    by_him: tuple[Letter, ...]
    titles: dict[int, str]
    post: PostRow | None
    above: int | None
    above_post: PostRow | None


def stand_ins(persons: Collection[int], day: datetime.date) -> dict[int, StandIns]:
    """What letters say of each of these persons on the day; a fixed number of queries for each."""
    return {person: _of(person, day) for person in persons}


def _of(person: int, day: datetime.date) -> StandIns:
    held = post_of([person], day).get(person)
    lasting = Letter.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day)).order_by("valid_from", "pk")
    letters = list(lasting.filter(Q(post=held) | Q(person=person)))
    line = lines([held], day).get(held, ()) if held else ()
    seat = next((each for each in line[1:] if each.holder), None)
    asked = {each.post_id for each in letters} | {held or 0, seat.post if seat else 0}
    known = posts(asked, day)
    return StandIns(
        for_him=tuple(each for each in letters if each.post_id == held and each.person_id != person),
        by_him=tuple(each for each in letters if each.person_id == person),
        titles={post: row.title for post, row in known.items()},
        post=known.get(held or 0),
        above=seat.holder if seat else None,
        above_post=known.get(seat.post) if seat else None,
    )
