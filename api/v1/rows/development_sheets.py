"""Sheets of development: needs of a unit, hours of its people, credit points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from api.v1.development import YEAR, of_people, within
from api.v1.fields import Id
from api.v1.http import Api
from api.v1.names import Names
from api.v1.rows.columns import Column, Columns, listed
from directory.remit import known_people
from workflows.development import queries, reckoning, sheets
from workflows.development.credits import Level, Part
from workflows.development.models import Standing
from workflows.development.sheets import HourLine, NeedLine, hour_lines, need_lines
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
class SheetPart:
    """What a settled year is worth."""

    person: str
    part: Part


def need_rows(view: Api, asked: NeedSheetQuery) -> QuerySet[Any]:
    found = of_people(queries.known_needs(view.reader, view.moment), asked, view.day)
    return (found if asked.standing is None else found.filter(standing=asked.standing)).order_by("pk")


def show_needs(rows: Sequence[Any], view: Api) -> list[NeedLine]:
    view.note_read(row.evaluation.plan_id for row in rows if row.evaluation)
    return need_lines(rows, view.moment)


def hour_rows(view: Api, asked: HourSheetQuery) -> QuerySet[Any]:
    found = known_people(view.reader, view.moment)
    return within(found, "pk", asked, view.day).order_by("pk")


def show_hours(rows: Sequence[Any], view: Api) -> list[HourLine]:
    asked = view.query(HourSheetQuery)
    return hour_lines([row.pk for row in rows], asked.year or view.day.year, view.day, view.moment)


def credit_rows(view: Api, asked: CreditSheetQuery) -> QuerySet[Any]:
    found = within(known_people(view.reader, view.moment), "pk", asked, view.day)
    return reckoning.in_posts(reckoning.settled().filter(plan__employee__in=found.values("pk")))


def show_credits(rows: Sequence[Any], view: Api) -> list[SheetPart]:
    view.note_read(row.plan_id for row in rows)
    names = Names.of([row.plan.employee_id for row in rows], view.moment)
    return [SheetPart(names[row.plan.employee_id], reckoning.part_of(row)) for row in rows]


def _points(row: SheetPart) -> Decimal | None:
    return row.part.points


NEEDS: Columns = listed(sheets.NEEDS)
HOURS: Columns = listed(sheets.HOURS)
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
