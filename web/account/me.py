"""Who I am, as the directory and the account say."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cycle_engine.actors import Capacity
from directory.models import Grant, Person
from directory.standing import standing
from notifications.queries import reader_of
from web.pages import PersonPage


@dataclass(frozen=True, slots=True)
class Held:
    """A post or a capacity, and its unit."""

    what: str
    unit: str
    grant: Grant | None = None


class AccountPage(PersonPage):
    """My account."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Who I am, and what I can choose."""
        held = standing(self.reader, self.day)
        posts = [Held(row.title, held.units[row.unit_id]) for row in held.posts]
        grants = [
            Held(str(Capacity(each.capacity).label), held.units[each.unit_id], each) for each in held.grants
        ]
        return self.show(
            "web/account/account.html",
            nip=Person.objects.filter(pk=self.reader).values_list("nip", flat=True).first(),
            email=reader_of(self.reader).email or self.user.email,
            held=posts + grants,
            languages=settings.LANGUAGES,
        )
