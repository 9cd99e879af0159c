"""The rehearsal of a cycle: what is to be mended, unit by unit, before it opens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from web.choosing import unit_filter
from web.office.manager import ManagerPage
from web.paging import page_of
from web.step_forms import Day
from workflows.cycles.models import Cycle
from workflows.planning.rehearsal import Fix, Rehearsal, Route, Summary

AT_ONCE = 5000  # people whom one page looks at


@dataclass(slots=True)
class UnitFixes:
    """What is to be mended in the posts of a unit; what blocks comes first."""

    name: str
    fixes: list[Fix] = field(default_factory=list)


class RehearsalFilter(forms.Form):
    """Of whom, and as of which day."""

    def __init__(self, page: ManagerPage, cycle: Cycle, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = unit_filter(page.units_of(cycle), page.day)
        self.fields["only"] = forms.ChoiceField(
            choices=[
                ("", gettext_lazy("With anything to mend")),
                ("blocked", gettext_lazy("Who would have no plan or rater")),
            ],
            label=gettext_lazy("People"),
            required=False,
        )
        self.fields["day"] = forms.DateField(
            label=gettext_lazy("As of the day"), required=False, widget=Day()
        )

    def asked(self) -> dict[str, Any]:
        """What is filtered by; what is not known filters nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class RehearsalPage(ManagerPage):
    """Who would rate whom, looked at before the cycle opens."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """What is to be mended, post by post, and the people whom it concerns."""
        cycle = self.cycle(key)
        form = RehearsalFilter(self, cycle, request.GET)
        asked = form.asked()
        rehearsal = rehearsal_of(self, cycle, asked)
        day = rehearsal.day
        context: dict[str, Any] = {"cycle": cycle, "form": form, "day": day, "asked": urlencode(asked)}
        if (people := len(rehearsal.keys)) > AT_ONCE:
            return self.show("web/office/rehearsal.html", **context, too_many=people)
        summary, routes = _walked(rehearsal, blocked="only" in asked)
        some = page_of(routes, request)
        return self.show(
            "web/office/rehearsal.html",
            **context,
            summary=summary,
            general=rehearsal.general(),
            units=_by_unit(summary, rehearsal.called(summary.fixes)),
            some=some,
        )


def rehearsal_of(page: ManagerPage, cycle: Cycle, asked: dict[str, Any]) -> Rehearsal:
    """The rehearsal in the reader's units, as far as asked; on the cycle's first day at the earliest by default."""
    day = asked.get("day") or max(page.day, cycle.starts_on)
    units = page.within(page.units_of(cycle), asked.get("unit", ""))
    return Rehearsal(cycle, units, day, page.moment.epoch)


def _walked(rehearsal: Rehearsal, *, blocked: bool) -> tuple[Summary, list[Route]]:
    """Everybody's route, counted; and those with something to mend."""
    summary, routes = Summary(), []
    for route in rehearsal.everybody():
        summary.add(route)
        if route.blocked or (route.findings and not blocked):
            routes.append(route)
    return summary, routes


def _by_unit(summary: Summary, names: dict[int, str]) -> list[UnitFixes]:
    """The list of what is to be mended."""
    found = [
        UnitFixes(
            names.get(unit or 0, ""),
            sorted(fixes.values(), key=lambda fix: (not fix.finding.blocks, -fix.people)),
        )
        for unit, fixes in summary.fixes.items()
    ]
    return sorted(found, key=lambda each: each.name.casefold())
