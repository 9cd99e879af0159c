"""Where a person stands on a day: the posts that he holds, and what he is granted."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from directory.models import Assignment, Grant, PostRow, UnitRow


@dataclass(frozen=True, slots=True)
class Standing:
    """`units`: what the units of these posts and grants are called, by id."""

    posts: list[PostRow]
    grants: list[Grant]
    units: dict[int, str]


def standing(person: int, day: datetime.date) -> Standing:
    """What the person holds on this day; three queries."""
    held = Assignment.objects.on(day).filter(person=person)
    posts = list(PostRow.objects.on(day).filter(post__in=held.values("post")))
    grants = list(Grant.objects.on(day).filter(person=person).order_by("pk"))
    units = {row.unit_id for row in posts} | {grant.unit_id for grant in grants}
    called = dict(UnitRow.objects.on(day).filter(unit__in=units).values_list("unit", "name"))
    return Standing(posts, grants, {unit: called.get(unit, "") for unit in units})
