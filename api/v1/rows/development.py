"""Needs, trainings, hours, credit points and recognitions as answers show them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from api.v1.names import Names
from api.v1.shapes import Named
from cycle_engine.clock import Moment
from workflows.development.credits import Account, Part
from workflows.development.models import Decision, Ground, Reward, Standing
from workflows.development.norms import Hours
from workflows.development.reckoning import Proposal

POINTS: dict[str, Any] = {"serializer_kwargs": {"max_digits": 8}}


@dataclass(frozen=True)
class NeedShape:
    """What a person has to learn. `evaluation`: with which it was raised; `standing`: what it has come to."""

    id: str
    person: Named
    kind: str
    kind_label: str
    skill: str
    why: str
    evaluation: str | None
    raised_by: Named
    raised_at: datetime.datetime
    standing: str
    standing_label: str
    note: str


@dataclass(frozen=True)
class TrainingShape:
    """A training. `hours`: JP; they count once `decision` is `confirmed`."""

    id: str
    person: Named
    title: str
    provider: str
    kind: str
    kind_label: str
    first_day: datetime.date
    last_day: datetime.date
    hours: int
    document: str
    evidence: str | None
    entered_by: Named
    entered_at: datetime.datetime
    decision: str
    decision_label: str
    reason: str


@dataclass(frozen=True)
class HoursShape:
    """Confirmed hours (JP) of a person in the year from `first_day` to `last_day`, beside the norm.

    `at_most`: what is `above` the norm does not count; else it is the least, and `short` is missing to it.
    """

    person: Named
    first_day: datetime.date
    last_day: datetime.date
    norm: int
    at_most: bool
    source: str
    done: int
    counted: int
    above: int
    short: int
    waiting: int


@dataclass(frozen=True)
class PartShape:
    """What a settled year, or part of one, is worth. `level` and `points` are null where the post is not a functional
    one, or its title names no level."""

    evaluation: str
    year: int
    first_day: datetime.date
    last_day: datetime.date
    months: int
    post: str
    functional: bool
    level: str | None
    predicate: str
    percent: int
    coefficient: Decimal | None
    points: Decimal | None = field(metadata=POINTS)


@dataclass(frozen=True)
class AccountShape:
    """Credit points of a person, computed of his settled years. `unknown_level`: a functional post's title names no
    level, so its points are missing; `opens_promotion`: at least Baik in each of the last two years."""

    person: Named
    total: Decimal = field(metadata=POINTS)
    unknown_level: bool
    opens_promotion: bool
    parts: list[PartShape]


@dataclass(frozen=True)
class RecognitionShape:
    """That the result of a year was recognised, on which grounds, with which rewards and why."""

    id: str
    person: Named
    evaluation: str
    year: int
    predicate: str
    grounds: list[str]
    rewards: list[str]
    other: str
    reason: str
    confirmed_by: Named
    confirmed_at: datetime.datetime
    withdrawn_at: datetime.datetime | None
    withdrawn_because: str


@dataclass(frozen=True)
class ProposalShape:
    """A settled year for which something speaks, and that nobody has recognised."""

    person: Named
    evaluation: str
    predicate: str
    grounds: list[Ground]
    targets_reached: int
    targets: int


def need_shapes(rows: Sequence[Any], at: Moment) -> list[NeedShape]:
    names = Names.of([person for row in rows for person in (row.of.person_id, row.raised_by_id)], at)
    return [
        NeedShape(
            id=str(row.pk),
            person=names.named(row.of.person_id),
            kind=row.kind,
            kind_label=str(row.get_kind_display()),
            skill=row.skill,
            why=row.why,
            evaluation=str(row.evaluation_id) if row.evaluation_id else None,
            raised_by=names.named(row.raised_by_id),
            raised_at=row.raised_at,
            standing=row.standing,
            standing_label=str(Standing(row.standing).label),
            note=row.note or "",
        )
        for row in rows
    ]


def training_shapes(rows: Sequence[Any], at: Moment) -> list[TrainingShape]:
    names = Names.of([person for row in rows for person in (row.of.person_id, row.entered_by_id)], at)
    return [
        TrainingShape(
            id=str(row.pk),
            person=names.named(row.of.person_id),
            title=row.title,
            provider=row.provider,
            kind=row.kind,
            kind_label=str(row.get_kind_display()),
            first_day=row.first_day,
            last_day=row.last_day,
            hours=row.hours,
            document=row.document,
            evidence=str(row.evidence_id) if row.evidence_id else None,
            entered_by=names.named(row.entered_by_id),
            entered_at=row.entered_at,
            decision=row.decision,
            decision_label=str(Decision(row.decision).label),
            reason=row.reason or "",
        )
        for row in rows
    ]


def hours_shapes(found: dict[int, Hours], at: Moment) -> list[HoursShape]:
    names = Names.of(found, at)
    return [
        HoursShape(
            person=names.named(person),
            first_day=each.first,
            last_day=each.last,
            norm=each.norm.hours,
            at_most=each.norm.at_most,
            source=str(each.norm.source),
            done=each.done,
            counted=each.counted,
            above=each.above,
            short=each.short,
            waiting=each.waiting,
        )
        for person, each in found.items()
    ]


def account_shape(person: int, account: Account, at: Moment) -> AccountShape:
    return AccountShape(
        person=Names.of([person], at).named(person),
        total=account.total,
        unknown_level=account.unknown,
        opens_promotion=account.opens_promotion,
        parts=[_part(each) for each in account.parts],
    )


def _part(part: Part) -> PartShape:
    return PartShape(
        evaluation=str(part.evaluation),
        year=part.year,
        first_day=part.first,
        last_day=part.last,
        months=part.months,
        post=part.title,
        functional=part.functional,
        level=str(part.level) if part.level else None,
        predicate=part.predicate,
        percent=part.percent,
        coefficient=part.coefficient,
        points=part.points,
    )


def recognition_shapes(rows: Sequence[Any], at: Moment) -> list[RecognitionShape]:
    names = Names.of([person for row in rows for person in (row.of.person_id, row.confirmed_by_id)], at)
    return [_recognition(row, getattr(row, "withdrawal", None), names) for row in rows]


def _recognition(row: Any, withdrawal: Any, names: Names) -> RecognitionShape:
    return RecognitionShape(
        id=str(row.pk),
        person=names.named(row.of.person_id),
        evaluation=str(row.evaluation_id),
        year=row.year,
        predicate=row.predicate,
        grounds=[str(Ground(each)) for each in row.grounds],
        rewards=[str(Reward(each)) for each in row.rewards],
        other=row.other,
        reason=row.reason,
        confirmed_by=names.named(row.confirmed_by_id),
        confirmed_at=row.confirmed_at,
        withdrawn_at=withdrawal.at if withdrawal else None,
        withdrawn_because=withdrawal.reason if withdrawal else "",
    )


def proposal_shapes(found: Sequence[Proposal], at: Moment) -> list[ProposalShape]:
    names = Names.of([each.evaluation.plan.employee_id for each in found], at)
    return [
        ProposalShape(
            person=names.named(each.evaluation.plan.employee_id),
            evaluation=str(each.evaluation.pk),
            predicate=each.evaluation.predicate,
            grounds=list(each.grounds),
            targets_reached=each.targets.reached,
            targets=each.targets.of,
        )
        for each in found
    ]
