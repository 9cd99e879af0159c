"""What answers look like. Ids are texts, whatever they are inside; times carry their zone."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from directory.names import Named as Named
from workflows.planning.contents import Contents


@dataclass(frozen=True)
class Titled:
    """A post with its title."""

    id: str
    title: str


@dataclass(frozen=True)
class RevisionName:
    """A revision by its number in the plan and by the SHA-256 of its contents."""

    number: int
    hash: str
    signed: bool
    in_force_from: datetime.date | None


@dataclass(frozen=True)
class Plan:
    """A plan (SKP). `rater` and `superior` are who has these duties today; `edit` counts saves of its draft.

    `signed`: whether the employee has signed the revision in force.
    """

    id: str
    state: str
    state_label: str
    version: int
    cycle: str
    employee: Named
    post: Titled
    unit: Named
    rater: Named | None
    superior: Named | None
    starts_on: datetime.date
    ends_on: datetime.date
    end_cause: str
    set_by: datetime.date
    held_from: datetime.date | None
    signed: bool | None
    revision_in_force: RevisionName | None
    revision_submitted: RevisionName | None
    edit: int | None
    live_amendment: str | None
    late: bool
    allowed_steps: list[str]


@dataclass(frozen=True)
class Amendment:
    """A change of a plan in force. `edit` counts saves of its draft."""

    id: str
    plan: str
    state: str
    state_label: str
    version: int
    causes: list[str]
    proposed_by: Named | None
    revision_submitted: RevisionName | None
    edit: int | None
    late: bool
    allowed_steps: list[str]


@dataclass(frozen=True)
class Remark:
    """A remark on an item ("" for the whole) of a plan or of its amendment."""

    id: str
    plan: str
    amendment: str | None
    state: str
    state_label: str
    version: int
    item: str
    text: str
    author: Named
    said_at: datetime.datetime
    answer: str
    answered_at: datetime.datetime | None
    allowed_steps: list[str]


@dataclass(frozen=True)
class Blocker:
    """A broken rule: its code, the sentence that a person reads, and in which capacity one can help."""

    rule: str
    message: str
    who_can_help: str | None


@dataclass(frozen=True)
class Last:
    """What happened to a record last; `actor` is none for the clock."""

    step: str
    actor: Named | None
    at: datetime.datetime


@dataclass(frozen=True)
class WaitsFor:
    """Who may take a step, in which capacity."""

    capacity: str
    person: Named
    on_behalf_of: Named | None


@dataclass(frozen=True)
class Field:
    """A field that is sent with a step."""

    name: str
    required: bool


@dataclass(frozen=True)
class Step:
    """A step as you may take it now; `warnings` stop nobody."""

    step: str
    label: str
    allowed: bool
    blockers: list[Blocker]
    warnings: list[Blocker]
    waits_for: list[WaitsFor]
    fields: list[Field]


@dataclass(frozen=True)
class Entry:
    """An entry of the ledger. `from` and `to` are states, empty for what has none. `withheld`: its reason is not
    for your eyes, or not yet."""

    seq: int
    record: str
    record_id: str
    step: str
    label: str
    from_: str
    to: str
    capacity: str
    actor: Named | None
    on_behalf_of: Named | None
    letter: str | None
    at: datetime.datetime
    recorded_at: datetime.datetime
    reason: str
    withheld: bool
    version: int | None
    hash: str


@dataclass(frozen=True)
class Revision:
    """A frozen revision of a plan."""

    number: int
    hash: str
    amendment: str | None
    signed: bool
    frozen_at: datetime.datetime
    in_force_from: datetime.date | None


@dataclass(frozen=True)
class WholeRevision(Revision):
    """A frozen revision with its contents."""

    contents: Contents


@dataclass(frozen=True)
class Difference:
    """How an item differs; `change` is added, removed or changed."""

    item: str
    change: str
    fields: list[str]
    before: Any
    after: Any


@dataclass(frozen=True)
class Diff:
    """What changed from one revision of a plan to another, item by item."""

    from_: int
    to: int
    items: list[Difference]
