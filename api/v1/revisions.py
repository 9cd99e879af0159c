"""Frozen revisions of a plan, and how two of them differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1 import shapes
from api.v1.documents import described
from api.v1.fields import dump
from api.v1.http import Api, answer
from api.v1.kinds import PLANS
from api.v1.paging import Paging, page_of, paged
from cycle_engine.errors import Missing
from workflows.planning import contents
from workflows.planning.rows import Revision


class RevisionsView(Api):
    """The revisions of a plan, oldest first."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        asked = self.query(Paging)
        plan = PLANS.find(id, self)
        return paged(request, Revision.objects.filter(plan=plan), asked, _shown, "number")


class RevisionView(Api):
    """One revision with its contents. It never changes."""

    def get(self, request: Request, id: int, number: int) -> Response:  # noqa: A002
        PLANS.find(id, self)
        revision = _revision(id, number)
        heading = dump(shapes.Revision(**_heading(revision)))
        return Response(heading | {"contents": revision.contents})  # as they were hashed


class DiffView(Api):
    """What changed from one revision to another."""

    def get(self, request: Request, id: int, first: int, second: int) -> Response:  # noqa: A002
        PLANS.find(id, self)
        before, after = _revision(id, first), _revision(id, second)
        items = [
            shapes.Difference(each.item, each.change, each.fields, each.before, each.after)
            for each in contents.diff(before.contents, after.contents)
        ]
        return answer(shapes.Diff(first, second, items))


def _revision(plan: int, number: int) -> Revision:
    found = Revision.objects.filter(plan=plan, number=number).first()
    if found is None:
        raise Missing
    return found


def _shown(revisions: Sequence[Revision]) -> list[shapes.Revision]:
    return [shapes.Revision(**_heading(each)) for each in revisions]


def _heading(revision: Revision) -> dict[str, Any]:
    return {
        "number": revision.number,
        "hash": revision.hash,
        "amendment": str(revision.amendment_id) if revision.amendment_id else None,
        "signed": revision.signed,
        "frozen_at": revision.frozen_at,
        "in_force_from": revision.in_force_from,
    }


described(RevisionsView, "get", "plans_revisions", asks=Paging, answers=page_of(shapes.Revision))
described(RevisionView, "get", "plans_revisions_read", answers=shapes.WholeRevision)
described(DiffView, "get", "plans_revisions_diff", answers=shapes.Diff)
