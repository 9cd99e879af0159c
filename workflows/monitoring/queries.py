"""Reads of what an evaluation rests on. Who may see a plan may see this of it; that is asked by the caller."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Prefetch, QuerySet

from cycle_engine.tables import know, read_several
from workflows.monitoring.models import (
    Attachment,
    Evidence,
    EvidenceCheck,
    Feedback,
    FeedbackRequest,
    ProgressEntry,
)
from workflows.planning.rows import Item

R = TypeVar("R", ProgressEntry, Feedback)


def evidence_of(plan: int, ids: Collection[int]) -> dict[int, Evidence]:
    """Those of these that are evidence of the plan, by id; one query."""
    return {row.pk: row for row in all_evidence(plan).filter(pk__in=ids)}


def all_evidence(plan: int) -> QuerySet[Evidence]:
    """The evidence of the plan, the newest first, each piece with how it was found last."""
    return Evidence.objects.filter(plan=plan).select_related("checked").order_by("-pk")


def with_more(rows: QuerySet[ProgressEntry]) -> QuerySet[ProgressEntry]:
    """These entries, each with what corrects it, and with its evidence and how that was found last."""
    evidence = Prefetch("evidence", Evidence.objects.select_related("checked").order_by("pk"))
    return rows.select_related("corrected_by").prefetch_related(evidence)


def progress_of(
    plans: Collection[int], first: datetime.date, last: datetime.date
) -> dict[int, list[ProgressEntry]]:
    """The entries of each plan for these days, both included, by day; what was corrected is left out.

    Two queries, however many plans; `entry.evidence.all()` and `entry.corrected_by` ask no further.
    """
    rows = ProgressEntry.objects.filter(plan__in=plans, day__range=(first, last), corrected_by=None)
    return _by_plan(plans, with_more(rows).order_by("day", "pk"))


def feedback_of(
    plans: Collection[int], first: datetime.date, last: datetime.date
) -> dict[int, list[Feedback]]:
    """The feedback that was given to each plan on these days, both included, oldest first; one query."""
    rows = Feedback.objects.filter(plan__in=plans, day__range=(first, last))
    return _by_plan(plans, rows.order_by("day", "pk"))


@dataclass(frozen=True, slots=True)
class Collected:
    """What a plan has for some days: entries, by day, and feedback, the oldest first; and all its evidence, by id."""

    entries: list[ProgressEntry]
    feedback: list[Feedback]
    evidence: dict[int, Evidence]

    @classmethod
    def of(cls, plan: int, first: datetime.date, last: datetime.date) -> Collected:
        """The same as `progress_of`, `feedback_of` and `all_evidence`, in one query."""
        days = (plan, first, last)
        pieces, checks, entries, attachments, feedback = read_several(
            (Evidence, "t.plan_id = %s", plan),
            (EvidenceCheck, _OF_EVIDENCE, plan),
            (ProgressEntry, f"{_OF_DAYS} AND {_STANDS}", *days),
            (Attachment, _OF_ENTRIES, *days),
            (Feedback, _OF_DAYS, *days),
        )
        evidence, checked = {row.pk: row for row in pieces}, {row.evidence_id: row for row in checks}
        for key, row in evidence.items():
            know(row, "checked", checked.get(key))
        attached: dict[int, list[Evidence]] = defaultdict(list)
        for each in sorted(attachments, key=lambda each: each.evidence_id):
            attached[each.entry_id].append(evidence[each.evidence_id])
        for entry in entries:
            know(entry, "corrected_by", None)
            know(entry, "evidence", attached[entry.pk])
        return cls(
            sorted(entries, key=lambda each: each.day), sorted(feedback, key=lambda each: each.day), evidence
        )


_OF_DAYS = "t.plan_id = %s AND t.day BETWEEN %s AND %s"
_STANDS = "NOT EXISTS (SELECT FROM monitoring_progressentry c WHERE c.corrects_id = t.id)"
_OF_EVIDENCE = "t.evidence_id IN (SELECT e.id FROM monitoring_evidence e WHERE e.plan_id = %s)"
_OF_ENTRIES = """
    t.entry_id IN (SELECT e.id FROM monitoring_progressentry e WHERE e.plan_id = %s AND e.day BETWEEN %s AND %s)
"""


def _by_plan(plans: Collection[int], rows: Iterable[R]) -> dict[int, list[R]]:
    found: dict[int, list[R]] = defaultdict(list)
    for row in rows:
        found[row.plan_id].append(row)
    return {plan: found[plan] for plan in plans}


def asked_of(person: int) -> QuerySet[FeedbackRequest]:
    """What others want to hear from this person, with the plans it is about and the answers."""
    return FeedbackRequest.objects.filter(of=person).select_related("plan", "answer")


def texts(rows: Iterable[FeedbackRequest]) -> dict[tuple[int, str], str]:
    """What each of these is about, in the words that were in force last: (plan, result) → text; one query."""
    plans, results = {row.plan_id for row in rows}, {row.about for row in rows}
    items = Item.objects.filter(revision__plan__in=plans, item__in=results)
    newest_last = items.order_by("revision__in_force_from", "revision__number")
    return {
        (plan, item): text for plan, item, text in newest_last.values_list("revision__plan", "item", "text")
    }
