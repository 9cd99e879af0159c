"""Recognitions: the register, what is proposed for it, and a human's word on it (`6/2022:31`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.acts import after_commit
from api.v1.development import YEAR, of_people
from api.v1.documents import described
from api.v1.fields import Id
from api.v1.http import Api, answer
from api.v1.kinds import EVALUATIONS
from api.v1.paging import Paging, page_of, paged
from api.v1.rows.development import (
    ProposalShape,
    RecognitionShape,
    proposal_shapes,
    recognition_shapes,
)
from cycle_engine.actors import Actor, Capacity
from cycle_engine.errors import Missing
from directory import queries as directory
from workflows.development import commands, queries, reckoning
from workflows.development.data import RecognitionInput
from workflows.development.models import Reward


@dataclass(frozen=True)
class RecognitionQuery(Paging):
    """`unit`: where the person serves today, and all below it; `withdrawn`: those that hold no longer too."""

    person: Id | None = None
    unit: Id | None = None
    year: int | None = field(default=None, metadata=YEAR)
    withdrawn: bool = False


@dataclass(frozen=True)
class ProposalQuery:
    """`unit`: that unit alone; `year`: which was rated."""

    unit: Id
    year: int = field(metadata=YEAR)


@dataclass(frozen=True)
class NewRecognition:
    """That the result of an `evaluation` is recognised, with which rewards and why."""

    evaluation: Id
    rewards: list[Reward]
    reason: str
    other: str = ""


@dataclass(frozen=True)
class Because:
    """Why."""

    reason: str


class RecognitionsView(Api):
    """Recognitions."""

    def get(self, request: Request) -> Response:
        """Your own, those of the people whom you lead, and those in units that you manage or inspect."""
        asked = self.query(RecognitionQuery)
        found = of_people(queries.known_recognitions(self.reader, self.moment), asked, self.day)
        if asked.year is not None:
            found = found.filter(year=asked.year)
        if not asked.withdrawn:
            found = found.filter(withdrawal=None)
        return paged(request, found, asked, self._shown)

    def post(self, request: Request) -> Response:
        """Recognise a result, as a manager of the person's unit."""
        new = self.body(NewRecognition)
        EVALUATIONS.find(new.evaluation, self)
        said = RecognitionInput(
            rewards=[str(each) for each in new.rewards], other=new.other, reason=new.reason
        )
        made = commands.confirm_recognition(new.evaluation, said, actor=Actor.of(self.reader))
        with after_commit():
            return answer(self._shown([_recognition(made.pk, self)])[0], 201)

    def _shown(self, rows: Any) -> list[RecognitionShape]:
        self.note_read(row.evaluation.plan_id for row in rows)
        return recognition_shapes(rows, self.moment)


class WithdrawRecognitionView(Api):
    """Withdrawing a recognition."""

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Say that it holds no longer, and why, as a manager of the person's unit."""
        sent = self.body(Because)
        _recognition(id, self)
        commands.withdraw_recognition(id, sent.reason, actor=Actor.of(self.reader))
        with after_commit():
            return answer(recognition_shapes([_recognition(id, self)], self.moment)[0])


class ProposalsView(Api):
    """What is proposed to be recognised."""

    def get(self, request: Request) -> Response:
        """Settled years of the people of a unit that you manage or inspect, for which something speaks."""
        asked = self.query(ProposalQuery)
        granted = directory.granted(self.reader, (Capacity.MANAGER, Capacity.INSPECTOR), self.day)
        if asked.unit not in granted:
            raise Missing
        found = reckoning.proposals(asked.unit, asked.year)
        self.note_read(each.evaluation.plan_id for each in found)
        return answer(proposal_shapes(found, self.moment))


def _recognition(key: int, view: Api) -> Any:
    found = queries.known_recognitions(view.reader, view.moment).filter(pk=key).first()
    if found is None:
        raise Missing
    return found


described(RecognitionsView, "get", "recognitions", asks=RecognitionQuery, answers=page_of(RecognitionShape))
described(
    RecognitionsView,
    "post",
    "recognitions_confirm",
    takes=NewRecognition,
    answers=RecognitionShape,
    status=201,
)
described(WithdrawRecognitionView, "post", "recognitions_withdraw", takes=Because, answers=RecognitionShape)
described(ProposalsView, "get", "recognitions_proposals", asks=ProposalQuery, answers=list[ProposalShape])
