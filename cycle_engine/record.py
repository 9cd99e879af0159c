"""Dated rows outside the machines: each change of them is an entry on the chain of the thing they describe."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity
from cycle_engine.case import Changes
from cycle_engine.models import Chained
from cycle_engine.save import save
from cycle_engine.write import recipients, write_dated

NONE: Mapping[Any, Any] = {}


def record(
    chains: Sequence[Chained],
    act: str,
    changes: Changes,
    *,
    actor: Actor,
    notes: Sequence[Any],
    unit: int | None = None,
    rule_set: str = "",
    request_id: str | None = None,
    tells: Mapping[int, Capacity] = NONE,
    about: Mapping[str, Any] = NONE,
) -> None:
    """Save dated rows and enter `act` (one of the model's `dated`) on the chain of each thing they describe.

    `chains`: things of one model, new or saved; `changes`: their rows, new or ended; `notes`: for each thing
    what the entry commits to (plain data). All in one transaction. The actor's capacity is taken as given:
    who may change the directory is decided by the room's command. `tells`: persons who are told of it, the actor
    aside, each in which capacity; `about`: what their notice needs.
    """
    if not chains:
        return
    with transaction.atomic():
        save(Changes.of(chains, [changes]), all_keys=True)
        write_dated(
            chains,
            act,
            notes,
            actor if actor.capacity else Actor(actor.person, Capacity.MANAGER),
            unit=unit,
            at=clock.now(),
            rule_set=rule_set,
            request_id=request_id or uuid.uuid4().hex,
            **_event({key: each for key, each in tells.items() if key != actor.person}, about),
        )


def _event(told: Mapping[int, Capacity], about: Mapping[str, Any]) -> dict[str, Any]:
    return {"recipients": recipients(told), "about": about} if told else {}
