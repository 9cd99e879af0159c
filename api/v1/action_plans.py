"""Action plans of results: what the employee means to do (`6/2022:III.A.2-3`)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.acts import after_commit
from api.v1.documents import described
from api.v1.http import Api, answer
from api.v1.kinds import PLANS
from workflows.monitoring.actions import action_plans, actions_of, write_action_plan
from workflows.monitoring.data import Action
from workflows.planning.contents import results
from workflows.planning.facts import PlanFacts
from workflows.planning.models import Plan


@dataclass(frozen=True)
class NewActionPlan:
    """All actions for a result in force, in their order; they take the place of those before."""

    result: str
    actions: list[Action] = field(default_factory=list)


@dataclass(frozen=True)
class ActionPlanShape:
    """The actions for a result; `written_at`: none where nobody has planned any."""

    result: str
    text: str
    actions: list[Action]
    written_at: datetime.datetime | None


class ActionPlansView(Api):
    """Action plans of a plan."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """Each result in force with its actions."""
        return answer(_shapes(PLANS.find(id, self), self))

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Write what you will do for one of your results."""
        new = self.body(NewActionPlan)
        plan = PLANS.find(id, self)
        write_action_plan(plan.pk, new.result, new.actions, self.reader)
        with after_commit():
            return answer(_shapes(plan, self), 201)


def _shapes(plan: Plan, view: Api) -> list[ActionPlanShape]:
    revision: Any = PlanFacts([plan], *view.moment).in_force(plan)
    planned = action_plans(plan.pk)
    return [
        ActionPlanShape(
            result=each["id"],
            text=each["text"],
            actions=actions_of(planned.get(each["id"])),
            written_at=planned[each["id"]].written_at if each["id"] in planned else None,
        )
        for each in results(revision.contents if revision else {})
    ]


described(ActionPlansView, "get", "plans_action_plans", answers=list[ActionPlanShape])
described(
    ActionPlansView,
    "post",
    "plans_action_plans_write",
    takes=NewActionPlan,
    answers=list[ActionPlanShape],
    status=201,
)
