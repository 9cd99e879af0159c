"""The page of a plan: where it stands, what can be done, what it says, and what has happened."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from cycle_engine.actors import Capacity
from directory.names import Names
from web.pages import PersonPage
from web.planning.stages import stages
from web.records import PLANS
from web.steps import offered
from workflows.planning.beside import with_names
from workflows.planning.facts import PlanFacts
from workflows.planning.models import Plan


class PlanPage(PersonPage):
    """One plan."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The plan, as far as its reader may see it."""
        PLANS.find(key, self)
        plan: Any = with_names(Plan.objects.filter(pk=key), self.moment).get()
        facts = PlanFacts([plan], *self.moment)
        rater, superior = (_first(facts.holders(plan, each)) for each in (Capacity.RATER, Capacity.SUPERIOR))
        names = Names.of([plan.employee_id, rater, superior], self.moment)
        return self.show(
            "web/planning/plan.html",
            plan=plan,
            employee=names[plan.employee_id],
            rater=names[rater],
            superior=names[superior],
            stages=stages(plan),
            steps=offered([plan], self)[key],
            contents=facts.contents(plan),
        )


def _first(holders: Any) -> int | None:
    return holders[0].person if holders else None
