"""What an evaluation says, as far as its reader may read it now."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cycle_engine.actors import Capacity, Holder
from cycle_engine.errors import type_sentence
from directory.names import Names
from web.appeals.days import Left, days_left
from web.evaluation.indicators import Line, lines
from web.evaluation.words import BASES, DEADLINES
from web.pages import PersonPage
from web.planning.words import VALUES
from workflows.evaluation.achievements import Known
from workflows.evaluation.beside import Beside
from workflows.evaluation.disclosure import is_withheld
from workflows.evaluation.facts import EvaluationFacts
from workflows.evaluation.limits import APPEAL
from workflows.evaluation.models import Evaluation
from workflows.evaluation.ratings import Mark, Predicate
from workflows.evaluation.rows import Rating, SelfAssessment, Word
from workflows.monitoring.measured import Measured
from workflows.monitoring.models import Evidence
from workflows.monitoring.queries import evidence_of
from workflows.monitoring.reaching import Reached, reached
from workflows.planning import contents


@dataclass(frozen=True, slots=True)
class Realised:
    """What was reported of an indicator, how far that reaches the target, and what had been measured then."""

    line: Line
    value: str
    none_because: str
    note: str
    evidence: list[Evidence]
    reached: Reached
    measured: Measured | None


@dataclass(frozen=True, slots=True)
class Marked:
    """A result or a value with its mark, if it has one, and what was said of it."""

    text: type_sentence
    mark: type_sentence
    feedback: str


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating in words."""

    who: str
    at: datetime.datetime
    by_decision: bool
    results: list[Marked]
    values: list[Marked]
    results_rating: type_sentence
    behaviour_rating: type_sentence
    predicate: str
    label: type_sentence
    recommendation: str
    organisation: tuple[type_sentence, type_sentence] | None


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline: for what, until when, and whose turn it is; `mine`: the reader's."""

    label: type_sentence
    left: Left
    who: list[str]
    mine: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """An evaluation for one reader. `withheld`: what was rated is kept from him until the delivery."""

    facts: EvaluationFacts
    employee: str
    rater: str
    superior: str
    withheld: bool
    realised: list[Realised]
    reported_at: datetime.datetime | None
    ratings: list[Rated]  # the newest first
    organisation: tuple[type_sentence, type_sentence] | None
    due: list[Due]


def shown(evaluation: Evaluation, page: PersonPage, facts: EvaluationFacts | None = None) -> Shown:
    """The evaluation as the reader of this page may read it; a fixed number of queries, fewer where its facts are
    known already."""
    facts = facts or EvaluationFacts([evaluation], *page.moment)
    beside = Beside([evaluation], page.reader)
    ratings = beside.ratings_of(evaluation)
    rater, superior = (
        _first(facts.holders(evaluation, each)) for each in (Capacity.RATER, Capacity.SUPERIOR)
    )
    deadlines = sorted(facts.deadlines[evaluation.pk].values(), key=lambda each: each.due_at)
    turns = {each.kind: [one.person for one in facts.in_turn(evaluation, each)] for each in deadlines}
    people = [evaluation.plan.employee_id, rater, superior, *(p for turn in turns.values() for p in turn)]
    people += [each.by_id for each in ratings]
    names, reported = Names.of(people, page.moment), beside.reported.get(evaluation.pk)
    told = names.told_to(page.reader)
    known, own = lines(facts.contents(evaluation)), evaluation.plan.employee_id == page.reader
    files = {int(key) for each in (reported.realisations if reported else ()) for key in each["evidence"]}
    evidence = (
        {str(key): each for key, each in evidence_of(evaluation.plan_id, files).items()} if files else {}
    )
    return Shown(
        facts,
        employee=names[evaluation.plan.employee_id],
        rater=names[rater],
        superior=names[superior],
        withheld=is_withheld(evaluation, page.reader),
        realised=realised(known, reported, evidence) if reported else [],
        reported_at=reported.said_at if reported else None,
        ratings=[_rated(each, facts.contents(evaluation), told) for each in reversed(ratings)],
        organisation=organisation(ratings[-1].organisation if ratings else facts.achievement(evaluation)),
        due=[
            Due(
                DEADLINES[each.kind],
                days_left(each.last_day, facts.day(evaluation), facts.calendar(evaluation), each.kind),
                list(dict.fromkeys(names[person] for person in turns[each.kind])),
                mine=page.reader in turns[each.kind] or (own and each.kind == APPEAL),
            )
            for each in deadlines
        ],
    )


def _first(holders: Sequence[Holder]) -> int | None:
    return holders[0].person if holders else None


def realised(
    known: Sequence[Line], reported: SelfAssessment, evidence: Mapping[str, Evidence]
) -> list[Realised]:
    """What was reported, indicator by indicator."""
    said = {each["indicator"]: each for each in reported.realisations}
    return [_realised(line, said[line.id], evidence) for line in known if line.id in said]


def _realised(line: Line, said: Mapping[str, Any], evidence: Mapping[str, Evidence]) -> Realised:
    files = [evidence[key] for key in said["evidence"] if key in evidence]
    measured = Measured.of(said["measured"]) if said.get("measured") else None
    found = reached(line.item, said["value"])
    return Realised(line, said["value"], said["none_because"], said["note"], files, found, measured)


def organisation(known: Known | Mapping[str, str] | None) -> tuple[type_sentence, type_sentence] | None:
    """How the rater's unit did, and on what basis, in words."""
    if not known:
        return None
    word, basis = (known.word, known.basis) if isinstance(known, Known) else (known["word"], known["basis"])
    return Word(word).label, BASES[basis]


def _rated(rating: Rating, document: contents.Document, names: Names) -> Rated:
    said = {each["result"] or each["value"]: each["text"] for each in rating.feedback}
    marks = rating.result_marks
    return Rated(
        who=names[rating.by_id],
        at=rating.rated_at,
        by_decision=rating.by_decision,
        results=[
            Marked(
                each["text"],
                Mark(marks[each["id"]]).label if each["id"] in marks else "",
                said.get(each["id"], ""),
            )
            for each in contents.results(document)
        ],
        values=[Marked(label, "", said[value]) for value, label in VALUES.items() if said.get(value)],
        results_rating=Mark(rating.results_rating).label,
        behaviour_rating=Mark(rating.behaviour_rating).label,
        predicate=rating.predicate,
        label=Predicate(rating.predicate).label,
        recommendation=rating.recommendation,
        organisation=organisation(rating.organisation),
    )
