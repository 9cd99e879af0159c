"""Evidence of plans: files, given back as attachments that no browser runs, and links; and how each was found."""

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
from workflows.monitoring.models import Evidence, EvidenceCheck
from workflows.monitoring.queries import all_evidence

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
class NewLink:
    """A link as evidence of a `plan`; without a name it is called by its address."""

    plan: Id
    url: str
    name: str = ""


@dataclass(frozen=True)
class Found:
    """How a piece was found when it was looked at last: `why` it was not whole, and since when it is broken.

    Of a link the `status` of the answer, and the address that was `reached` in the end.
    """

    looked_at: datetime.datetime
    why: str | None
    why_label: str | None
    broken_since: datetime.datetime | None
    status: int | None
    reached: str | None


@dataclass(frozen=True)
class EvidenceShape:
    """A file: what it is called, what it is, its size in bytes, the SHA-256 of its content. Or a link: its `url`.

    `found`: nothing before it was looked at for the first time.
    """

    id: str
    plan: str
    name: str
    media_type: str | None
    size: int | None
    sha256: str | None
    url: str | None
    added_by: Named
    added_at: datetime.datetime
    found: Found | None


class EvidencesView(Api):
    """Evidence."""

    parser_classes = [MultiPartParser]

    def get(self, request: Request) -> Response:
        """The evidence of a plan that you may see, oldest first."""
        asked = self.query(EvidenceQuery)
        plan = PLANS.find(asked.plan, self)
        rows = all_evidence(plan.pk)
        return paged(request, rows, asked, lambda found: _shown(found, self.moment))

    def post(self, request: Request) -> Response:
        """Send a file as evidence of a plan: your own, or one that you rate or supervise."""
        new = self.body(NewEvidence)
        plan = PLANS.find(new.plan, self)
        added = commands.add_evidence(plan.pk, new.file.name or "", new.file, self.reader)
        return _made(added, self)


class LinksView(Api):
    """Links as evidence."""

    def post(self, request: Request) -> Response:
        """Add a link as evidence of a plan, as you would a file. It is looked at soon, and each week."""
        new = self.body(NewLink)
        plan = PLANS.find(new.plan, self)
        return _made(commands.add_link(plan.pk, new.name, new.url, self.reader), self)


def _made(added: Evidence, view: Api) -> Response:
    with after_commit():
        (shape,) = _shown([added], view.moment)
        return answer(shape, 201, Location=f"/api/v1/evidence/{added.pk}/")


class EvidenceView(Api):
    """One piece of evidence."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """What is known of it."""
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
        if found.url:
            raise Missing
        content = store.opened(found.sha256)
        return FileResponse(
            content, as_attachment=True, filename=found.name, content_type=found.media_type, headers=HARMLESS
        )


def _find(key: int, view: Api) -> Evidence:
    """The evidence, if the reader may see its plan."""
    found = Evidence.objects.select_related("checked").filter(pk=key).first()
    if found is None:
        raise Missing
    PLANS.find(found.plan_id, view)
    return found


def _shown(rows: Sequence[Evidence], at: Moment) -> list[EvidenceShape]:
    """These pieces as answers show them; at most one query."""
    names = Names.of((row.added_by_id for row in rows), at)
    return [
        EvidenceShape(
            id=str(row.pk),
            plan=str(row.plan_id),
            name=row.name,
            media_type=row.media_type or None,
            size=row.size or None,
            sha256=row.sha256 or None,
            url=row.url or None,
            added_by=names.named(row.added_by_id),
            added_at=row.added_at,
            found=_found(row.checked),
        )
        for row in rows
    ]


def _found(checked: EvidenceCheck) -> Found | None:
    if checked.looked_at is None:
        return None
    return Found(
        looked_at=checked.looked_at,
        why=checked.why or None,
        why_label=checked.get_why_display() or None,
        broken_since=checked.broken_since,
        status=checked.status,
        reached=checked.reached or None,
    )


described(EvidencesView, "get", "evidence", asks=EvidenceQuery, answers=page_of(EvidenceShape))
described(EvidencesView, "post", "evidence_add", takes=NewEvidence, answers=EvidenceShape, status=201)
described(LinksView, "post", "evidence_link_add", takes=NewLink, answers=EvidenceShape, status=201)
described(EvidenceView, "get", "evidence_read", answers=EvidenceShape)
described(
    EvidenceContentView,
    "get",
    "evidence_content",
    answers=OpenApiTypes.BINARY,
    status=(200, "application/octet-stream"),
)
