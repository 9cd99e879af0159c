"""An improvement plan: what is to be reached, how far it has come, and how it ended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity
from cycle_engine.errors import type_sentence
from cycle_engine.machine import Step
from cycle_engine.models import Entry
from directory.names import Names
from web.pages import PersonPage
from web.planning.stages import Stage
from web.records import IMPROVEMENTS
from web.step_forms import StepForm, form_of
from web.steps import StepPage, offered
from web.timeline import timeline
from workflows.development.data import MOST_TARGETS, TEXT, Targets
from workflows.development.facts import ImprovementFacts
from workflows.development.machine import ImprovementState
from workflows.development.models import Improvement

S = ImprovementState
STAGES: list[tuple[type_sentence, S | None]] = [
    (_("Targets are set"), S.OPENED),
    (_("The employee signs"), S.PROPOSED),
    (_("Six months"), S.RUNNING),
    (_("Outcome"), None),
]


class ImprovementPage(PersonPage):
    """One improvement plan."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        improvement = IMPROVEMENTS.find(key, self)
        facts = ImprovementFacts([improvement], *self.moment)
        rater = next((each.person for each in facts.holders(improvement, Capacity.RATER)), None)
        reviews = facts.reviews(improvement)
        people = [improvement.plan.employee_id, rater, *(each.by_id for each in reviews)]
        names = Names.of(people, self.moment)
        return self.show(
            "web/development/improvement.html",
            improvement=improvement,
            who=names[improvement.plan.employee_id],
            rater=names[rater],
            stages=stages(improvement),
            reviews=[(each, names[each.by_id]) for each in reviews],
            deadlines=sorted(facts.deadlines[improvement.pk].values(), key=lambda each: each.due_at),
            steps=offered([improvement], self, facts)[key],
        )


class ImprovementHistoryPage(PersonPage):
    """What has happened to an improvement plan."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        improvement = IMPROVEMENTS.find(key, self)
        entries = list(Entry.objects.filter(record="improvement", record_id=key).order_by("-seq"))
        return self.show(
            "web/development/improvement_history.html",
            improvement=improvement,
            happened=timeline(entries, self),
        )


def stages(improvement: Improvement) -> list[Stage]:
    """The way of an improvement plan, with the stage where it is; all done once it has ended."""
    order = [state for _label, state in STAGES]
    here = order.index(S(improvement.state)) if improvement.state in order else len(order)
    return [
        Stage(label, "now" if place == here else "ahead" if place > here else "done")
        for place, (label, _state) in enumerate(STAGES)
    ]


class TargetsForm(StepForm):
    """Targets, each in a line of its own."""

    targets: Any

    def wish(self) -> dict[str, Any]:
        lines = [each.strip() for each in self.cleaned_data["targets"].splitlines()]
        return {"data": Targets([each for each in lines if each])}


class TargetsPage(StepPage):
    """Setting the targets."""

    def form(self, record: Improvement, step: Step) -> type[StepForm]:
        field = forms.CharField(
            label=_("Targets, each in a line of its own"),
            help_text=_("What is to be reached until the last day, so that both can see whether it was."),
            max_length=MOST_TARGETS * TEXT,
            widget=forms.Textarea(attrs={"rows": 8}),
        )
        asked = form_of(step, choices={"targets": ()})
        return type("OfTargets", (TargetsForm, asked), {"targets": field})

    def initial(self, record: Improvement) -> dict[str, object]:
        return super().initial(record) | {"targets": "\n".join(record.targets)}
