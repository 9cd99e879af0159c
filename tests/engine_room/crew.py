"""Who is on board, and short words for what they do."""

from __future__ import annotations

from typing import Any

from cycle_engine.actors import Actor
from cycle_engine.models import Deadline, Entry, Event
from cycle_engine.perform import Act, bear, perform
from tests.engine_room.machine import Course
from tests.engine_room.models import SHIPPING_LINE, Repair, Voyage, Watch

ANI, BUDI = 10, 20  # skipper and engineer
EKO = 40  # on the quay
LINE, SKIPPER, ENGINEER = Actor.of(SHIPPING_LINE), Actor.of(ANI), Actor.of(BUDI)


def berthed(**said: Any) -> Voyage:
    """A voyage that is planned."""
    return bear(Voyage(**({"skipper": ANI, "engineer": BUDI} | said)), "plan", actor=LINE).record


def watch(voyage: Voyage, **said: Any) -> Act[Watch]:
    """Begin a watch."""
    return bear(Watch(voyage=voyage, **said), "begin", actor=ENGINEER)


def under_way(**said: Any) -> Voyage:
    """A voyage on its way, with its first watch on; its version is 2."""
    voyage = berthed(**said)
    watch(voyage, first=True)
    return now(voyage)


def repair(voyage: Voyage, part: str) -> Act[Repair]:
    """Open a repair by hand."""
    return bear(Repair(voyage=voyage, part=part), "open", actor=ENGINEER)


def take(voyage: Voyage, step: str, actor: Actor = SKIPPER, **wish: Any) -> Act[Voyage]:
    """Take a step on a voyage."""
    return perform(Voyage, voyage.pk, step, actor=actor, **wish)


def steer(voyage: Voyage, degrees: int) -> Act[Voyage]:
    """Change the course."""
    return take(voyage, "change_course", data=Course(degrees))


def now(voyage: Voyage) -> Voyage:
    """The voyage as the database has it."""
    return Voyage.objects.get(pk=voyage.pk)


def log(voyage: Voyage) -> list[str]:
    """All entries on its chain, in order."""
    entries = Entry.objects.filter(chain="voyage", chain_id=voyage.pk).order_by("seq")
    return [f"{entry.record}.{entry.step}" for entry in entries]


def told() -> list[tuple[str, list[str], set[int]]]:
    """Each event, in order: its step, those that went with it, and whom it tells."""
    return [
        (event.kind, event.about["also"], {each["person"] for each in event.recipients})
        for event in Event.objects.order_by("id")
    ]


def clocks(voyage: Voyage) -> dict[str, tuple[str, str]]:
    """Each deadline of the voyage that still runs: whom it waits for and its last day."""
    running = Deadline.objects.filter(record="voyage", record_id=voyage.pk, closed_at=None)
    return {each.kind: (each.waits_for, each.last_day.isoformat()) for each in running}
