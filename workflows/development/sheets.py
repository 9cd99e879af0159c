"""Needs of development, and hours of training, as the lines of sheets."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cycle_engine.clock import Moment
from directory import queries as directory
from directory.identities import unit_names
from directory.names import Names
from directory.today import CAPITAL, today
from workflows.development.models import Skill, Standing
from workflows.development.reckoning import hours_of
from workflows.planning.lists import Headings

NEEDS: Headings = {
    "person": _("Name"),
    "unit": _("Unit"),
    "kind": _("Kind of skill"),
    "skill": _("What is to be learnt"),
    "why": _("Why"),
    "standing": _("State"),
    "note": _("What it has come to"),
    "raised_on": _("Raised on"),
}
HOURS: Headings = {
    "person": _("Name"),
    "unit": _("Unit"),
    "first": _("First day"),
    "last": _("Last day"),
    "norm": _("Norm (JP)"),
    "at_most": _("The norm is a maximum"),
    "done": _("Confirmed (JP)"),
    "counted": _("Counted (JP)"),
    "waiting": _("Waiting (JP)"),
    "short": _("Missing (JP)"),
    "above": _("Above (JP)"),
}


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A need, with the unit where the person serves today."""

    person: str
    unit: str
    kind: str
    skill: str
    why: str
    standing: str
    note: str
    raised_on: datetime.date


@dataclass(frozen=True, slots=True)
class HourLine:
    """The hours (JP) of a person in a year, beside the norm."""

    person: str
    unit: str
    first: datetime.date
    last: datetime.date
    norm: int
    at_most: str
    done: int
    counted: int
    waiting: int
    short: int
    above: int


def need_lines(needs: Sequence[Any], at: Moment) -> list[NeedLine]:
    """These needs in their order; a fixed number of queries."""
    people = {need.of.person_id for need in needs}
    names, units = Names.of(people, at), _units(people, today(at))
    return [
        NeedLine(
            person=names[need.of.person_id],
            unit=units.get(need.of.person_id, ""),
            kind=str(Skill(need.kind).label),
            skill=need.skill,
            why=need.why,
            standing=str(Standing(need.standing).label),
            note=need.note or "",
            raised_on=need.raised_at.astimezone(CAPITAL).date(),
        )
        for need in needs
    ]


def hour_lines(people: Sequence[int], year: int, day: datetime.date, at: Moment) -> list[HourLine]:
    """The hours of these people (ids) in a year as of the day, in their order; a fixed number of queries."""
    found = hours_of(people, year, day)
    names, units = Names.of(people, at), _units(people, today(at))
    return [
        HourLine(
            person=names[person],
            unit=units.get(person, ""),
            first=hours.first,
            last=hours.last,
            norm=hours.norm.hours,
            at_most=gettext("yes") if hours.norm.at_most else gettext("no"),
            done=hours.done,
            counted=hours.counted,
            waiting=hours.waiting,
            short=hours.short,
            above=hours.above,
        )
        for person in people
        if (hours := found.get(person))
    ]


def _units(people: Collection[int], day: datetime.date) -> dict[int, str]:
    """What the unit is called in which each of these persons serves today."""
    posts = directory.post_of(people, day)
    rows = directory.posts(set(posts.values()), day)
    units = {person: rows[post].unit_id for person, post in posts.items() if post in rows}
    names = unit_names(set(units.values()), day)
    return {person: names.get(unit, "") for person, unit in units.items()}
