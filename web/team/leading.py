"""What a leader does beside deciding: setting what was never signed, and taking a result over."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from cycle_engine.actors import Capacity
from cycle_engine.machine import Step
from web.pages import PersonPage
from web.planning.shown import served, shown
from web.records import PLANS
from web.step_forms import Choices, StepForm, form_of
from web.steps import StepPage
from workflows.planning.contents import results
from workflows.planning.facts import PlanFacts
from workflows.planning.models import Plan


class SetUnsignedPage(StepPage):
    """Setting a plan that its owner has not signed: the draft that comes into force, and the reason."""

    template = "web/team/set_unsigned.html"

    def get(self, request: HttpRequest, key: int) -> HttpResponse:  # type: ignore[override]
        """The draft as it stands, and the form."""
        return super().get(request, PLANS.path, key, "set_unsigned")

    def post(self, request: HttpRequest, key: int) -> HttpResponse:  # type: ignore[override]
        """Set it."""
        return super().post(request, PLANS.path, key, "set_unsigned")

    def form(self, record: Any, step: Step) -> type[StepForm]:
        return form_of(step, {"edit": None})

    def initial(self, record: Any) -> dict[str, object]:
        """Also the counter of the draft that is shown: another draft is not set."""
        draft = PlanFacts([record], *self.moment).dossier(record).draft
        return super().initial(record) | {"edit": draft.edit if draft else ""}

    def more(self, record: Any) -> dict[str, Any]:
        facts = PlanFacts([record], *self.moment)
        contents, raters = facts.contents(record), facts.holders(record, Capacity.RATER)
        rater = raters[0].person if raters else None
        names = served(contents, rater, record.cycle_id, facts.day(record), self.moment)
        return {"contents": shown(contents, names), "weights": facts.policy(record).weights}


def results_in_force(plan: Plan, page: PersonPage) -> Choices:
    """The results of the revision in force: those that can be taken over (`6/2022:20`)."""
    revision = PlanFacts([plan], *page.moment).in_force(plan)
    found = results(revision.contents) if revision else []
    return [(each["id"], f"{number}. {each.get('text', '')}") for number, each in enumerate(found, start=1)]
