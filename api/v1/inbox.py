"""What waits for the one who asks."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.http import Api
from api.v1.kinds import KINDS
from api.v1.names import Names
from api.v1.paging import Paging, page_of, paged
from api.v1.shapes import Named
from cycle_engine.clock import Moment
from cycle_engine.models import Deadline
from workflows.planning import queries
from workflows.planning.queries import Waiting
from workflows.voice.complaint_queries import Turn, turns


@dataclass(frozen=True)
class InboxItem:
    """A record, such as plans/12, that waits for you; `who` is whose plan it is: a complaint has none. `version` is
    for the step."""

    record: str
    step: str
    version: int
    due_at: datetime.datetime
    late: bool
    plan: str | None
    who: Named | None


class InboxView(Api):
    """Your inbox."""

    def get(self, request: Request) -> Response:
        """What waits for you, oldest deadline first."""
        asked = self.query(Paging)
        at = self.moment
        found: list[Waiting | Turn] = [*queries.inbox(self.reader, at), *turns(self.reader, at)]
        waiting = {each.deadline.pk: each for each in found}
        rows = Deadline.objects.filter(pk__in=waiting)
        return paged(request, rows, asked, lambda found: _shown(found, waiting, self.moment), "due_at")


def _shown(rows: Sequence[Deadline], waiting: Mapping[int, Waiting | Turn], at: Moment) -> list[InboxItem]:
    owners = {key: each.plan.employee_id for key, each in waiting.items() if isinstance(each, Waiting)}
    names = Names.of((owners.get(row.pk) for row in rows), at)
    return [
        InboxItem(
            record=f"{KINDS[row.record].path}/{row.record_id}",
            step=waiting[row.pk].step,
            version=waiting[row.pk].record.version,
            due_at=row.due_at,
            late=row.due_at <= at.now,
            plan=str(row.chain_id) if row.pk in owners else None,
            who=names.maybe(owners.get(row.pk)),
        )
        for row in rows
    ]


described(InboxView, "get", "inbox", asks=Paging, answers=page_of(InboxItem))
