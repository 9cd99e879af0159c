"""What stands beside appeals in other tables, and whether one may be filed."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cycle_engine.actors import Actor
from cycle_engine.clock import Moment
from cycle_engine.errors import Blocker
from cycle_engine.look import blockers_of
from cycle_engine.machine import machine_of
from cycle_engine.tables import read_several
from workflows.appeals.facts import AppealFacts
from workflows.appeals.models import Appeal, Hearing, Statement
from workflows.cycles.policy import Policy
from workflows.evaluation.limits import APPEAL
from workflows.evaluation.models import Evaluation
from workflows.evaluation.rows import Rating


@dataclass(frozen=True, slots=True)
class Said:
    """What was said in appeals: statements by appeal and party, hearings by appeal; and by evaluation
    its ratings, the oldest first. Who may read what of it is `disclosure`'s to say."""

    statements: dict[tuple[int, str], Statement]
    hearings: dict[int, list[Hearing]]
    ratings: dict[int, list[Rating]]

    @classmethod
    def of(cls, appeals: Sequence[Any]) -> Said:
        """One query, however many appeals."""
        keys = [each.pk for each in appeals]
        statements, heard, rated = read_several(
            (Statement, "t.appeal_id = ANY(%s)", keys),
            (Hearing, "t.appeal_id = ANY(%s)", keys),
            (Rating, "t.evaluation_id = ANY(%s)", [each.evaluation_id for each in appeals]),
        )
        hearings: dict[int, list[Hearing]] = defaultdict(list)
        for row in heard:
            hearings[row.appeal_id].append(row)
        ratings: dict[int, list[Rating]] = defaultdict(list)
        for rating in sorted(rated, key=lambda each: int(each.number)):
            ratings[rating.evaluation_id].append(rating)
        return cls({(row.appeal_id, row.party): row for row in statements}, hearings, ratings)

    def decided(self, appeal: Any) -> Rating | None:
        """The rating that stands since the appeal was decided; none where the result was not changed."""
        if appeal.state != "amended":
            return None
        return next(each for each in self.ratings[appeal.evaluation_id] if each.by_decision)


def decider(appeal: Appeal, facts: AppealFacts) -> int | None:
    """Who has decided, else who decides today (person's id); nobody where nobody may."""
    if appeal.decided_by_id:
        return appeal.decided_by_id
    deciders = facts.deciders(appeal)
    return deciders[0].person if deciders else None


@dataclass(frozen=True, slots=True)
class Filing:
    """Whether somebody may appeal against an evaluation at this moment, whatever his reasons are. `last_day` of
    filing, none before the evaluation is received; `blockers`: what forbids it; `policy`: whose days count."""

    last_day: datetime.date | None
    blockers: list[Blocker]
    policy: Policy

    @classmethod
    def of(cls, evaluation: Evaluation, person: int, at: Moment) -> Filing:
        appeal = Appeal(plan=evaluation.plan, evaluation=evaluation, filed_on=at.now.date())
        facts, filing = AppealFacts([appeal], *at), machine_of(Appeal).steps["file"]
        rules = [each for each in filing.rules if not each.of_input]
        blockers = blockers_of(rules, appeal, facts, Actor.of(person))
        return cls(_last_day(evaluation, facts), blockers, facts.policy(appeal))


def _last_day(evaluation: Evaluation, facts: AppealFacts) -> datetime.date | None:
    """Never earlier than people were told."""
    if evaluation.received_on is None:
        return None
    told = facts.of_evaluations.deadlines.get(evaluation.pk, {}).get(APPEAL)
    last_day = facts.of_evaluations.appealed_until(evaluation)
    return max(last_day, told.last_day) if told else last_day
