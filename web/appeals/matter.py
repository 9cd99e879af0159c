"""What an appeal is about and what was said in it, as far as its reader may read it now."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity, Holder
from cycle_engine.errors import type_sentence
from directory.names import Names
from web.pages import PersonPage
from web.words import CHOICES
from workflows.appeals import models
from workflows.appeals.beside import Said, decider
from workflows.appeals.disclosure import readings
from workflows.appeals.facts import LIVE, AppealFacts
from workflows.appeals.models import Appeal
from workflows.evaluation.disclosure import is_withheld
from workflows.evaluation.models import Evaluation
from workflows.evaluation.ratings import Mark, Predicate
from workflows.evaluation.rows import Rating
from workflows.monitoring.models import Evidence
from workflows.monitoring.queries import evidence_of

PARTIES: dict[str, type_sentence] = {"owner": _("The employee"), "rater": _("The rater")}


@dataclass(frozen=True, slots=True)
class Statement:
    """What a party wrote, with its evidence."""

    text: str
    who: str
    at: datetime.datetime
    evidence: list[Evidence]


@dataclass(frozen=True, slots=True)
class Hearing:
    """How a party was asked to explain: the day and the minutes, or why it did not come."""

    party: type_sentence
    date: datetime.date | None
    minutes: str
    absent_because: str


@dataclass(frozen=True, slots=True)
class Result:
    """What was rated, and by whom."""

    who: str
    results: type_sentence
    behaviour: type_sentence
    predicate: str
    label: type_sentence
    recommendation: str


@dataclass(frozen=True, slots=True)
class Decision:
    """How it was decided. `ground`: of a dismissal."""

    who: str
    at: datetime.datetime
    reason: str
    ground: type_sentence


@dataclass(frozen=True, slots=True)
class Matter:
    """An appeal for one reader. `statements`, `minutes`: whether he may read them (yet); what he may not is
    nothing here. `explains`, `decides`: whether it is he who does."""

    appeal: Appeal
    evaluation: Evaluation
    facts: AppealFacts
    statements: bool
    minutes: bool
    employee: str
    rater: str
    decider: str
    explains: bool
    decides: bool
    objection: Statement | None
    explanation: Statement | None
    hearings: list[Hearing]
    decision: Decision | None
    rated: Result | None
    decided: Result | None


def matter(
    appeal: Appeal,
    page: PersonPage,
    facts: AppealFacts | None = None,
    evidence: Mapping[int, Evidence] | None = None,
) -> Matter:
    """The appeal as the reader of this page may read it; a fixed number of queries, fewer where its facts or the
    evidence of the plan (by id) are known already."""
    facts = facts or AppealFacts([appeal], *page.moment)
    reading, said = readings(facts, page.reader)[appeal.pk], Said.of([appeal])
    evaluation = facts.evaluation(appeal)
    rating = None if is_withheld(evaluation, page.reader) else _last(said.ratings[evaluation.pk])
    amended = said.decided(appeal) if reading.statements else None
    statements = {party: each for (_key, party), each in said.statements.items() if reading.statements}
    decides, rates = decider(appeal, facts), _first(facts.holders(appeal, Capacity.RATER))
    people = [appeal.plan.employee_id, decides, rates, *(each.by_id for each in statements.values())]
    people += [each.by_id for each in (rating, amended) if each]
    names = Names.of(people, page.moment)
    told = names.told_to(page.reader)
    files = _evidence(appeal, statements.values()) if evidence is None else evidence
    return Matter(
        appeal,
        evaluation,
        facts,
        reading.statements,
        reading.minutes,
        employee=names[appeal.plan.employee_id],
        rater=names[rates],
        decider=names[decides],
        explains=rates == page.reader,
        decides=decides == page.reader,
        objection=_statement(statements.get("owner"), told, files),
        explanation=_statement(statements.get("rater"), told, files),
        hearings=[_hearing(each) for each in said.hearings.get(appeal.pk, ())] if reading.minutes else [],
        decision=_decision(appeal, told) if reading.statements and appeal.decided_by_id else None,
        rated=_result(rating, told),
        decided=_result(amended, told),
    )


def must_name(appeal: Appeal, facts: AppealFacts, person: int) -> bool:
    """Whether the person manages the appeal and no post is left above who decides: then he names somebody."""
    managers = {each.person for each in facts.holders(appeal, Capacity.MANAGER)}
    return appeal.state in LIVE and person in managers and facts.next_seat(appeal) is None


def _last(ratings: list[Rating]) -> Rating | None:
    """The rater's last."""
    return next((each for each in reversed(ratings) if not each.by_decision), None)


def _first(holders: tuple[Holder, ...]) -> int | None:
    return holders[0].person if holders else None


def _evidence(appeal: Appeal, statements: Iterable[models.Statement]) -> dict[int, Evidence]:
    keys = {int(key) for each in statements for key in each.evidence}
    return evidence_of(appeal.plan_id, keys) if keys else {}


def _statement(
    said: models.Statement | None, names: Names, files: Mapping[int, Evidence]
) -> Statement | None:
    if said is None:
        return None
    named = [files[int(key)] for key in said.evidence if int(key) in files]
    return Statement(said.text, names[said.by_id], said.said_at, named)


def _hearing(said: models.Hearing) -> Hearing:
    return Hearing(PARTIES[said.party], said.date, said.minutes, said.absent_because)


def _decision(appeal: Appeal, names: Names) -> Decision:
    at = appeal.decided_at
    assert at is not None  # noqa: S101 - who and when are written together
    ground = CHOICES["ground"].get(appeal.ground, "")
    return Decision(names[appeal.decided_by_id], at, appeal.decision, ground)


def _result(rating: Any, names: Names) -> Result | None:
    if rating is None:
        return None
    return Result(
        names[rating.by_id],
        Mark(rating.results_rating).label,
        Mark(rating.behaviour_rating).label,
        rating.predicate,
        Predicate(rating.predicate).label,
        rating.recommendation,
    )
