"""What organisations achieved: by unit and period, said by who leads one level above."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.actors import Actor
from cycle_engine.errors import NotYourTurn
from directory.models import PostRow, UnitRow
from directory.names import Names
from directory.remit import charges_of
from web.choosing import Chosen, searched, searches, units
from web.pages import PersonPage
from web.paging import page_of
from workflows.cycles import queries as cycles
from workflows.cycles.period_words import period_words
from workflows.cycles.periods import periodic, yearly
from workflows.evaluation.commands import set_achievement
from workflows.evaluation.queries import known_achievements
from workflows.evaluation.rows import Word
from workflows.planning import sight

NOT_HERE = gettext_lazy("What this unit achieved is said by who leads one level above it, not by you.")


class AchievementsPage(PersonPage):
    """What is known of the reader's units, and of those whose plans or evaluations he sees."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The newest first."""
        some = page_of(known_achievements(self.reader, self.moment).order_by("-pk"), request)
        names = Names.of((each.set_by_id for each in some), self.moment)
        keys = {each.of.unit_id for each in some}
        called = dict(UnitRow.objects.on(self.day).filter(unit__in=keys).values_list("unit", "name"))
        return self.show(
            "web/evaluation/achievements.html",
            some=some,
            achievements=[(each, called.get(each.of.unit_id, ""), names[each.set_by_id]) for each in some],
            may_set=bool(settable(self)),
        )


def settable(page: PersonPage) -> set[int]:
    """Units of which the reader may say what they achieved, as far as that is seen at once: those whose heads he
    rates, and those that he manages, where somebody else may have to."""
    found = set(page.me.manages)
    for day in sight.local_days(page.moment.now):
        seats = charges_of(page.reader, page.moment, day).rater
        heads = PostRow.objects.on(day).annotate(upward=Coalesce("rater", "superior"))
        found |= set(heads.filter(heads_unit=True, upward__in=seats).values_list("unit", flat=True))
    return found


def form_of_achievement(page: PersonPage) -> type[forms.Form]:
    """Of which unit and period, and how it did."""

    class AchievementForm(forms.Form):
        unit = Chosen(
            units(settable(page), page.day), nothing=gettext_lazy("Choose one"), label=gettext_lazy("Unit")
        )
        period = forms.ChoiceField(label=gettext_lazy("Period"), choices=_periods(page))
        word = forms.ChoiceField(
            label=gettext_lazy("How it did"), choices=Word.choices, widget=forms.RadioSelect
        )

    return AchievementForm


def _periods(page: PersonPage) -> list[tuple[str, str]]:
    """Those of the cycles that the reader may see, the newest year first."""
    found: dict[str, str] = {}
    for cycle in cycles.visible(page.reader, page.day).order_by("-year")[:2]:
        day = max(page.day, cycle.starts_on)
        policy = cycles.policy_of([cycle.pk], day)[cycle.pk]
        for each in (*periodic(cycle.year, policy), yearly(cycle.year)):
            found.setdefault(each.name, period_words(each.name))
    return list(found.items())


class SetAchievementPage(PersonPage):
    """Saying what a unit achieved."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form."""
        return self._ask(form_of_achievement(self)())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Enter it; an earlier one stays beside it, and the last counts."""
        if searches(request.POST):
            return self._ask(searched(form_of_achievement(self), request.POST))
        form = form_of_achievement(self)(request.POST)
        if form.is_valid() and self._set(form, form.cleaned_data):
            messages.success(request, _("The achievement was entered."))
            return redirect("web:achievements")
        return self._ask(form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _set(self, form: forms.Form, said: dict[str, Any]) -> bool:
        try:
            set_achievement(int(said["unit"]), said["period"], said["word"], Actor.of(self.reader))
        except NotYourTurn:
            form.add_error("unit", str(NOT_HERE))
            return False
        return True

    def _ask(self, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show("web/evaluation/achieve.html", status, form=form)
