"""Which way a kind of record goes, with the place where one record is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from cycle_engine.drawing import reached
from cycle_engine.errors import Missing, type_sentence
from cycle_engine.machine import MACHINES, Machine
from web.pages import PersonPage
from web.records import KINDS


@dataclass(frozen=True, slots=True)
class Place:
    """A state, and the steps that lead out of it or are taken there: what each is called, by whom, where it leads."""

    value: str
    label: type_sentence
    steps: list[tuple[type_sentence, list[Any], list[Any]]]


class MachinePage(PersonPage):
    """The states and steps of one kind of record."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """As a picture and in words; `?at=` names the state where the reader's record is."""
        if kind not in KINDS:
            raise Missing
        machine = MACHINES[kind]
        at = request.GET.get("at", "")
        here = dict(machine.states).get(at, "")
        return self.show(
            "web/machine.html",
            places=places(machine),
            at=at if here else "",
            here=here,
            picture=f"web/machines/{kind}.{request.LANGUAGE_CODE}.svg",
        )


def places(machine: Machine) -> list[Place]:
    """The states to which steps lead, each with what can be done there."""
    labels = dict(machine.states)
    found = []
    for value, label in reached(machine, str):
        steps = []
        for each in machine.steps.values():
            if value in each.arrows:
                by = [capacity.label for capacity in each.declaration.by]
                steps.append((each.declaration.label, by, [labels[to] for to in each.arrows[value]]))
        found.append(Place(value, label, steps))
    return found
