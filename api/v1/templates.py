"""Templates: the contents with which plans of a post begin."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import FileField

from api.v1.contents import refuse_what_no_row_holds
from api.v1.documents import described
from api.v1.errors import Refused
from api.v1.fields import Id
from api.v1.http import Api, answer
from api.v1.managers import ManagersSheet
from api.v1.paging import Paging, page_of, paged
from api.v1.shapes import Named, Titled
from cycle_engine.actors import Actor
from cycle_engine.errors import Missing
from directory import queries as directory
from directory.identities import unit_names
from directory.models import PostRow
from directory.rows import DirectoryError
from workflows.planning import templates
from workflows.planning.contents import Contents, Document, document
from workflows.planning.rows import Template
from workflows.planning.template_sheets import contents_in


@dataclass(frozen=True)
class TemplateQuery(Paging):
    """`post`: of this post. `unit`: of posts in that unit and all below it."""

    post: Id | None = None
    unit: Id | None = None


@dataclass(frozen=True)
class TemplateInList:
    """A template, `since` when plans of the `post` begin with it, and how much there is in it."""

    id: str
    post: Titled
    unit: Named
    since: datetime.date
    approach: str
    results: int
    indicators: int


@dataclass(frozen=True)
class TemplateSheet:
    """A `file`, CSV or XLSX, with a row for each indicator; see the columns in the documentation of templates."""

    file: Any = field(metadata={"serializer_field": FileField()})


@dataclass(frozen=True)
class TemplatesRead:
    """How many posts the sheet has templates for, and for how many of them that is news."""

    posts: int
    changed: int


class TemplatesView(Api):
    """Templates."""

    def get(self, request: Request) -> Response:
        """Templates of posts in units that you manage or inspect, and of your own post."""
        asked = self.query(TemplateQuery)
        rows = templates.known_templates(self.reader, self.day)
        if asked.post is not None:
            rows = rows.filter(post=asked.post)
        if asked.unit is not None:
            units = directory.units_below([asked.unit], self.day)
            rows = rows.filter(post__in=PostRow.objects.on(self.day).filter(unit__in=units).values("post"))
        return paged(request, rows, asked, lambda found: _shown(found, self.day))


class TemplateView(Api):
    """The template of a post."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """The contents with which plans of the post begin."""
        return Response(_find(self, id).contents)

    def put(self, request: Request, id: int) -> Response:  # noqa: A002
        """Let plans of the post begin with these contents from today on; as a manager of its unit."""
        contents = document(self.body(Contents))
        refuse_what_no_row_holds(contents)
        _put(self, {id: contents})
        return Response(contents)

    def delete(self, request: Request, id: int) -> Response:  # noqa: A002
        """Let plans of the post begin empty from today on; as a manager of its unit."""
        found = _find(self, id)
        templates.end_template(found.post_id, self.day, actor=Actor.of(self.reader))
        return Response(status=204)


class TemplateSheetView(ManagersSheet):
    """Templates as a sheet."""

    def post(self, request: Request) -> Response:
        """Set the templates of all posts in a sheet, whole or not at all; as a manager of their units.

        Behaviours and annexes stay as they are.
        """
        sent = self.body(TemplateSheet)
        try:
            found = contents_in(sent.file, self.day)
        except DirectoryError as error:
            raise _wrong(error) from error
        for contents in found.values():
            refuse_what_no_row_holds(contents)
        return answer(TemplatesRead(len(found), _put(self, found)))


def _put(view: Api, contents: dict[int, Document]) -> int:
    return templates.put_templates(contents, view.day, actor=Actor.of(view.reader))


def _find(view: Api, post: int) -> Template:
    found = templates.known_templates(view.reader, view.day).filter(post=post).first()
    if found is None:
        raise Missing
    return found


def _wrong(error: DirectoryError) -> Refused:
    """Each cell that is wrong by its row and column, as a spreadsheet shows them."""
    places: dict[str, list[str]] = {}
    for problem in error.problems:
        places.setdefault(".".join(["file", str(problem.row), problem.column]).rstrip("."), []).append(
            problem.message
        )
    return Refused("invalid", errors=places)


def _shown(rows: Sequence[Template], day: datetime.date) -> list[TemplateInList]:
    posts = directory.posts([row.post_id for row in rows], day)
    units = unit_names({each.unit_id for each in posts.values()}, day)
    return [
        TemplateInList(
            id=str(row.pk),
            post=Titled(str(row.post_id), post.title),
            unit=Named(str(post.unit_id), units.get(post.unit_id, "")),
            since=row.valid_from,
            approach=row.contents.get("approach", ""),
            results=len(row.contents.get("results", ())),
            indicators=sum(len(each.get("indicators", ())) for each in row.contents.get("results", ())),
        )
        for row in rows
        for post in [posts[row.post_id]]
    ]


described(TemplatesView, "get", "templates", asks=TemplateQuery, answers=page_of(TemplateInList))
described(TemplateView, "get", "templates_read", answers=Contents)
described(TemplateView, "put", "templates_put", takes=Contents, answers=Contents)
described(TemplateView, "delete", "templates_end", status=204)
described(TemplateSheetView, "post", "templates_sheet", takes=TemplateSheet, answers=TemplatesRead)
