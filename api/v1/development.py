"""Needs, trainings with their hours, and credit points."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.acts import after_commit
from api.v1.documents import described
from api.v1.fields import Id
from api.v1.http import Api, answer
from api.v1.kinds import EVALUATIONS
from api.v1.paging import Paging, page_of, paged
from api.v1.rows.development import (
    AccountShape,
    HoursShape,
    NeedShape,
    TrainingShape,
    account_shape,
    hours_shapes,
    need_shapes,
    training_shapes,
)
from cycle_engine.actors import Actor
from cycle_engine.errors import Missing
from directory.models import Assignment, PostRow
from directory.queries import units_below
from directory.remit import known_people
from workflows.development import commands, queries, reckoning
from workflows.development.data import NeedInput, TrainingInput
from workflows.development.models import Decision, Skill, Standing

YEAR: dict[str, Any] = {"serializer_kwargs": {"min_value": 2000, "max_value": 2099}}


@dataclass(frozen=True)
class NeedQuery(Paging):
    """`unit`: where the person serves today, and all below it."""

    person: Id | None = None
    unit: Id | None = None
    evaluation: Id | None = None
    standing: Standing | None = None


@dataclass(frozen=True)
class NewNeed:
    """What a person has to learn, you yourself where none is named; with an `evaluation` of his, as who rates it."""

    kind: Skill
    skill: str
    why: str
    person: Id | None = None
    evaluation: Id | None = None


@dataclass(frozen=True)
class NeedAnswerInput:
    """What a need has come to, and why."""

    standing: Literal["planned", "met", "dropped"]
    note: str


@dataclass(frozen=True)
class TrainingQuery(Paging):
    """`unit`: where the person serves today, and all below it; `year`: in which it ended."""

    person: Id | None = None
    unit: Id | None = None
    year: int | None = field(default=None, metadata=YEAR)
    decision: Decision | None = None


@dataclass(frozen=True)
class NewTraining:
    """A training that a person has done, you yourself where none is named. `hours`: JP; `document`: the number of the
    certificate; `evidence`: id of a file among the evidence of one of the person's plans."""

    title: str
    provider: str
    kind: Skill
    first_day: datetime.date
    last_day: datetime.date
    hours: int
    document: str
    evidence: Id | None = None
    person: Id | None = None


@dataclass(frozen=True)
class TrainingDecisionInput:
    """Whether a training counts; a `reason` for all but a confirmation."""

    decision: Literal["confirmed", "refused", "withdrawn"]
    reason: str = ""


@dataclass(frozen=True)
class HoursQuery:
    """`year`: the present one where it is left out; `person`: you yourself."""

    person: Id | None = None
    year: int | None = field(default=None, metadata=YEAR)


@dataclass(frozen=True)
class CreditQuery:
    """`person`: you yourself where it is left out."""

    person: Id | None = None


class NeedsView(Api):
    """Needs of development."""

    def get(self, request: Request) -> Response:
        """Your own, those of the people whom you lead, and those in units that you manage or inspect."""
        asked = self.query(NeedQuery)
        found = of_people(queries.known_needs(self.reader, self.moment), asked, self.day)
        for name in ("evaluation", "standing"):
            if (value := getattr(asked, name)) is not None:
                found = found.filter(**{name: value})
        return paged(request, found, asked, self._shown)

    def post(self, request: Request) -> Response:
        """Say what somebody has to learn: you yourself, or the employee of an evaluation that you rate."""
        new = self.body(NewNeed)
        if new.evaluation is not None:
            EVALUATIONS.find(new.evaluation, self)
        said = NeedInput(kind=new.kind, skill=new.skill, why=new.why)
        made = commands.raise_need(
            person_of(new, self), said, actor=Actor.of(self.reader), evaluation=new.evaluation
        )
        with after_commit():
            return answer(self._shown([_need(made.pk, self)])[0], 201)

    def _shown(self, rows: Any) -> list[NeedShape]:
        self.note_read(row.evaluation.plan_id for row in rows if row.evaluation)
        return need_shapes(rows, self.moment)


class AnswerNeedView(Api):
    """What a need has come to."""

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Say it, as a manager of the person's unit; drop what you have raised for yourself."""
        sent = self.body(NeedAnswerInput)
        _need(id, self)
        commands.answer_need(id, sent.standing, sent.note, actor=Actor.of(self.reader))
        with after_commit():
            return answer(need_shapes([_need(id, self)], self.moment)[0])


class TrainingsView(Api):
    """The register of trainings."""

    def get(self, request: Request) -> Response:
        """Your own, those of the people whom you lead, and those in units that you manage or inspect."""
        asked = self.query(TrainingQuery)
        found = of_people(queries.known_trainings(self.reader, self.moment), asked, self.day)
        if asked.year is not None:
            found = found.filter(last_day__year=asked.year)
        if asked.decision is not None:
            found = found.filter(decision=asked.decision)
        return paged(request, found, asked, lambda rows: training_shapes(rows, self.moment))

    def post(self, request: Request) -> Response:
        """Enter a training: your own waits to be confirmed; what a manager enters counts at once."""
        new = self.body(NewTraining)
        said = TrainingInput(**{name: value for name, value in vars(new).items() if name != "person"})
        made = commands.enter_training(person_of(new, self), said, actor=Actor.of(self.reader))
        with after_commit():
            return answer(training_shapes([_training(made.pk, self)], self.moment)[0], 201)


class DecideTrainingView(Api):
    """Whether a training counts."""

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Confirm or refuse it as a manager of the person's unit; withdraw what is your own."""
        sent = self.body(TrainingDecisionInput)
        _training(id, self)
        commands.decide_training(id, sent.decision, sent.reason, actor=Actor.of(self.reader))
        with after_commit():
            return answer(training_shapes([_training(id, self)], self.moment)[0])


class HoursView(Api):
    """Hours of training beside the norm."""

    def get(self, request: Request) -> Response:
        """The hours of a year of one person whom you may see."""
        asked = self.query(HoursQuery)
        person = person_of(asked, self)
        found = reckoning.hours_of([person], asked.year or self.day.year, self.day)
        if not found:
            raise Missing
        return answer(hours_shapes(found, self.moment)[0])


class CreditPointsView(Api):
    """Credit points of functional officials."""

    def get(self, request: Request) -> Response:
        """Of one person whom you may see, computed of his settled years."""
        person = person_of(self.query(CreditQuery), self)
        account = reckoning.account_of(person)
        self.note_read(each.plan for each in account.parts)
        return answer(account_shape(person, account, self.moment))


def person_of(asked: Any, view: Api) -> int:
    """The person who is named and whom the reader may see, or he himself; else Missing."""
    person = view.reader if asked.person is None else int(asked.person)
    if not known_people(view.reader, view.moment).filter(pk=person).exists():
        raise Missing
    return person


def of_people(rows: QuerySet[Any], asked: Any, day: datetime.date) -> QuerySet[Any]:
    """Those of one person, or of who serves in a unit today."""
    return within(rows, "of__person", asked, day)


def within(rows: QuerySet[Any], person: str, asked: Any, day: datetime.date) -> QuerySet[Any]:
    """Those of one person, or of who serves in a unit today; `person`: where that stands in a row."""
    if asked.person is not None:
        rows = rows.filter(**{person: asked.person})
    if asked.unit is not None:
        posts = PostRow.objects.on(day).filter(unit__in=units_below([asked.unit], day)).values("post")
        there = Assignment.objects.on(day).filter(post__in=posts).values("person")
        rows = rows.filter(**{f"{person}__in": there})
    return rows


def _need(key: int, view: Api) -> Any:
    found = queries.known_needs(view.reader, view.moment).filter(pk=key).first()
    if found is None:
        raise Missing
    return found


def _training(key: int, view: Api) -> Any:
    found = queries.known_trainings(view.reader, view.moment).filter(pk=key).first()
    if found is None:
        raise Missing
    return found


described(NeedsView, "get", "needs", asks=NeedQuery, answers=page_of(NeedShape))
described(NeedsView, "post", "needs_raise", takes=NewNeed, answers=NeedShape, status=201)
described(AnswerNeedView, "post", "needs_answer", takes=NeedAnswerInput, answers=NeedShape)
described(TrainingsView, "get", "trainings", asks=TrainingQuery, answers=page_of(TrainingShape))
described(TrainingsView, "post", "trainings_enter", takes=NewTraining, answers=TrainingShape, status=201)
described(DecideTrainingView, "post", "trainings_decide", takes=TrainingDecisionInput, answers=TrainingShape)
described(HoursView, "get", "training_hours", asks=HoursQuery, answers=HoursShape)
described(CreditPointsView, "get", "credit_points", asks=CreditQuery, answers=AccountShape)
