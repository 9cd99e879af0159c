"""What managers and inspectors look after in their units: needs, hours, trainings to confirm, improvement plans."""

from __future__ import annotations

import datetime
from collections import defaultdict
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django import forms
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import Missing
from directory import queries as directory
from directory.many import any_of
from directory.models import Assignment, PostRow
from directory.names import Names
from web import refusals
from web.choosing import unit_filter
from web.files import list_file
from web.pages import PersonPage
from web.paging import page_of
from workflows.development import queries, sheets
from workflows.development.facts import LIVE
from workflows.development.models import Decision, Improvement, Standing
from workflows.development.reckoning import hours_of

FIRST_YEAR = 2020


class GrantedPage(PersonPage):
    """A page for managers and inspectors; nobody else learns that it is there. `of_year`: it tells of one year."""

    of_year = False

    def _answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.units:
            return refusals.page(self, Missing())
        return super()._answer(request, *args, **kwargs)

    @property
    def units(self) -> frozenset[int]:
        """The units that the reader manages or inspects today, with all below them."""
        return self.me.manages | self.me.inspects

    @cached_property
    def filter(self) -> UnitFilter:
        given = self.request.GET.copy()
        given.setdefault("year", str(self.usual_year))
        return UnitFilter(self, given)

    @property
    def usual_year(self) -> int:
        """The year where none is asked for."""
        return self.day.year

    @cached_property
    def asked(self) -> dict[str, str]:
        return self.filter.asked()

    @cached_property
    def within(self) -> frozenset[int]:
        """Those of the reader's units that are asked for."""
        unit = self.asked.get("unit")
        return self.units & directory.units_below([int(unit)], self.day) if unit else self.units

    @property
    def year(self) -> int:
        return int(self.asked.get("year", self.usual_year))

    @property
    def people(self) -> QuerySet[Assignment]:
        """Who holds a post there today, by person."""
        posts = PostRow.objects.on(self.day).filter(unit__in=any_of(self.within)).values("post")
        return Assignment.objects.on(self.day).filter(post__in=posts)

    def listed(self, template: str, **context: Any) -> HttpResponse:
        """A page of this area, with its filter."""
        return self.show(
            template, HTTPStatus.OK, form=self.filter, year=self.year, chosen=urlencode(self.asked), **context
        )


class UnitFilter(forms.Form):
    """Of which unit, and year where the page tells of one."""

    def __init__(self, page: GrantedPage, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = unit_filter(page.units, page.day)
        if page.of_year:
            years = [(str(each), str(each)) for each in range(page.day.year, FIRST_YEAR - 1, -1)]
            self.fields["year"] = forms.ChoiceField(choices=years, label=_("Year"), required=False)

    def asked(self) -> dict[str, str]:
        """What is filtered by; what is not known filters nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class OfNeedsPage(GrantedPage):
    """A page of what has to be learnt in the units."""

    @property
    def needs(self) -> QuerySet[Any]:
        """What is open or planned."""
        return queries.known_needs(self.reader, self.moment).filter(
            of__person__in=self.people.values("person"), standing__in=[Standing.OPEN, Standing.PLANNED]
        )


class NeedsPage(OfNeedsPage):
    """What has to be learnt in the units: each skill once, with who needs it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        needs = self.needs
        skills = needs.values("kind", "skill").annotate(
            people=Count("of", distinct=True), open=Count("pk", filter=Q(standing=Standing.OPEN))
        )
        some = page_of(skills.order_by("-people", "skill", "kind"), request)
        rows = list(needs.filter(skill__in=[each["skill"] for each in some]).order_by("pk"))
        self.note_read(each.evaluation.plan_id for each in rows if each.evaluation)
        names = Names.of((each.of.person_id for each in rows), self.moment)
        by_skill: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for each in rows:
            by_skill[each.kind, each.skill].append((each, names[each.of.person_id]))
        found = [(each, by_skill[each["kind"], each["skill"]]) for each in some]
        return self.listed("web/development/unit_needs.html", some=some, skills=found)


class NeedsFile(OfNeedsPage):
    """The same as a file, need by need."""

    def get(self, request: HttpRequest, ending: str) -> HttpResponse:
        keys = list(self.needs.order_by("pk").values_list("pk", flat=True))
        return list_file("needs", ending, sheets.NEEDS, keys, self._lines)

    def _lines(self, keys: list[int]) -> list[sheets.NeedLine]:
        rows = list(self.needs.filter(pk__in=keys).order_by("pk"))
        self.note_read(each.evaluation.plan_id for each in rows if each.evaluation)
        return sheets.need_lines(rows, self.moment)


class OfHoursPage(GrantedPage):
    """A page of the hours of a year."""

    of_year = True

    @property
    def last_day(self) -> datetime.date:
        """Today, or of a year that is over its last day."""
        return self.day if self.year >= self.day.year else datetime.date(self.year, 12, 31)

    @property
    def served(self) -> list[int]:
        """Who serves in the units (ids)."""
        return list(self.people.order_by("person").values_list("person", flat=True))


class HoursPage(OfHoursPage):
    """Hours of all people of the units beside the norm, who is farthest from it first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        found = hours_of(self.served, self.year, self.last_day)
        order = sorted(found, key=lambda person: (-found[person].short, found[person].done, person))
        some = page_of(order, request)
        names = Names.of(some, self.moment)
        return self.listed(
            "web/development/unit_hours.html",
            some=some,
            hours=[(person, names[person], found[person]) for person in some],
            short=sum(each.short > 0 for each in found.values()),
            count=len(found),
        )


class HoursFile(OfHoursPage):
    """The same as a file."""

    def get(self, request: HttpRequest, ending: str) -> HttpResponse:
        return list_file("training-hours", ending, sheets.HOURS, self.served, self._lines)

    def _lines(self, people: list[int]) -> list[sheets.HourLine]:
        return sheets.hour_lines(people, self.year, self.last_day, self.moment)


class TrainingsPage(GrantedPage):
    """Trainings that wait to be confirmed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        waiting = queries.known_trainings(self.reader, self.moment).filter(
            of__person__in=self.people.values("person"), decision=Decision.WAITING
        )
        some = page_of(waiting.exclude(of__person=self.reader).order_by("pk"), request)
        names = Names.of((each.of.person_id for each in some), self.moment)
        return self.listed(
            "web/development/unit_trainings.html",
            some=some,
            trainings=[(each, names[each.of.person_id]) for each in some],
        )


class ImprovementsPage(GrantedPage):
    """Improvement plans of the units, the live ones first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Improvement.objects.filter(plan__unit__in=any_of(self.within)).select_related("plan")
        live = rows.annotate(is_live=Count("pk", filter=Q(state__in=LIVE)))
        some = page_of(live.order_by(F("is_live").desc(), "-starts_on", "-pk"), request)
        self.note_read(each.plan_id for each in some)
        names = Names.of((each.plan.employee_id for each in some), self.moment)
        return self.listed(
            "web/development/unit_improvements.html",
            some=some,
            improvements=[(each, names[each.plan.employee_id]) for each in some],
        )
