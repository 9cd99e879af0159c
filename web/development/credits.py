"""Credit points of a functional official, as they follow from his settled years."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from directory.names import Names
from web.asking import known_person
from web.pages import PersonPage
from workflows.development.reckoning import account_of


class CreditsPage(PersonPage):
    """What each year is worth, and whether two good years open a promotion."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        person = known_person(key, self)
        account = account_of(person)
        self.note_read(each.plan for each in account.parts)
        name = Names.of([person], self.moment)[person]
        return self.show(
            "web/development/credits.html",
            person=person,
            who=name,
            account=account,
            own=person == self.reader,
        )
