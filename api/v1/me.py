"""Who I am."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import cast

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.http import Api, answer
from api.v1.names import Names
from api.v1.shapes import Named, Titled
from directory.models import User
from directory.standing import standing


@dataclass(frozen=True)
class Held:
    """A post that you hold, and its unit."""

    post: Titled
    unit: Named


@dataclass(frozen=True)
class Granted:
    """A capacity that you hold over a unit and all below it."""

    capacity: str
    unit: Named
    from_: datetime.date
    to: datetime.date | None


@dataclass(frozen=True)
class Me:
    """An account without a person sees nothing and holds nothing."""

    username: str
    language: str
    person: Named | None
    posts: list[Held]
    capacities: list[Granted]


class MeView(Api):
    """Who I am."""

    def get(self, request: Request) -> Response:
        """Your account, posts, and the units over which you are manager or inspector."""
        user, held = cast(User, request.user), standing(self.reader, self.day)
        named = {unit: Named(str(unit), name) for unit, name in held.units.items()}
        return answer(
            Me(
                username=user.get_username(),
                language=user.language,
                person=Names.of([self.reader], self.moment).named(self.reader) if self.reader else None,
                posts=[Held(Titled(str(row.post_id), row.title), named[row.unit_id]) for row in held.posts],
                capacities=[
                    Granted(each.capacity, named[each.unit_id], each.valid_from, each.valid_to)
                    for each in held.grants
                ],
            )
        )


described(MeView, "get", "me", answers=Me)
