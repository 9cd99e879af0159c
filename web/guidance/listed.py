"""Lists of guidance and counselling: of one plan, and where the reader guides or counsels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from cycle_engine.actors import Capacity
from directory.names import Names
from web.pages import PersonPage
from web.paging import page_of
from web.records import PLANS
from workflows.guidance.models import Counselling, Guidance
from workflows.monitoring.commands import RUNNING
from workflows.planning.facts import PlanFacts


class OfPlanPage(PersonPage):
    """Guidance and counselling on a plan."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The newest first; who rates the plan begins either here."""
        plan = PLANS.find(key, self)
        facts = PlanFacts([plan], *self.moment)
        rates = any(each.person == self.reader for each in facts.holders(plan, Capacity.RATER))
        guided = list(Guidance.objects.filter(plan=plan).order_by("-pk"))
        counselled = list(Counselling.objects.filter(plan=plan).order_by("-pk"))
        names = Names.of([*_guides(guided), *(each.counsellor_id for each in counselled)], self.moment)
        return self.show(
            "web/guidance/of_plan.html",
            plan=plan,
            begins=rates and plan.state in RUNNING,
            guided=[(each, names[each.guide_id]) for each in guided],
            counselled=[(each, names[each.counsellor_id]) for each in counselled],
        )


class MinePage(PersonPage):
    """Whom the reader guides and counsels, named for it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The newest first; of counselling all, as there are few."""
        some = page_of(
            Guidance.objects.filter(guide=self.reader).select_related("plan").order_by("-pk"), request
        )
        counselled = Counselling.objects.filter(counsellor=self.reader).select_related("plan")
        found = list(counselled.order_by("-pk"))
        self.note_read(each.plan_id for each in [*some, *found])
        names = Names.of((each.plan.employee_id for each in [*some, *found]), self.moment)
        return self.show(
            "web/guidance/mine.html",
            some=some,
            guided=[(each, names[each.plan.employee_id]) for each in some],
            counselled=[(each, names[each.plan.employee_id]) for each in found],
        )


def _guides(guided: Sequence[Any]) -> list[int | None]:
    return [each.guide_id for each in guided]
