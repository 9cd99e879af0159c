"""The tree from goals to persons: one branch at a time, as lists and as a picture."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import type_sentence
from directory.names import Names
from web.cascade.asking import key_in, overseen_by, units_called
from web.cascade.picture import picture
from web.pages import PersonPage
from workflows.cycles.models import Cycle
from workflows.planning.cascade import Asked, Branch, Kind, Node, branch, cycle_known, day_in

KINDS: dict[Kind, type_sentence] = {
    "unit": _("Unit"),
    "goal": _("Goal"),
    "key_indicator": _("Key indicator (IKU)"),
    "result": _("Work result"),
    "indicator": _("Indicator"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A node as the page tells it; `address` is empty where its reader may not look from there."""

    node: Node
    kind: type_sentence
    unit: str
    employee: str
    address: str

    @property
    def text(self) -> str:
        return self.node.text


class TreePage(PersonPage):
    """One branch of the tree."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """`?plan=` and `item=`, `key_indicator=`, `goal=` or `unit=`: from where to look; by default the agency."""
        query = request.GET
        cycle = cycle_known(self.reader, self.moment, key_in(query, "cycle"), key_in(query, "plan"))
        asked = Asked(
            key_in(query, "unit"),
            query.get("goal", ""),
            query.get("key_indicator", ""),
            key_in(query, "plan"),
            query.get("item", ""),
        )
        found = branch(cycle, asked, self.reader, self.moment)
        self.note_read(found.tells_of)
        path, node, below = self._steps(found, cycle)
        return self.show(
            "web/cascade/tree.html",
            cycle=cycle,
            node=node,
            path=path,
            below=below,
            hidden=found.hidden,
            picture=picture([*path, node], below),
            sees_plan=found.node.plan in found.tells_of,
            oversees=node.node.unit in overseen_by(self),
        )

    def _steps(self, found: Branch, cycle: Cycle) -> tuple[list[Step], Step, list[Step]]:
        """The path, the node and what is below it, with names."""
        nodes = [*found.path, found.node, *found.below]
        names = Names.of((each.employee for each in nodes), self.moment)
        units = units_called(self, {each.unit for each in nodes}, day_in(cycle, self.moment))
        steps = [
            Step(
                each,
                KINDS[each.kind],
                units.get(each.unit, ""),
                names[each.employee],
                f"{reverse('web:cascade')}?{asked_of(each, cycle)}" if each.opens else "",
            )
            for each in nodes
        ]
        at = len(found.path)
        return steps[:at], steps[at], steps[at + 1 :]


def asked_of(node: Node, cycle: Cycle) -> str:
    """What the address of a node asks."""
    asked: dict[str, str] = {"plan": str(node.plan), "item": node.item}
    if node.plan is None:
        asked = {node.kind: node.code or str(node.unit), "cycle": str(cycle.pk)}
    return urlencode(asked)
