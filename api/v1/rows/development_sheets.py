"""Sheets of development: needs of a unit, hours of its people, credit points."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from api.v1.development import YEAR, of_people, within
from api.v1.fields import Id
from api.v1.http import Api
from api.v1.names import Names
from api.v1.rows.columns import Column, Columns
from directory import queries as directory
from directory.identities import unit_names
from directory.remit import known_people
from workflows.development import queries, reckoning
from workflows.development.credits import Level, Part
from workflows.development.models import Skill, Standing
from workflows.development.norms import Hours
from workflows.evaluation.ratings import Predicate


@dataclass(frozen=True)
class NeedSheetQuery:
    """`unit`: where the person serves today, and all below it."""

    person: Id | None = None
    unit: Id | None = None
    standing: Standing | None = None


@dataclass(frozen=True)
class HourSheetQuery:
    """`unit`: where the person serves today, and all below it; `year`: the present one where it is left out."""

    person: Id | None = None
    unit: Id | None = None
    year: int | None = field(default=None, metadata=YEAR)


@dataclass(frozen=True)
class CreditSheetQuery:
    """`unit`: where the person serves today, and all below it."""

    person: Id | None = None
    unit: Id | None = None


@dataclass(frozen=True)
class SheetNeed:
    """A need, with the unit where the person serves today."""

    person: str
    unit: str
    kind: str
    skill: str
    why: str
    standing: str
    note: str
    raised_on: datetime.date


@dataclass(frozen=True)
class SheetHours:
    """The hours of a person."""

    person: str
    unit: str
    hours: Hours


@dataclass(frozen=True)
class SheetPart:
    """What a settled year is worth."""

    person: str
    part: Part


def need_rows(view: Api, asked: NeedSheetQuery) -> QuerySet[Any]:
    found = of_people(queries.known_needs(view.reader, view.moment), asked, view.day)
    return (found if asked.standing is None else found.filter(standing=asked.standing)).order_by("pk")


def show_needs(rows: Sequence[Any], view: Api) -> list[SheetNeed]:
    view.note_read(row.evaluation.plan_id for row in rows if row.evaluation)
    people = {row.of.person_id for row in rows}
    names, units = Names.of(people, view.moment), _units(people, view.day)
    return [
        SheetNeed(
            person=names[row.of.person_id],
            unit=units.get(row.of.person_id, ""),
            kind=str(Skill(row.kind).label),
            skill=row.skill,
            why=row.why,
            standing=str(Standing(row.standing).label),
            note=row.note or "",
            raised_on=row.raised_at.date(),
        )
        for row in rows
    ]


def hour_rows(view: Api, asked: HourSheetQuery) -> QuerySet[Any]:
    found = known_people(view.reader, view.moment)
    return within(found, "pk", asked, view.day).order_by("pk")


def show_hours(rows: Sequence[Any], view: Api) -> list[SheetHours]:
    asked, people = view.query(HourSheetQuery), [row.pk for row in rows]
    found = reckoning.hours_of(people, asked.year or view.day.year, view.day)
    names, units = Names.of(people, view.moment), _units(people, view.day)
    return [SheetHours(names[key], units.get(key, ""), found[key]) for key in people if key in found]


def credit_rows(view: Api, asked: CreditSheetQuery) -> QuerySet[Any]:
    found = within(known_people(view.reader, view.moment), "pk", asked, view.day)
    return reckoning.in_posts(reckoning.settled().filter(plan__employee__in=found.values("pk")))


def show_credits(rows: Sequence[Any], view: Api) -> list[SheetPart]:
    view.note_read(row.plan_id for row in rows)
    names = Names.of([row.plan.employee_id for row in rows], view.moment)
    return [SheetPart(names[row.plan.employee_id], reckoning.part_of(row)) for row in rows]


def _units(people: Collection[int], day: datetime.date) -> dict[int, str]:
    """What the unit is called in which each of these persons serves today."""
    posts = directory.post_of(people, day)
    rows = directory.posts(set(posts.values()), day)
    units = {person: rows[post].unit_id for person, post in posts.items() if post in rows}
    names = unit_names(set(units.values()), day)
    return {person: names.get(unit, "") for person, unit in units.items()}


def _points(row: SheetPart) -> Decimal | None:
    return row.part.points


NEEDS: Columns = (
    Column(_("Name"), lambda row: row.person),
    Column(_("Unit"), lambda row: row.unit),
    Column(_("Kind of skill"), lambda row: row.kind),
    Column(_("What is to be learnt"), lambda row: row.skill),
    Column(_("Why"), lambda row: row.why),
    Column(_("State"), lambda row: row.standing),
    Column(_("What it has come to"), lambda row: row.note),
    Column(_("Raised on"), lambda row: row.raised_on),
)
HOURS: Columns = (
    Column(_("Name"), lambda row: row.person),
    Column(_("Unit"), lambda row: row.unit),
    Column(_("First day"), lambda row: row.hours.first),
    Column(_("Last day"), lambda row: row.hours.last),
    Column(_("Norm (JP)"), lambda row: row.hours.norm.hours),
    Column(_("The norm is a maximum"), lambda row: row.hours.norm.at_most),
    Column(_("Confirmed (JP)"), lambda row: row.hours.done),
    Column(_("Counted (JP)"), lambda row: row.hours.counted),
    Column(_("Waiting (JP)"), lambda row: row.hours.waiting),
    Column(_("Missing (JP)"), lambda row: row.hours.short),
    Column(_("Above (JP)"), lambda row: row.hours.above),
)
CREDITS: Columns = (
    Column(_("Name"), lambda row: row.person),
    Column(_("Post"), lambda row: row.part.title),
    Column(_("Level"), lambda row: Level(row.part.level).label if row.part.level else ""),
    Column(_("First day"), lambda row: row.part.first),
    Column(_("Last day"), lambda row: row.part.last),
    Column(_("Months counted"), lambda row: row.part.months),
    Column(_("Predicate"), lambda row: Predicate(row.part.predicate).label),
    Column(_("Percentage"), lambda row: row.part.percent),
    Column(_("Coefficient"), lambda row: row.part.coefficient),
    Column(_("Points"), _points),
)
