"""The revision being drafted, whole: of a plan and of an amendment."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import IF_MATCH, described
from api.v1.errors import Refused
from api.v1.http import Api, required
from api.v1.kinds import AMENDMENTS, PLANS, Kind
from cycle_engine.errors import Missing
from workflows.planning import commands
from workflows.planning.contents import Contents, Document, document
from workflows.planning.fitness import unfit
from workflows.planning.models import Amendment
from workflows.planning.queries import used_item_ids
from workflows.planning.rows import Draft
from workflows.planning.starting import Source


class ContentsView(Api):
    """The draft's contents. The edit counter is its ETag; a save names it in If-Match."""

    kind: ClassVar[Kind]

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """The contents as they were saved last."""
        self.kind.find(id, self)
        draft = self.draft(id)
        if draft is None:
            raise Missing
        return _answer(draft)

    def put(self, request: Request, id: int) -> Response:  # noqa: A002
        """Save the contents whole: what has no id yet is given one. The rules are asked when you submit."""
        contents = document(self.body(Contents), used_item_ids(self.plan(id)))
        refuse_what_no_row_holds(contents)
        edit = self.named_version()
        self.kind.find(id, self)
        return _answer(self.save(id, contents, required(edit)))

    @abstractmethod
    def plan(self, key: int) -> int:
        """The plan whose contents these are; 0 where there is none."""

    @abstractmethod
    def draft(self, key: int) -> Draft | None:
        """What was saved last."""

    @abstractmethod
    def save(self, key: int, contents: Document, edit: int) -> Draft:
        """Save it."""


class PlanContentsView(ContentsView):
    """The contents of a plan that is being drafted."""

    kind = PLANS

    def plan(self, key: int) -> int:
        return key

    def draft(self, key: int) -> Draft | None:
        return Draft.objects.filter(plan=key, amendment=None).first()

    def save(self, key: int, contents: Document, edit: int) -> Draft:
        return commands.write_plan(key, contents, edit, self.reader)


class AmendmentContentsView(ContentsView):
    """The contents of an amendment that is being drafted."""

    kind = AMENDMENTS

    def plan(self, key: int) -> int:
        return Amendment.objects.filter(pk=key).values_list("plan", flat=True).first() or 0

    def draft(self, key: int) -> Draft | None:
        return Draft.objects.filter(amendment=key).first()

    def save(self, key: int, contents: Document, edit: int) -> Draft:
        return commands.write_amendment(key, contents, edit, self.reader)


@dataclass(frozen=True)
class Start:
    """`from`: the template of the post, or your last plan in it. `replace` contents that are there."""

    from_: Source
    replace: bool = False


class StartView(Api):
    """Beginning a draft with what is there already."""

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Begin your plan with the template of its post, or as your last plan was, to go on from there."""
        start, edit = self.body(Start), self.named_version()
        PLANS.find(id, self)
        draft = commands.start_plan(id, start.from_, required(edit), self.reader, replace=start.replace)
        return _answer(draft)


def _answer(draft: Draft) -> Response:
    return Response(draft.contents, headers={"ETag": f'"{draft.edit}"'})


def refuse_what_no_row_holds(contents: Document) -> None:
    """Refuse contents that cannot be kept, complete or not."""
    if errors := unfit(contents):
        raise Refused("invalid", errors=errors)


for _view in (PlanContentsView, AmendmentContentsView):
    described(_view, "get", f"{_view.kind.path}_contents", answers=Contents)
    described(
        _view,
        "put",
        f"{_view.kind.path}_contents_save",
        takes=Contents,
        answers=Contents,
        parameters=[IF_MATCH],
    )
described(StartView, "post", "plans_contents_start", takes=Start, answers=Contents, parameters=[IF_MATCH])
