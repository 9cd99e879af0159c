"""What was submitted beside what its reviewer has read of it before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery

from cycle_engine.clock import Moment
from workflows.planning.models import Reading, Revision

Subject = tuple[int, int | None]  # a plan, and its amendment if that is what is decided on


@dataclass(frozen=True, slots=True)
class Submitted:
    """A frozen revision with its contents, whether a person has read it, and what he read `before` it, if anything:
    the last revision of the same plan or amendment; of an amendment that is new to him, the one that it changes.

    `read_at` of that one: when he read it, if he did.
    """

    revision: Revision
    was_read: bool
    before: Revision | None


def note_reading(person: int, revision: int, at: Moment) -> None:
    """Note that the person has read this revision (id); a second time changes nothing."""
    row = Reading(person_id=person, revision_id=revision, at=at.now)
    Reading.objects.bulk_create([row], ignore_conflicts=True)


def submitted_to(person: int, newest: Mapping[Subject, Revision]) -> dict[Subject, Submitted]:
    """The newest revisions of plans and amendments as this person is to read them; one query."""
    mine = Reading.objects.filter(person=person, revision=OuterRef("pk"))
    rows = Revision.objects.annotate(read_at=Subquery(mine.values("at")[:1])).filter(
        Q(read_at__isnull=False)
        | Q(in_force_from__isnull=False)
        | Q(pk__in=[each.pk for each in newest.values()]),
        plan__in={plan for plan, _ in newest},
    )
    by_plan: dict[int, dict[int, Revision]] = defaultdict(dict)
    for row in rows.order_by("number"):
        by_plan[row.plan_id][row.number] = row
    return {
        subject: _submitted(list(by_plan[subject[0]].values()), subject, revision.number)
        for subject, revision in newest.items()
    }


def _submitted(rows: Collection[Revision], subject: Subject, number: int) -> Submitted:
    (revision,) = (row for row in rows if row.number == number)
    earlier = [row for row in rows if row.number < number]
    own = [row for row in earlier if row.amendment_id == subject[1] and _was_read(row)]
    in_force = [row for row in earlier if row.in_force_from and subject[1] is not None]
    changed = max(in_force, key=lambda row: (row.in_force_from, row.number), default=None)
    return Submitted(revision, _was_read(revision), own[-1] if own else changed)


def _was_read(row: Revision) -> bool:
    return row.read_at is not None  # type: ignore[attr-defined]
