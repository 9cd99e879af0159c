"""The policy of a cycle over time, and how another comes to hold: one manager drafts, a second one confirms it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.cycles import Nothing, find_cycle
from api.v1.documents import described
from api.v1.errors import Refused
from api.v1.http import Api, answer
from api.v1.names import Names
from api.v1.shapes import Named
from cycle_engine.actors import Actor, Capacity
from cycle_engine.errors import Missing, NotYourTurn
from directory.queries import granted
from workflows.cycles import commands, queries
from workflows.cycles.figures import FIGURES, Difference, differences
from workflows.cycles.models import Cycle, Outcome, PolicyDraft, PolicyRow, Running
from workflows.cycles.policy import Policy, PolicyError
from workflows.planning import redating


@dataclass(frozen=True)
class Figure:
    """A figure of the policy that holds. `default` is the regulation's; `source`: where it stands, none where the
    regulation leaves it to the agency."""

    name: str
    label: str
    value: Any
    default: Any
    source: str | None


@dataclass(frozen=True)
class FigureChange:
    """A figure that another policy changes."""

    name: str
    label: str
    from_: Any
    to: Any
    default: Any
    source: str | None


@dataclass(frozen=True)
class PolicyVersion:
    """A policy from a day to a day: past, present or coming. `changes`: from the version before it.

    `draft` is the number of the draft by which it came; none for the policy with which the cycle was made.
    """

    from_: datetime.date
    to: datetime.date | None
    standing: str
    draft: int | None
    drafted_by: Named | None
    confirmed_by: Named | None
    changes: list[FigureChange]


@dataclass(frozen=True)
class PolicyDraftShape:
    """A draft. `running`: keep or recompute the days of deadlines that are open when it begins to hold.

    `changes`: from the policy that holds on its first day as things stand.
    """

    number: int
    outcome: str
    outcome_label: str
    from_: datetime.date
    running: str
    running_label: str
    drafted_by: Named
    drafted_at: datetime.datetime
    decided_by: Named | None
    decided_at: datetime.datetime | None
    reason: str
    changes: list[FigureChange]


@dataclass(frozen=True)
class CyclePolicy:
    """The policy of a cycle as it holds today, or on its first day if that is later; its versions, oldest first; and
    its drafts, newest first, for managers and inspectors of the agency."""

    figures: list[Figure]
    versions: list[PolicyVersion]
    drafts: list[PolicyDraftShape]


@dataclass(frozen=True)
class NewPolicyDraft:
    """`figures` that are left out stay. `from`: the first day on which it is to hold, today at the earliest."""

    figures: dict[str, Any]
    from_: datetime.date
    running: Literal["keep", "recompute"] = field(default="keep")


@dataclass(frozen=True)
class Rejection:
    """Why a draft is not to hold."""

    reason: str


@dataclass(frozen=True)
class PolicyEffect:
    """How many deadlines of the cycle are open, and how many of these would move, did the draft hold today."""

    open: int
    moved: int


class PolicyView(Api):
    """The policy of a cycle."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """The policy as it holds, as it was and as it will be."""
        cycle = find_cycle(self, id)
        day = max(self.day, cycle.starts_on)
        rows = list(queries.policy_rows(cycle))
        drafts = list(queries.policy_drafts(cycle)) if _looks_after(self, cycle) else []
        names = Names.of(_people([*drafts, *(row.draft for row in rows if row.draft)]), self.moment)
        holding = [row for row in rows if row.valid_from <= day]
        return answer(
            CyclePolicy(
                figures=_figures(Policy.from_json(holding[-1].policy)) if holding else [],
                versions=_versions(rows, day, names),
                drafts=[_draft(each, _held_on(rows, each.valid_from), names) for each in drafts],
            )
        )

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Draft another policy, as a manager of the agency."""
        cycle = find_cycle(self, id)
        new = self.body(NewPolicyDraft)
        actor = Actor.of(self.reader)
        try:
            draft = commands.draft_policy(cycle, new.figures, new.from_, Running(new.running), actor)
        except PolicyError as error:
            wrong = {f"figures.{name}": [str(sentence)] for name, sentence in error.errors.items()}
            raise Refused("invalid", errors=wrong) from error
        return _answer(self, draft, 201)


class PolicyEffectView(Api):
    """What a draft would do to deadlines that are open."""

    def get(self, request: Request, id: int, number: int) -> Response:  # noqa: A002
        """The effect of a draft that is open, for managers and inspectors of the agency."""
        cycle = find_cycle(self, id)
        if not _looks_after(self, cycle):
            raise NotYourTurn
        draft = queries.policy_drafts(cycle).filter(number=number, outcome=Outcome.OPEN).first()
        if draft is None:
            raise Missing
        effect = redating.effect_of_policy(draft, self.moment)
        return answer(PolicyEffect(effect.open, effect.moved))


class ConfirmPolicyView(Api):
    """Confirming a draft."""

    def post(self, request: Request, id: int, number: int) -> Response:  # noqa: A002
        """Let a draft hold from its day on, as a manager of the agency who has not drafted it."""
        cycle = find_cycle(self, id)
        self.body(Nothing)
        return _answer(self, redating.confirm_policy(cycle, number, Actor.of(self.reader)))


class RejectPolicyView(Api):
    """Rejecting a draft."""

    def post(self, request: Request, id: int, number: int) -> Response:  # noqa: A002
        """Close a draft for a reason: its drafter withdraws it, another manager rejects it."""
        cycle = find_cycle(self, id)
        given = self.body(Rejection)
        return _answer(self, commands.reject_policy(cycle, number, given.reason, Actor.of(self.reader)))


def _looks_after(view: Api, cycle: Cycle) -> bool:
    return cycle.unit_id in granted(view.reader, (Capacity.MANAGER, Capacity.INSPECTOR), view.day)


def _answer(view: Api, draft: PolicyDraft, status: int = 200) -> Response:
    before = _held_on(list(queries.policy_rows(draft.cycle)), draft.valid_from)
    return answer(_draft(draft, before, Names.of(_people([draft]), view.moment)), status)


def _people(drafts: Sequence[PolicyDraft]) -> list[int | None]:
    return [person for each in drafts for person in (each.drafted_by_id, each.decided_by_id)]


def _held_on(rows: Sequence[PolicyRow], day: datetime.date) -> Policy:
    """The policy of the row that holds on the day, the last to begin by then."""
    return Policy.from_json([row for row in rows if row.valid_from <= day][-1].policy)


def _figures(policy: Policy) -> list[Figure]:
    values, defaults = policy.to_json(), Policy().to_json()
    return [
        Figure(name, str(label), values[name], defaults[name], source or None)
        for name, (label, source) in FIGURES.items()
    ]


def _versions(rows: Sequence[PolicyRow], day: datetime.date, names: Names) -> list[PolicyVersion]:
    before = [None, *rows]
    return [
        PolicyVersion(
            from_=row.valid_from,
            to=row.valid_to,
            standing=_standing(row, day),
            draft=row.draft.number if row.draft else None,
            drafted_by=names.named(row.draft.drafted_by_id) if row.draft else None,
            confirmed_by=names.maybe(row.draft.decided_by_id) if row.draft else None,
            changes=_changes(Policy.from_json(earlier.policy), row.policy) if earlier else [],
        )
        for earlier, row in zip(before, rows, strict=False)
    ]


def _standing(row: PolicyRow, day: datetime.date) -> str:
    if row.valid_from > day:
        return "coming"
    return "present" if row.valid_to is None or row.valid_to >= day else "past"


def _draft(draft: PolicyDraft, before: Policy, names: Names) -> PolicyDraftShape:
    return PolicyDraftShape(
        number=draft.number,
        outcome=draft.outcome,
        outcome_label=str(draft.get_outcome_display()),
        from_=draft.valid_from,
        running=draft.running,
        running_label=str(draft.get_running_display()),
        drafted_by=names.named(draft.drafted_by_id),
        drafted_at=draft.drafted_at,
        decided_by=names.maybe(draft.decided_by_id),
        decided_at=draft.decided_at,
        reason=draft.reason,
        changes=_changes(before, draft.policy),
    )


def _changes(before: Policy, after: dict[str, Any]) -> list[FigureChange]:
    return [_change(each) for each in differences(before, Policy.from_json(after))]


def _change(each: Difference) -> FigureChange:
    return FigureChange(each.name, each.label, each.before, each.after, each.default, each.source or None)


described(PolicyView, "get", "cycles_policy", answers=CyclePolicy)
described(
    PolicyView, "post", "cycles_policy_draft", takes=NewPolicyDraft, answers=PolicyDraftShape, status=201
)
described(PolicyEffectView, "get", "cycles_policy_effect", answers=PolicyEffect)
described(ConfirmPolicyView, "post", "cycles_policy_confirm", takes=Nothing, answers=PolicyDraftShape)
described(RejectPolicyView, "post", "cycles_policy_reject", takes=Rejection, answers=PolicyDraftShape)
