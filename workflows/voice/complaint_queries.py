"""Reads of complaints: for the staff as far as they may see, and for the citizen who has the code."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cycle_engine.actors import Capacity
from cycle_engine.clock import Moment
from cycle_engine.models import Deadline
from cycle_engine.remembered import remembered
from directory import queries as directory
from directory.many import any_of
from directory.models import Assignment, Letter
from directory.remit import grants_of
from directory.today import today
from workflows.voice.cleaning import clean
from workflows.voice.complaint_limits import ANSWER, CLOSING, COMPLAINT_LIMITS
from workflows.voice.complaints import Complaint, Saying
from workflows.voice.machine import AT_WORK


@dataclass(frozen=True, slots=True)
class Eyes:
    """Which complaints a person sees: of units that he manages or inspects, or assigned to posts in which he acts
    (ids)."""

    manages: frozenset[int]
    inspects: frozenset[int]
    posts: frozenset[int]

    @property
    def complaints(self) -> Q:
        units = self.manages | self.inspects
        return Q(unit__in=any_of(units)) | Q(post__in=self.posts) if units else Q(post__in=self.posts)

    @property
    def turns(self) -> Q:
        """Those of them that wait for him, unless they were answered."""
        return Q(state="received", unit__in=any_of(self.manages)) | Q(state__in=AT_WORK, post__in=self.posts)

    def words(self, saying: Saying, unit: int) -> str:
        """What was said as he may read it: what a citizen wrote is cleaned of personal data but for the manager."""
        whole = unit in self.manages or not saying.is_the_citizens
        return saying.words if whole else clean(saying.words)


def eyes_of(person: int, at: Moment) -> Eyes:
    """At most four queries, none while nothing of the directory changes."""
    granted = grants_of(person, at)
    return Eyes(granted.manages, granted.inspects, remembered(at.epoch, _posts, [person], today(at))[person])


def _posts(persons: Collection[int], day: datetime.date) -> dict[int, frozenset[int]]:
    return {person: frozenset(_acts_in(person, day)) for person in persons}


def _acts_in(person: int, day: datetime.date) -> set[int]:
    """The posts in which the person acts, as their holder or by a letter."""
    held = Assignment.objects.on(day).filter(person=person).values_list("post", flat=True)
    stood = Letter.objects.on(day).filter(person=person).values_list("post", flat=True)
    seats = {post: line[0] for post, line in directory.lines({*held, *stood}, day).items()}
    return {post for post, seat in seats.items() if any(each.person == person for each in seat.acting)}


def visible_complaints(person: int, at: Moment) -> QuerySet[Complaint]:
    """The complaints that a person may see now."""
    return Complaint.objects.filter(eyes_of(person, at).complaints)


def late(complaints: QuerySet[Any], now: datetime.datetime) -> QuerySet[Any]:
    """Those of the complaints with which somebody is late."""
    rows = Deadline.objects.filter(
        record="complaint", record_id=OuterRef("pk"), closed_at=None, due_at__lte=now
    )
    return complaints.filter(Exists(rows.exclude(waits_for=Capacity.CLOCK)))


# What waits


@dataclass(frozen=True, slots=True)
class Turn:
    """A complaint that waits for somebody: its first deadline, and the step that would meet it."""

    deadline: Deadline
    record: Complaint
    step: str


def turns(person: int, at: Moment) -> list[Turn]:
    """The complaints that wait for a person, oldest deadline first, each once; two queries."""
    waiting = {row.pk: row for row in Complaint.objects.filter(eyes_of(person, at).turns)}
    if not waiting:
        return []
    rows = Deadline.objects.filter(record="complaint", record_id__in=any_of(waiting), closed_at=None)
    steps = {limit.kind: limit.steps for limit in COMPLAINT_LIMITS}
    found: dict[int, Turn] = {}
    for row in rows.order_by("due_at", "pk"):
        step = steps[row.kind][Capacity(row.waits_for)][0]
        found.setdefault(row.record_id, Turn(row, waiting[row.record_id], step))
    return list(found.values())


# For the citizen


@dataclass(frozen=True, slots=True)
class Standing:
    """How a complaint stands, for whoever has its code: never who works on it, and not what the citizen wrote.

    `answer_by`: the last day of the answer; `may_reopen_until`: of saying that it is not settled.
    """

    complaint: Complaint
    said: Sequence[Saying]
    answer_by: datetime.date | None
    late: bool
    may_reopen_until: datetime.date | None


def standing(complaint: Complaint, at: Moment) -> Standing:
    """Two queries."""
    rows = Deadline.objects.filter(record="complaint", record_id=complaint.pk, closed_at=None)
    opened = {row.kind: row for row in rows}
    said = [row for row in complaint.sayings.order_by("pk") if not row.is_the_citizens]
    answer, closing = opened.get(ANSWER), opened.get(CLOSING)
    may_reopen = closing is not None and at.now < closing.due_at and complaint.reopened_on is None
    return Standing(
        complaint,
        said,
        answer.last_day if answer else None,
        any(row.due_at <= at.now for row in opened.values() if row.waits_for != Capacity.CLOCK),
        closing.last_day if closing and may_reopen else None,
    )


def cleaned(step: str, payload: dict[str, Any]) -> dict[str, Any]:
    """The payload of a complaint's entry, with what a citizen wrote cleaned of personal data."""
    data = payload.get("data") or {}
    if step not in ("receive", "reopen") or "words" not in data:
        return payload
    return payload | {"data": data | {"words": clean(data["words"])}}
