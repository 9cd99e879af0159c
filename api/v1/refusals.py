"""What helps a reader whom the engine has refused: the broken rules, the state, the steps that are open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.v1.fields import dump
from api.v1.names import Names
from api.v1.shapes import Blocker, Last
from cycle_engine.clock import Moment
from cycle_engine.errors import WorkflowError
from cycle_engine.look import available_steps
from cycle_engine.machine import MACHINES
from cycle_engine.tables import read_records


def what_helps(errors: Sequence[WorkflowError], reader: int, at: Moment) -> list[dict[str, Any]]:
    """For each error the further members of its problem document; a fixed number of queries a kind of record."""
    allowed = _allowed(errors, reader)
    names = Names.of((error.last.actor for error in errors if error.last is not None), at)
    return [_members(error, allowed, names) for error in errors]


def _members(error: WorkflowError, allowed: dict[tuple[str, int], list[str]], names: Names) -> dict[str, Any]:
    members: dict[str, Any] = {}
    if error.blockers:
        members["blockers"] = [
            dump(Blocker(each.rule, each.message, each.who_can_help)) for each in error.blockers
        ]
    if error.record is not None and error.record_id is not None:
        members |= {"state": error.state, "version": error.version}
        members["allowed_steps"] = allowed.get((error.record, error.record_id), [])
    if error.last is not None:
        members["last"] = dump(Last(error.last.step, names.maybe(error.last.actor), error.last.at))
    return members


def _allowed(errors: Sequence[WorkflowError], reader: int) -> dict[tuple[str, int], list[str]]:
    found: dict[tuple[str, int], list[str]] = {}
    keys: dict[str, set[int]] = {}
    for error in errors:
        if error.record is not None and error.record_id is not None:
            keys.setdefault(error.record, set()).add(error.record_id)
    for kind, ids in keys.items():
        records = list(read_records(MACHINES[kind].model, sorted(ids)).values())
        for key, steps in available_steps(records, reader).items():
            found[kind, key] = [each.step.name for each in steps if each.allowed]
    return found
