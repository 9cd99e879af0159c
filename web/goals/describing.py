"""Describing goals, key indicators and measures: new ones, and anew from today on."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import Missing, RulesBroken, type_sentence
from directory.identities import unit_names
from directory.models import Thing
from web.choosing import searches
from web.goals.forms import CodedForm, GoalForm, IndicatorForm, MeasureForm
from web.goals.pages import AgencyPage, refuse
from workflows.goals import commands, queries
from workflows.goals.models import Goal, KeyIndicator, Measure

BESIDE = {
    "ours:goals_code": "code",
    "ours:goals_code_taken": "code",
    "ours:goals_words": "text",
    "ours:goal_serves": "serves",
    "ours:goal_circle": "serves",
    "ours:indicator_goal": "goal",
    "ours:indicator_measure": "measure",
    "ours:indicator_post": "responsible",
    "ours:indicator_year": "year",
    "ours:indicator_every_year": "year",
    "ours:indicator_quarters": "quarter_1",
}


class DescribingPage(AgencyPage):
    """A form about a thing of a unit, for its managers."""

    model: ClassVar[type[Thing]]
    form: ClassVar[type[CodedForm]]
    new: ClassVar[type_sentence]
    anew: ClassVar[type_sentence]
    done: ClassVar[str]

    def get(self, request: HttpRequest, unit: int = 0, key: int = 0) -> HttpResponse:
        """The form, as the thing is today."""
        place, code = self._place(unit, key)
        return self._ask(self.form(self, place, initial=self.initial(key), code=code), place, code)

    def post(self, request: HttpRequest, unit: int = 0, key: int = 0) -> HttpResponse:
        """Describe it from today on."""
        place, code = self._place(unit, key)
        form = self.form(self, place, request.POST, initial=self.initial(key), code=code)
        if searches(request.POST):
            typed = {
                name: each.widget.value_from_datadict(request.POST, {}, name)
                for name, each in form.fields.items()
            }
            return self._ask(
                self.form(self, place, initial=self.initial(key) | typed, code=code), place, code
            )
        if not form.is_valid() or (not code and self._is_taken(form)):
            return self._ask(form, place, code)
        try:
            thing = self.write(place, code or form.cleaned_data["code"], form)
        except RulesBroken as error:
            refuse(form, error, BESIDE)
            return self._ask(form, place, code)
        messages.success(request, _("It is described so from today on."))
        return redirect(self.address(thing))

    def initial(self, key: int) -> dict[str, Any]:
        """What the form says of the thing with this key before anybody types."""
        raise NotImplementedError

    def write(self, unit: int, code: str, form: Any) -> Thing:
        """Describe the thing as the form says."""
        raise NotImplementedError

    def address(self, thing: Any) -> str:
        """Where the reader goes when it is done."""
        return reverse(self.done, args=[thing.pk])

    def _place(self, unit: int, key: int) -> tuple[int, str]:
        """The unit, and the code of what is there already."""
        if not key:
            return self.managed(unit), ""
        thing: Any = self.model._default_manager.filter(pk=key).first()
        if thing is None:
            raise Missing
        return self.managed(thing.unit_id), thing.code

    def _is_taken(self, form: CodedForm) -> bool:
        """Say beside the code of something new that it is taken: nothing is described anew by accident."""
        code, among = form.cleaned_data["code"], cast(Any, self.model._default_manager)
        taken: bool = among.filter(code=code).exists()
        if taken:
            said = _("The code “%(code)s” is taken. Choose another one, or describe what has it anew.")
            form.add_error("code", said % {"code": code})
        return taken

    def _ask(self, form: CodedForm, unit: int, code: str) -> HttpResponse:
        name = unit_names([unit], self.day).get(unit, "")
        heading = f"{self.anew}: {code}" if code else str(self.new)
        about = _("Of %(unit)s. It holds from today on; what was said before can still be read.") % {
            "unit": name
        }
        return self.ask(form, heading, _("Save"), f"{reverse('web:goals')}?unit={unit}", about)


class GoalPage(DescribingPage):
    """A goal, new or described anew."""

    model, form = Goal, GoalForm
    new, anew = gettext_lazy("Add a goal"), gettext_lazy("Describe the goal anew")

    def initial(self, key: int) -> dict[str, Any]:
        row = queries.goal(key, self.day) if key else None
        return {"text": row.text, "serves": row.serves.code if row.serves else ""} if row else {}

    def write(self, unit: int, code: str, form: GoalForm) -> Goal:
        return commands.set_goal(unit, code, form.said(), self.day, actor=self.actor)

    def address(self, thing: Goal) -> str:
        return f"{reverse('web:goals')}?unit={thing.unit_id}"


class IndicatorFormPage(DescribingPage):
    """A key indicator, new or described anew in a year."""

    model, form, done = KeyIndicator, IndicatorForm, "web:indicator"
    new, anew = gettext_lazy("Add a key indicator"), gettext_lazy("Describe the key indicator anew")

    def initial(self, key: int) -> dict[str, Any]:
        """Of the year that is asked for, else of the last one that is described."""
        said = list(queries.versions(key)) if key else []
        rows = [row for row in said if (row.valid_to or self.day) >= self.day] or said
        asked = self.request.GET.get("year")
        row = next((each for each in rows if str(each.year) == asked), rows[0] if rows else None)
        if row is None:
            return {"year": self.day.year, "cumulative": True}
        names = ("year", "text", "kind", "unit_of_measure", "better", "target", "baseline", "cumulative")
        quarters = {f"quarter_{number}": each for number, each in enumerate(row.quarterly, 1)}
        codes = {
            "goal": row.goal.code if row.goal else "",
            "measure": row.measure.code if row.measure else "",
        }
        more = {
            "formula": row.formula,
            "document": row.document,
            "responsible": str(row.responsible_id or ""),
        }
        return {name: getattr(row, name) for name in names} | quarters | codes | more

    def write(self, unit: int, code: str, form: IndicatorForm) -> KeyIndicator:
        return commands.set_indicator(unit, code, form.said(), self.day, actor=self.actor)


class MeasureFormPage(DescribingPage):
    """A measure, new or described anew."""

    model, form, done = Measure, MeasureForm, "web:measure"
    new, anew = gettext_lazy("Add a measure"), gettext_lazy("Describe the measure anew")

    def initial(self, key: int) -> dict[str, Any]:
        row = queries.measure(key, self.day) if key else None
        names = ("name", "kind", "unit_of_measure", "better", "source")
        return {name: getattr(row, name) for name in names} if row else {}

    def write(self, unit: int, code: str, form: MeasureForm) -> Measure:
        return commands.set_measure(unit, code, form.said(), self.day, actor=self.actor)
