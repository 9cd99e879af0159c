"""What who decides on plans and amendments has read of them before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Exists, OuterRef, Q

from cycle_engine.clock import Moment
from workflows.planning.models import Reading, Revision

Subject = tuple[int, int | None]  # a plan, and its amendment if that is what is decided on


def note_reading(person: int, revision: int, at: Moment) -> None:
    """Note that the person has read this revision (id); a second time changes nothing."""
    row = Reading(person_id=person, revision_id=revision, at=at.now)
    Reading.objects.bulk_create([row], ignore_conflicts=True)


def read_before(person: int, submitted: Mapping[Subject, Revision]) -> dict[Subject, Revision]:
    """For each submitted revision the last one that the person read of the same plan or amendment before it; of an
    amendment that he has not read yet, the revision that it changes. Absent where there is none. One query."""
    mine = Reading.objects.filter(person=person, revision=OuterRef("pk"))
    rows = Revision.objects.annotate(was_read=Exists(mine)).filter(
        Q(was_read=True) | Q(in_force_from__isnull=False), plan__in={plan for plan, _ in submitted}
    )
    by_plan: dict[int, list[Revision]] = defaultdict(list)
    for row in rows.order_by("number"):
        by_plan[row.plan_id].append(row)
    found = {
        subject: _before(by_plan[subject[0]], subject, revision) for subject, revision in submitted.items()
    }
    return {subject: revision for subject, revision in found.items() if revision}


def _before(rows: Collection[Revision], subject: Subject, submitted: Revision) -> Revision | None:
    _plan, amendment = subject
    earlier = [row for row in rows if row.number < submitted.number]
    own = [row for row in earlier if row.amendment_id == amendment and row.was_read]  # type: ignore[attr-defined]
    if amendment is None or own:
        return own[-1] if own else None
    in_force = [row for row in earlier if row.in_force_from]
    return max(in_force, key=lambda row: (row.in_force_from, row.number), default=None)
