"""The matrix of roles and results of a unit (form A.1.5), and setting the roles of one employee."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cycle_engine.actors import Actor
from cycle_engine.errors import Missing
from cycle_engine.remembered import remembered
from directory import queries as directory
from directory.names import Names
from web.cascade.asking import key_in, units_called
from web.files import as_file
from web.pages import PersonPage
from web.planning.writing.forms import text
from workflows.planning import matrix_sheet
from workflows.planning.cascade import cycle_of, day_in
from workflows.planning.matrix import Matrix, Row, leaders_plan, led_below, matrix
from workflows.planning.models import Plan
from workflows.planning.roles import Role, acting_for, set_roles

LONGEST = 2_000  # letters of a role


@dataclass(frozen=True, slots=True)
class Line:
    """An employee's row: `edits` leads to where his roles are set, `team` to the matrix of a team that he leads,
    `unit` to that of a unit below which he heads."""

    row: Row
    employee: str
    post: str
    edits: str
    team: str = ""
    unit: str = ""


class OfMatrixPage(PersonPage):
    """A page about the matrix of a unit, or of a team in it."""

    @cached_property
    def plan(self) -> Plan:
        """The plan of the leader whose matrix it is."""
        unit, query = self.kwargs["key"], self.request.GET
        cycle = cycle_of(unit, self.moment, key_in(query, "cycle"))
        return leaders_plan(unit, cycle.pk, day_in(cycle, self.moment), key_in(query, "team"))

    @cached_property
    def matrix(self) -> Matrix:
        """As far as the reader may see it. That he has read it is noted."""
        found = matrix(self.plan, self.reader, self.moment)
        self.note_read(found.tells_of)
        return found

    def address(self, name: str, *more: int, team: int | None = None) -> str:
        """Of a page about this matrix; or about that of a team."""
        asked = {"cycle": self.plan.cycle_id}
        if team := team or key_in(self.request.GET, "team"):
            asked["team"] = team
        return f"{reverse(f'web:{name}', args=[self.kwargs['key'], *more])}?{urlencode(asked)}"

    def show_matrix(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """A page under the head that both share."""
        unit = units_called(self, [self.kwargs["key"]], self.day).get(self.kwargs["key"], "")
        return self.show(template, status, plan=self.plan, matrix=self.matrix, unit=unit, **context)


class MatrixPage(OfMatrixPage):
    """A matrix."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """Whole for who may see the leader's plan; of others their own row."""
        rows, leader = self.matrix.rows, self.plan.employee_id
        posts = {row.post for row in rows if row.post}
        titles = remembered(self.moment.epoch, directory.posts, posts, self.day)
        names = Names.of([leader, *(row.employee for row in rows)], self.moment)
        may_set = acting_for([row.employee for row in rows], self.moment, Actor.of(self.reader))
        below = self._below([row.employee for row in rows])
        lines = [
            Line(
                row,
                names[row.employee],
                titles[row.post].title if row.post in titles else "",
                self.address("matrix_roles", row.employee) if row.employee in may_set else "",
                **below.get(row.employee, {}),
            )
            for row in rows
        ]
        asked = self.address("matrix").partition("?")[2]
        return self.show_matrix(
            "web/cascade/matrix.html", lines=lines, leader=names[leader], key=key, asked=asked
        )

    def _below(self, employees: list[int]) -> dict[int, dict[str, str]]:
        """Where the matrices of those of these employees are who have a plan of their own to lead by."""
        if not self.matrix.whole or key_in(self.request.GET, "team"):
            return {}
        own, found = self.kwargs["key"], {}
        for employee, (unit, heads) in led_below(self.plan, employees, self.moment).items():
            if heads:
                found[employee] = {"unit": self._address_of(unit)}
            elif unit == own:
                found[employee] = {"team": self.address("matrix", team=employee)}
        return found

    def _address_of(self, unit: int) -> str:
        """Of the matrix of a unit in the same cycle."""
        return f"{reverse('web:matrix', args=[unit])}?{urlencode({'cycle': self.plan.cycle_id})}"


class MatrixFile(OfMatrixPage):
    """A matrix as a file."""

    def get(self, request: HttpRequest, key: int, ending: str) -> HttpResponse:
        """A line for each employee, a column for each item of the leader's plan."""
        header = matrix_sheet.header(self.matrix)
        return as_file("matrix", ending, header, matrix_sheet.lines(self.matrix, self.moment))


class RolesForm(forms.Form):
    """A text for each column; empty where the employee has no role."""

    def __init__(self, row: Row, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in row.places.values():
            field = text(place.column.text, rows=2, longest=LONGEST)
            field.initial = place.text or ""
            self.fields[f"column-{place.column.id}"] = field

    def roles(self, row: Row) -> list[Role]:
        """What stands in the row when this is saved."""
        return [Role(row.employee, each, self.cleaned_data[f"column-{each}"]) for each in row.places]


class RolesPage(OfMatrixPage):
    """The roles of one employee."""

    @cached_property
    def row(self) -> Row:
        """His row; Missing where the reader does not see it, or may not set it."""
        employee = self.kwargs["employee"]
        if not acting_for([employee], self.moment, Actor.of(self.reader)):
            raise Missing
        found = next((row for row in self.matrix.rows if row.employee == employee), None)
        if found is None:
            raise Missing
        return found

    def get(self, request: HttpRequest, key: int, employee: int) -> HttpResponse:
        """What stands in the row now."""
        return self.ask(RolesForm(self.row))

    def post(self, request: HttpRequest, key: int, employee: int) -> HttpResponse:
        """Set it from today on."""
        form = RolesForm(self.row, request.POST)
        if not form.is_valid():
            return self.ask(form, 422)
        set_roles(self.plan, form.roles(self.row), actor=Actor.of(self.reader))
        messages.success(request, _("Saved."))
        return redirect(self.address("matrix"))

    def ask(self, form: RolesForm, status: int = 200) -> HttpResponse:
        name = Names.of([self.row.employee], self.moment)[self.row.employee]
        back = self.address("matrix")
        return self.show_matrix("web/cascade/roles.html", status, form=form, employee=name, back=back)
