"""What leaders of units measure and count, by the room's commands."""

from __future__ import annotations

from decimal import Decimal

from demo.world import World, day, scene
from workflows.goals.commands import enter_items, measure
from workflows.goals.data import ItemInput, MeasurementInput


@scene
def is_measured(world: World, name: str, code: str, last: str, value: str, document: str) -> None:
    """Somebody enters what a measure was from the beginning of the year to a day."""
    until = day(last)
    since = until.replace(month=1, day=1)
    entered = MeasurementInput(code, since, until, Decimal(value), "evidenced", document)
    measure([entered], actor=world.actor(name))


@scene
def is_counted(world: World, name: str, code: str, title: str) -> None:
    """Somebody enters a thing in a register."""
    enter_items([ItemInput(code, world.today, title)], actor=world.actor(name))
