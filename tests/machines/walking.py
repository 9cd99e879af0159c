"""The matrix of allowed steps, written by hand, and the walk that holds the machines against it.

States are set by the owner of the database with its guards switched off, so that each is met with the same contents
beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from cycle_engine.actors import Actor
from cycle_engine.errors import WorkflowError
from cycle_engine.machine import MACHINES, NEW
from cycle_engine.models import Record
from cycle_engine.perform import bear, perform
from tests.workflows.planning.desk import REASON, Desk

FILE = Path(__file__).with_name("matrix.txt")
Found = dict[tuple[str, str, str, str], str]
Outcome = str


@dataclass(frozen=True)
class Line:
    """One allowed combination; `by` is a capacity, "after <step>" or "taken by <step>"."""

    record: str
    source: str
    step: str
    by: str
    targets: frozenset[str]
    reason: bool


def matrix() -> Iterator[Line]:
    for text in FILE.read_text(encoding="utf-8").splitlines():
        words = text.partition("#")[0].split()
        if not words:
            continue
        reason = words[-1] == "reason"
        record, source, step, *by, targets = words[:-1] if reason else words
        yield Line(record, source, step, " ".join(by), frozenset(targets.split("|")), reason)


MATRIX = list(matrix())
ALLOWED = {(line.record, line.source, line.step, line.by): line.targets for line in MATRIX}
RECORDS = dict.fromkeys(line.record for line in MATRIX)
STEPS = {record: sorted({line.step for line in MATRIX if line.record == record}) for record in RECORDS}

# Whose own cause a step of these capacities would be.
BARRED = {
    "plan": {"owner": {"rater", "superior"}},
    "amendment": {"owner": {"rater", "superior"}},
    "remark": {"owner": {"rater", "superior"}},
    "evaluation": {"owner": {"rater", "superior"}},
    "appeal": {"owner": {"rater", "decider"}, "rater": {"decider"}, "author": {"decider"}},
    "improvement": {"owner": {"rater", "superior"}},
    "guidance": {"owner": {"rater", "superior"}},
    "counselling": {"owner": {"rater", "superior"}},
}


def states(record: str) -> list[str]:
    return [value for value, _ in MACHINES[record].states]


def expected(found: Found, refused: Mapping[tuple[str, str], str] | None = None) -> dict[Any, Outcome]:
    """What the matrix says of each combination. `refused`: (step, capacity) that a rule refuses at this time."""
    return {key: _expected(key, outcome, refused or {}) for key, outcome in found.items()}


def _expected(
    combination: tuple[str, str, str, str], outcome: Outcome, refused: Mapping[tuple[str, str], str]
) -> Outcome:
    """Who may take the step at all meets the state; who is a party to the cause, his own cause."""
    record, _, step, capacity = combination
    targets = ALLOWED.get(combination)
    by = {line.by for line in MATRIX if (line.record, line.step) == (record, step)}
    if targets is not None and (step, capacity) in refused:
        return f"rules_broken ['{refused[step, capacity]}']"
    if targets is not None:
        return outcome if outcome in targets else "|".join(targets)
    if capacity in by:
        return "wrong_state"
    return "own_cause" if BARRED[record].get(capacity, set()) & by else "not_your_turn"


class TakenBackError(Exception):
    """The step was taken; now the transaction takes it back. `state`: what was asked about it."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


@dataclass(frozen=True)
class Walk:
    """Takes steps of a record from every state in every capacity, and takes each back.

    `people`: a person's name for each capacity. `open_kinds`: the deadlines that are open in a state, where rules
    look at them; all others are closed. `reason`: what is given with each step.
    """

    desk: Desk
    people: Mapping[str, str]
    open_kinds: Mapping[tuple[str, str], Collection[str]] = field(default_factory=dict)
    reason: str = REASON

    def put(self, thing: Record, state: str, **columns: Any) -> None:
        """Set a state as the owner, past the guards of the database."""
        table, record = thing._meta.db_table, thing._meta.model_name
        kinds = list(self.open_kinds.get((str(record), state), ()))
        with self.desk.agency.database.owner() as owner:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for name, value in {"state": state, **columns}.items():
                owner.execute(f"UPDATE {table} SET {name} = %s WHERE id = %s", [value, thing.pk])
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            owner.execute("UPDATE engine_deadline SET closed_at = engine_now() WHERE closed_at IS NULL")
            owner.execute(
                "UPDATE engine_deadline SET closed_at = NULL WHERE id IN (SELECT max(id) FROM engine_deadline"
                " WHERE record = %s AND record_id = %s AND kind = ANY(%s) GROUP BY kind)",
                [record, thing.pk, kinds],
            )

    def through(
        self,
        thing: Record,
        steps: Collection[str],
        data: Mapping[Any, Any],
        before: Mapping[str, dict[str, Any]] | None = None,
        each_state: Callable[[str], None] = lambda state: None,
    ) -> Found:
        """What became of each combination: the state after, or the code of the refusal.

        `data`: by step, or by step and capacity. `before`: columns that a step needs.
        """
        record = str(thing._meta.model_name)
        found = {}
        for state in states(record):
            self.put(thing, state)
            each_state(state)
            for step in steps:
                for capacity in self.people:
                    sent = data.get((step, capacity), data.get(step))
                    wish = {"reason": self.reason, "data": sent, "actor": self.actor(capacity)}
                    found[record, state, step, capacity] = self.result(
                        thing, step, wish, (before or {}).get(step)
                    )
        return found

    def result(
        self, thing: Record, step: str, wish: Any, before: dict[str, Any] | None = None, of: Any = None
    ) -> Outcome:
        """The state of the record (or of the one `of`) after the step, or the code of the refusal."""
        try:
            with transaction.atomic():
                if before:
                    type(thing)._base_manager.filter(pk=thing.pk).update(**before)
                perform(type(thing), thing.pk, step, **wish)
                raise TakenBackError(_state(of or thing))
        except TakenBackError as taken:
            return taken.state
        except WorkflowError as error:
            return f"{error.code} {[blocker.rule for blocker in error.blockers] or ''}".strip()

    def birth(self, record: str, step: str, newborn: Callable[[], Any], data: Any = None) -> Found:
        found = {}
        for capacity in self.people:
            try:
                with transaction.atomic():
                    act = bear(newborn(), step, actor=self.actor(capacity), reason=self.reason, data=data)
                    raise TakenBackError(act.record.state)
            except TakenBackError as taken:
                found[record, NEW, step, capacity] = taken.state
            except WorkflowError as error:
                found[record, NEW, step, capacity] = error.code
        return found

    def actor(self, capacity: str) -> Actor:
        return self.desk.actor(self.people[capacity])


def _state(thing: Record) -> str:
    found: Any = type(thing)._base_manager.get(pk=thing.pk)
    return str(found.state)
