"""The unfinished form of an evaluation that somebody is filling: the employee's or a rater's own."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import IF_MATCH, described
from api.v1.errors import Refused
from api.v1.http import Api, required
from api.v1.kinds import EVALUATIONS
from cycle_engine.ledger.canonical import canonical
from workflows.evaluation import commands
from workflows.evaluation.data import FailedStudy, Mark, Realisation, Said
from workflows.evaluation.models import Evaluation, Form

MOST = 200_000  # bytes of its canonical JSON


@dataclass(frozen=True)
class MarkToBe:
    """A result, with its mark or without one yet."""

    result: str
    mark: Mark | None = None


@dataclass(frozen=True)
class RealisationForm:
    """What the employee is about to report."""

    realisations: list[Realisation] = field(default_factory=list)


@dataclass(frozen=True)
class RatingForm:
    """What a rater, or the superior in his place, is about to decide."""

    result_marks: list[MarkToBe] = field(default_factory=list)
    results_rating: Mark | None = None
    behaviour_rating: Mark | None = None
    feedback: list[Said] = field(default_factory=list)
    recommendation: str = ""
    failed_study: FailedStudy | None = None


@dataclass(frozen=True)
class EvaluationForm(RatingForm, RealisationForm):
    """An unfinished form: `realisations` are the employee's, all else is a rater's."""


class DraftView(Api):
    """Your own unfinished form. The edit counter is its ETag; a save names it in If-Match."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """Your form as you saved it last; nobody else reads it."""
        evaluation = EVALUATIONS.find(id, self)
        form = Form.objects.filter(evaluation=evaluation, person=self.reader).first()
        return _answer(form.contents, form.edit) if form else _answer(asdict(self._shape(id)()), 0)

    def put(self, request: Request, id: int) -> Response:  # noqa: A002
        """Save your form whole, however incomplete. The rules are asked when you take the step."""
        edit = self.named_version()
        contents = asdict(self.body(self._shape(id)))
        if len(canonical(contents).encode()) > MOST:
            raise Refused("too_large")
        EVALUATIONS.find(id, self)
        form = commands.write_form(id, contents, required(edit), self.reader)
        return _answer(form.contents, form.edit)

    def _shape(self, key: int) -> type:
        own = Evaluation.objects.filter(pk=key, plan__employee=self.reader).exists()
        return RealisationForm if own else RatingForm


def _answer(contents: dict[str, Any], edit: int) -> Response:
    return Response(contents, headers={"ETag": f'"{edit}"'})


described(DraftView, "get", "evaluations_draft", answers=EvaluationForm)
described(
    DraftView,
    "put",
    "evaluations_draft_save",
    takes=EvaluationForm,
    answers=EvaluationForm,
    parameters=[IF_MATCH],
)
