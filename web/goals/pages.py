"""What pages of goals have in common: what the reader's agency is, and how a form is refused beside its fields."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from http import HTTPStatus

from django import forms
from django.http import HttpResponse

from cycle_engine.actors import Actor
from cycle_engine.errors import Missing, RulesBroken
from cycle_engine.remembered import remembered
from directory import queries as directory
from web.pages import PersonPage
from workflows.goals import queries


class AgencyPage(PersonPage):
    """A page for everybody who serves in an agency, about its units alone."""

    @property
    def units(self) -> frozenset[int]:
        """All units of the reader's agencies."""
        return remembered(self.moment.epoch, _agencies, [self.reader], self.day)[self.reader]

    @property
    def actor(self) -> Actor:
        return Actor.of(self.reader)

    @property
    def own_unit(self) -> int | None:
        """Where the reader serves, else the first unit that he manages or inspects."""
        found = remembered(self.moment.epoch, _serving, [self.reader], self.day).get(self.reader)
        return found or min(self.me.manages | self.me.inspects, default=None)

    def managed(self, unit: int) -> int:
        """The unit, if the reader manages it; else Missing, so that nobody learns of forms that he cannot send."""
        if unit not in self.me.manages:
            raise Missing
        return unit

    def ask(self, form: forms.Form, heading: str, button: str, back: str, about: str = "") -> HttpResponse:
        """A form on a page of its own."""
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
        return self.show(
            "web/office/ask.html", status, form=form, heading=heading, about=about, button=button, back=back
        )


def refuse(form: forms.Form, error: RulesBroken, beside: Mapping[str, str]) -> None:
    """Tell of broken rules beside the fields that they are about."""
    for blocker in error.blockers:
        name = beside.get(blocker.rule) or str(blocker.data.get("field", ""))
        form.add_error(name if name in form.fields else None, str(blocker.data.get("why", blocker.message)))


def _agencies(persons: Collection[int], day: datetime.date) -> dict[int, frozenset[int]]:
    return {person: frozenset(queries.units_of(person, day)) for person in persons}


def _serving(persons: Collection[int], day: datetime.date) -> dict[int, int]:
    held = directory.post_of(persons, day)
    rows = directory.posts(held.values(), day)
    return {person: rows[post].unit_id for person, post in held.items() if post in rows}
