"""What of the goals of units nobody works for, what work serves nothing known, and where that is mended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import Missing, type_sentence
from directory import queries as directory
from directory.names import Names
from web.cascade.asking import key_in, overseen_by, units_called
from web.choosing import unit_filter
from web.pages import PersonPage
from web.planning.words import SERVES
from workflows.cycles.models import Cycle
from workflows.planning.cascade import cycle_of, day_in
from workflows.planning.coverage import Finding, Found, Tally, coverage

# What each finding is called, and what helps.
WORDS: dict[Finding, tuple[type_sentence, type_sentence]] = {
    "indicator_unserved": (
        _("Key indicators that nobody serves"),
        _("The leader of the unit takes one up in his plan, or gives it to somebody in his matrix."),
    ),
    "indicator_without_post": (
        _("Key indicators without a responsible post"),
        _("A manager of the unit says which post is responsible."),
    ),
    "result_serves_nothing": (
        _("Results that serve nothing known"),
        _("Its owner or his rater proposes a change of the plan, and chooses what it serves now."),
    ),
    "result_unserved": (
        _("Leaders' results that nobody serves"),
        _("The leader gives it to somebody in his matrix, or does it himself."),
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as the page tells it. `names`: what a result names without avail; `mend`: where it is mended, and
    what that is called: the plan, the goals of the unit, or its matrix."""

    text: str
    code: str
    unit: str
    employee: str
    names: str
    address: str
    mend: tuple[str, type_sentence]


@dataclass(frozen=True, slots=True)
class Section:
    """All that was found of one kind."""

    title: type_sentence
    help: type_sentence
    tally: Tally
    lines: list[Line]

    @property
    def more(self) -> int:
        """How many are not listed, beside those of plans that the reader may not see."""
        return self.tally.count - len(self.lines) - self.tally.hidden


class CoverageFilter(forms.Form):
    """Of which unit."""

    def __init__(self, units: frozenset[int], page: PersonPage, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = unit_filter(units, page.day)
        self.fields["cycle"] = forms.IntegerField(widget=forms.HiddenInput, required=False)


class CoveragePage(PersonPage):
    """Coverage of the units that the reader manages, inspects or leads."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """`?unit=`: that unit and all below it; `cycle=`: by default the newest that has begun."""
        units = overseen_by(self)
        if not units:
            raise Missing
        cycle = cycle_of(min(units), self.moment, key_in(request.GET, "cycle"))
        form = CoverageFilter(units, self, request.GET)
        form.is_valid()
        if unit := form.cleaned_data.get("unit"):
            units &= directory.units_below([int(unit)], self.day)
        day = day_in(cycle, self.moment)
        found = coverage(cycle, units, self.reader, self.moment, day)
        listed = [each for tally in found.values() for each in tally.first]
        self.note_read(each.plan for each in listed if each.plan)
        called = Names.of((each.employee for each in listed), self.moment)
        names = units_called(self, {each.unit for each in listed}, day)
        return self.show(
            "web/cascade/coverage.html",
            cycle=cycle,
            form=form,
            sections=[
                Section(*WORDS[each], tally, [_line(each, one, cycle, called, names) for one in tally.first])
                for each, tally in found.items()
            ],
        )


def _line(finding: Finding, found: Found, cycle: Cycle, called: Names, names: dict[int, str]) -> Line:
    kind, reference = found.serves or ("", "")
    asked: dict[str, Any] = {"key_indicator": found.item, "cycle": cycle.pk}
    if found.plan:
        asked = {"plan": found.plan, "item": found.item}
    return Line(
        found.text,
        "" if found.plan else found.item,
        names.get(found.unit, ""),
        called[found.employee],
        f"{SERVES[kind]}: {reference}" if kind else "",
        f"{reverse('web:cascade')}?{urlencode(asked)}",
        _mended(finding, found, cycle),
    )


def _mended(finding: Finding, found: Found, cycle: Cycle) -> tuple[str, type_sentence]:
    if finding == "indicator_without_post":
        asked = urlencode({"unit": found.unit, "year": cycle.year})
        return f"{reverse('web:goals')}?{asked}", _("Goals and key indicators")
    if finding == "result_serves_nothing":
        return reverse("web:plan", args=[found.plan]), _("The plan")
    asked = urlencode({"cycle": cycle.pk})
    return f"{reverse('web:matrix', args=[found.unit])}?{asked}", _("Roles and results of this unit")
