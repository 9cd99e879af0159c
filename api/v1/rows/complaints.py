"""Complaints as answers show them: to the staff as far as they may read, and to whoever has the code."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, QuerySet

from api.v1.rows.deadlines import OpenDeadline, open_deadlines, overdue
from api.v1.rows.plans import allowed
from api.v1.shapes import Named, Titled
from cycle_engine.clock import Moment
from cycle_engine.look import available_steps
from directory import queries as directory
from directory.identities import unit_names
from directory.today import today
from workflows.voice.complaint_facts import ComplaintFacts
from workflows.voice.complaint_queries import Eyes, Standing, eyes_of


@dataclass(frozen=True)
class SayingShape:
    """What was said: by the citizen (complaint, reopening) or to him (response, answer, dismissal)."""

    kind: str
    words: str
    said_at: datetime.datetime


@dataclass(frozen=True)
class ComplaintShape:
    """A complaint to a unit. `service`: the service that it is about, if any; `post`: whose holder handles it.

    Nobody knows who complains. What he wrote is cleaned of personal data for all but the managers of the unit.
    """

    id: str
    unit: Named
    service: str | None
    category: str
    state: str
    state_label: str
    version: int
    post: Titled | None
    received_on: datetime.date
    responded_on: datetime.date | None
    answered_on: datetime.date | None
    reopened_on: datetime.date | None
    ground: str | None
    said: list[SayingShape]
    deadlines: list[OpenDeadline]
    late: bool
    allowed_steps: list[str]


@dataclass(frozen=True)
class ReceiptShape:
    """How the complaint with your code stands. `answer_by`: the last day of the answer; `may_reopen_until`: the last
    day on which you may say that it is not settled."""

    category: str
    state: str
    state_label: str
    received_on: datetime.date
    answer_by: datetime.date | None
    late: bool
    may_reopen_until: datetime.date | None
    ground: str | None
    said: list[SayingShape]


def rows(complaints: QuerySet[Any], at: Moment) -> Any:
    """The same complaints with what stands beside them in other tables."""
    found = complaints.select_related("service").prefetch_related("sayings")
    return found.annotate(is_late=Exists(overdue("complaint", at)))


def show(complaints: Sequence[Any], reader: int, at: Moment) -> list[ComplaintShape]:
    """These complaints, as `rows` found them, in their order."""
    facts = ComplaintFacts(complaints, *at)
    steps = available_steps(complaints, reader, facts)
    units = unit_names({each.unit_id for each in complaints}, today(at))
    posts = directory.posts({each.post_id for each in complaints if each.post_id}, today(at))
    eyes = eyes_of(reader, at)
    return [
        ComplaintShape(
            id=str(each.pk),
            unit=Named(str(each.unit_id), units.get(each.unit_id, "")),
            service=each.service.code if each.service else None,
            category=each.category,
            state=each.state,
            state_label=str(each.get_state_display()),
            version=each.version,
            post=Titled(str(each.post_id), posts[each.post_id].title) if each.post_id in posts else None,
            received_on=each.received_on,
            responded_on=each.responded_on,
            answered_on=each.answered_on,
            reopened_on=each.reopened_on,
            ground=each.ground or None,
            said=_said(each, eyes),
            deadlines=open_deadlines(facts.deadlines[each.pk], facts.now),
            late=each.is_late,
            allowed_steps=allowed(steps[each.pk]),
        )
        for each in complaints
    ]


def _said(complaint: Any, eyes: Eyes) -> list[SayingShape]:
    said = sorted(complaint.sayings.all(), key=lambda each: each.pk)
    return [SayingShape(each.kind, eyes.words(each, complaint.unit_id), each.said_at) for each in said]


def receipt(standing: Standing) -> ReceiptShape:
    """How a complaint stands, for whoever has its code."""
    complaint = standing.complaint
    return ReceiptShape(
        category=complaint.category,
        state=complaint.state,
        state_label=str(complaint.get_state_display()),
        received_on=complaint.received_on,
        answer_by=standing.answer_by,
        late=standing.late,
        may_reopen_until=standing.may_reopen_until,
        ground=complaint.ground or None,
        said=[SayingShape(each.kind, each.words, each.said_at) for each in standing.said],
    )
