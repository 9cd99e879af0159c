"""Appeals as answers show them: each reader reads what is open to him at this moment."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, QuerySet

from api.v1.names import Names
from api.v1.rows.deadlines import OpenDeadline, open_deadlines, overdue
from api.v1.rows.plans import allowed
from api.v1.shapes import Named
from cycle_engine.clock import Moment
from cycle_engine.look import Available, available_steps
from workflows.appeals import models
from workflows.appeals.beside import Said, decider
from workflows.appeals.disclosure import Reading, readings
from workflows.appeals.facts import AppealFacts
from workflows.evaluation.rows import Rating


@dataclass(frozen=True)
class StatementShape:
    """What a party wrote, with ids of evidence."""

    text: str
    by: Named
    evidence: list[str]
    said_at: datetime.datetime


@dataclass(frozen=True)
class HearingShape:
    """How a party was asked to explain: the day and the minutes, or why it did not come."""

    party: str
    date: datetime.date | None
    minutes: str
    absent_because: str


@dataclass(frozen=True)
class Decision:
    """How it was decided: confirmed, amended or dismissed. `rating`: the number of the new one, where it amends."""

    outcome: str
    reason: str
    ground: str | None
    by: Named
    at: datetime.datetime
    rating: int | None


@dataclass(frozen=True)
class AppealShape:
    """An appeal against an evaluation. `decider`: who decides today, or has decided; `duty_since`: the day from
    which his time counts.

    What is not there yet, or not open to you, is null: the parties read the minutes with the decision.
    """

    id: str
    plan: str
    evaluation: str
    employee: Named
    state: str
    state_label: str
    version: int
    filed_on: datetime.date
    decider: Named | None
    named: bool
    letter: str | None
    duty_since: datetime.date
    reasons: StatementShape | None
    explanation: StatementShape | None
    hearings: list[HearingShape] | None
    decision: Decision | None
    deadlines: list[OpenDeadline]
    late: bool
    allowed_steps: list[str]


def rows(appeals: QuerySet[Any], at: Moment) -> Any:
    """The same appeals with what stands beside them in other tables."""
    return appeals.select_related("plan").annotate(is_late=Exists(overdue("appeal", at)))


def show(appeals: Sequence[Any], reader: int, at: Moment) -> list[AppealShape]:
    """These appeals, as `rows` found them, in their order."""
    steps = available_steps(appeals, reader)
    facts = AppealFacts(appeals, *at)
    reads = readings(facts, reader)
    said = Said.of(appeals)
    deciders = {each.pk: decider(each, facts) for each in appeals}
    people = [*deciders.values(), *(each.plan.employee_id for each in appeals)]
    names = Names.of([*people, *(row.by_id for row in said.statements.values())], at)
    return [
        _appeal(each, deciders[each.pk], steps[each.pk], facts, said, reads[each.pk], names)
        for each in appeals
    ]


def _appeal(
    appeal: Any,
    decides: int | None,
    steps: Sequence[Available],
    facts: AppealFacts,
    said: Said,
    reading: Reading,
    names: Names,
) -> AppealShape:
    statements = said.statements if reading.statements else {}
    return AppealShape(
        id=str(appeal.pk),
        plan=str(appeal.plan_id),
        evaluation=str(appeal.evaluation_id),
        employee=names.named(appeal.plan.employee_id),
        state=appeal.state,
        state_label=str(appeal.get_state_display()),
        version=appeal.version,
        filed_on=appeal.filed_on,
        decider=names.maybe(decides),
        named=appeal.named,
        letter=str(appeal.letter_id) if appeal.letter_id else None,
        duty_since=appeal.duty_since,
        reasons=_statement(statements.get((appeal.pk, "owner")), names),
        explanation=_statement(statements.get((appeal.pk, "rater")), names),
        hearings=_hearings(said.hearings.get(appeal.pk)) if reading.minutes else None,
        decision=_decision(appeal, said.decided(appeal), names)
        if reading.statements and appeal.decided_by_id
        else None,
        deadlines=open_deadlines(facts.deadlines[appeal.pk], facts.now),
        late=appeal.is_late,
        allowed_steps=allowed(steps),
    )


def _statement(statement: models.Statement | None, names: Names) -> StatementShape | None:
    if statement is None:
        return None
    return StatementShape(
        statement.text, names.named(statement.by_id), list(statement.evidence), statement.said_at
    )


def _hearings(found: list[models.Hearing] | None) -> list[HearingShape] | None:
    if found is None:
        return None
    return [HearingShape(row.party, row.date, row.minutes, row.absent_because) for row in found]


def _decision(appeal: Any, rating: Rating | None, names: Names) -> Decision:
    return Decision(
        outcome=appeal.state,
        reason=appeal.decision,
        ground=appeal.ground or None,
        by=names.named(appeal.decided_by_id),
        at=appeal.decided_at,
        rating=rating.number if rating else None,
    )
