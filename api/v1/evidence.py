"""Evidence of plans: sending a file, and getting it back as an attachment that no browser runs."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import FileField

from api.v1.acts import after_commit
from api.v1.documents import described
from api.v1.fields import Id
from api.v1.http import Api, answer
from api.v1.kinds import PLANS
from api.v1.names import Names
from api.v1.paging import Paging, page_of, paged
from api.v1.shapes import Named
from cycle_engine.clock import Moment
from cycle_engine.errors import Missing
from workflows.monitoring import commands, store
from workflows.monitoring.models import Evidence

HARMLESS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}


@dataclass(frozen=True)
class EvidenceQuery(Paging):
    """`plan`: the plan whose evidence is wanted."""

    plan: Id = field(kw_only=True)


@dataclass(frozen=True)
class NewEvidence:
    """A `file` as evidence of a `plan`: PDF, picture, office document, CSV or text."""

    plan: Id
    file: Any = field(metadata={"serializer_field": FileField()})


@dataclass(frozen=True)
class EvidenceShape:
    """A file: what it is called, what it is, its size in bytes, the SHA-256 of its content."""

    id: str
    plan: str
    name: str
    media_type: str
    size: int
    sha256: str
    added_by: Named
    added_at: datetime.datetime


class EvidencesView(Api):
    """Evidence."""

    parser_classes = [MultiPartParser]

    def get(self, request: Request) -> Response:
        """The evidence of a plan that you may see, oldest first."""
        asked = self.query(EvidenceQuery)
        plan = PLANS.find(asked.plan, self)
        rows = Evidence.objects.filter(plan=plan)
        return paged(request, rows, asked, lambda found: _shown(found, self.moment))

    def post(self, request: Request) -> Response:
        """Send a file as evidence of a plan: your own, or one that you rate or supervise."""
        new = self.body(NewEvidence)
        plan = PLANS.find(new.plan, self)
        added = commands.add_evidence(plan.pk, new.file.name or "", new.file, self.reader)
        with after_commit():
            (shape,) = _shown([added], self.moment)
            return answer(shape, 201, Location=f"/api/v1/evidence/{added.pk}/")


class EvidenceView(Api):
    """One file of evidence."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """What is known of the file."""
        (shape,) = _shown([_find(id, self)], self.moment)
        return answer(shape)


class EvidenceContentView(Api):
    """The content of a file of evidence."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:  # noqa: FBT001, FBT002
        """The file is what it is, whatever is accepted; only a refusal is negotiated."""
        return super().perform_content_negotiation(request, force=True)

    def get(self, request: Request, id: int) -> FileResponse:  # noqa: A002
        """The file as an attachment, after its hash was checked."""
        found = _find(id, self)
        content = store.opened(found.sha256)
        return FileResponse(
            content, as_attachment=True, filename=found.name, content_type=found.media_type, headers=HARMLESS
        )


def _find(key: int, view: Api) -> Evidence:
    """The evidence, if the reader may see its plan."""
    found = Evidence.objects.filter(pk=key).first()
    if found is None:
        raise Missing
    PLANS.find(found.plan_id, view)
    return found


def _shown(rows: Sequence[Evidence], at: Moment) -> list[EvidenceShape]:
    """These files as answers show them; at most one query."""
    names = Names.of((row.added_by_id for row in rows), at)
    return [
        EvidenceShape(
            id=str(row.pk),
            plan=str(row.plan_id),
            name=row.name,
            media_type=row.media_type,
            size=row.size,
            sha256=row.sha256,
            added_by=names.named(row.added_by_id),
            added_at=row.added_at,
        )
        for row in rows
    ]


described(EvidencesView, "get", "evidence", asks=EvidenceQuery, answers=page_of(EvidenceShape))
described(EvidencesView, "post", "evidence_add", takes=NewEvidence, answers=EvidenceShape, status=201)
described(EvidenceView, "get", "evidence_read", answers=EvidenceShape)
described(
    EvidenceContentView,
    "get",
    "evidence_content",
    answers=OpenApiTypes.BINARY,
    status=(200, "application/octet-stream"),
)
