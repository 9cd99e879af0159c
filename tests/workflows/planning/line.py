"""A line of plans that serve each other, from the goal of a unit down to Ani, for tests of matrix and cascade."""

from __future__ import annotations

import copy
from typing import Any

from cycle_engine.actors import Actor
from tests.workflows.planning.desk import Desk, day
from workflows.goals.commands import set_goal, set_indicator
from workflows.goals.data import GoalInput, IndicatorInput
from workflows.planning.models import Amendment, Plan
from workflows.planning.roles import Role, set_roles

SINCE = day("2026-01-01")


class Line:
    """Citra's first result serves IKU-1, Budi's serves hers, Ani's serves his; by the engine's own commands."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        unit = desk.agency.units["KEC"].pk
        set_goal(desk.agency.units["KAB"].pk, "G-1", GoalInput("Pelayanan prima"), SINCE, actor=Actor.clock())
        set_goal(unit, "G-2", GoalInput("Warga terlayani", "G-1"), SINCE, actor=Actor.clock())
        self.indicator("IKU-1", responsible=desk.post("citra"))
        self.indicator("IKU-2")
        self.citra = desk.in_force("citra", by="wibawa", contents=self.serving(r1={"indicator": "IKU-1"}))
        self.budi = desk.in_force("budi", by="citra", contents=self.serving(r1={"result": "r1"}))

    def indicator(self, code: str, **said: Any) -> None:
        """An IKU of the sub-district for 2026."""
        line = IndicatorInput(2026, f"Indeks {code}", "index", "higher", "G-2", target="90", **said)
        set_indicator(self.desk.agency.units["KEC"].pk, code, line, SINCE, actor=Actor.clock())

    def serving(self, **served: dict[str, str]) -> dict[str, Any]:
        """Complete contents whose results of these ids serve something else."""
        contents = copy.deepcopy(self.desk.agency.complete_contents())
        for result in contents["results"]:
            result["serves"] = served.get(result["id"], result["serves"])
        return contents

    def ani(self, **served: dict[str, str]) -> Plan:
        """Ani's plan in force; its first result serves Budi's."""
        return self.desk.in_force(contents=self.serving(**{"r1": {"result": "r1"}, **served}))

    def role(self, text: str, employee: str = "ani", by: str = "budi", column: str = "r1") -> int:
        """A role in Budi's matrix; how many were news."""
        roles = [Role(self.desk.id(employee), column, text)]
        return set_roles(self.budi, roles, actor=self.desk.actor(by))

    def amended(self, plan: Plan, owner: str, by: str, contents: dict[str, Any]) -> Amendment:
        """The plan with these contents from today on."""
        desk = self.desk
        amendment = desk.proposed(plan, by=owner)
        desk.write(amendment, contents)
        desk.take(amendment, "submit", owner)
        return desk.take(amendment, "approve", by, data=desk.named(amendment))  # type: ignore[no-any-return]

    def budi_says(self, text: str | None) -> Amendment:
        """Budi's first result says this from now on, or is gone."""
        contents = self.serving(r1={"result": "r1"})
        if text is None:
            contents["results"] = contents["results"][1:]
        else:
            contents["results"][0]["text"] = text
        return self.amended(self.budi, "budi", "citra", contents)
