"""What the results of a plan serve in plans of leaders, and how that has changed since the plan was set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cycle_engine.errors import Missing
from directory.names import Names
from web.pages import PersonPage
from web.planning.differences import Change, differences
from web.planning.shown import Served as Known
from web.records import PLANS
from workflows.planning.above import Served, served_above
from workflows.planning.models import Plan
from workflows.planning.queries import own_plans
from workflows.planning.rows import Item


@dataclass(frozen=True, slots=True)
class Line:
    """A result, and how what it serves differs from what it was."""

    item: str
    text: str
    above: Served
    leader: str
    says: str
    changes: list[Change]


class ChangedPage(PersonPage):
    """Where a notice leads: to the reader's own plan."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The newest plan of his that runs."""
        plan = own_plans(self.reader).filter(starts_on__lte=self.day).first()
        if plan is None:
            raise Missing
        return redirect("web:plan_serves", plan.pk)


class ServesPage(PersonPage):
    """What each result of a plan serves."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """As it is in force now, and word by word what has changed since the plan was set."""
        plan: Plan = PLANS.find(key, self)
        found = served_above(plan)
        names = Names.of([plan.employee_id, *(each.leader for each in found)], self.moment)
        rows = Item.objects.filter(revision__plan=plan, of="").order_by("revision__number")
        texts = dict(rows.values_list("item", "text"))
        lines = [self._line(each, names, texts) for each in found]
        return self.show("web/cascade/serves.html", plan=plan, employee=names[plan.employee_id], lines=lines)

    def _line(self, each: Served, names: Names, texts: dict[str, str]) -> Line:
        said = each.now or each.before or {}
        before, now = _alone(each.before), _alone(each.now)
        changes = differences(before, now, Known()) if each.since else []
        leader, own = names[each.leader], texts.get(each.item, "")
        return Line(each.item, own, each, leader, said.get("text", ""), changes)


def _alone(part: dict[str, Any] | None) -> dict[str, Any]:
    """A document that holds this result alone."""
    return {"results": [part] if part else []}
