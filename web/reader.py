"""Who looks at a page, and what is his business: what the head of every page needs."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from cycle_engine.clock import Moment
from cycle_engine.remembered import remembered
from directory import queries as directory
from directory.models import Zone
from directory.remit import charges_of, grants_of
from directory.today import today

NOBODY = 0  # the person of an account that is linked to none: sees nothing and holds nothing


@dataclass(frozen=True, slots=True)
class Reader:
    """`zone`: where he serves. `rates`: whether he rates or supervises anybody. `manages`, `inspects`: units, with
    all below them."""

    person: int
    name: str
    zone: ZoneInfo
    rates: bool
    manages: frozenset[int]
    inspects: frozenset[int]

    @classmethod
    def of(cls, person: int | None, at: Moment) -> Reader:
        """What is known of a person today; nothing is asked twice while no dated row changes."""
        key, day = person or NOBODY, today(at)
        charges, grants = charges_of(key, at), grants_of(key, at)
        return cls(
            key,
            remembered(at.epoch, directory.names, [key], day).get(key, ""),
            ZoneInfo(remembered(at.epoch, _zones, [key], day).get(key, Zone.WIB)),
            rates=bool(remembered(at.epoch, _with_people_below, charges.posts, day)),
            manages=grants.manages,
            inspects=grants.inspects,
        )


def _zones(persons: Collection[int], day: datetime.date) -> dict[int, str]:
    posts = directory.post_of(persons, day)
    units = {post: row.unit_id for post, row in directory.posts(posts.values(), day).items()}
    settings = directory.unit_settings(set(units.values()), day)
    return {person: settings[units[post]][0] for person, post in posts.items() if post in units}


def _with_people_below(posts: Collection[int], day: datetime.date) -> dict[int, bool]:
    """Those of these posts at which somebody who holds another post is rated."""
    return dict.fromkeys(directory.rated_at(posts, day), True)
