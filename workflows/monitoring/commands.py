"""The verbs of monitoring: the only entrance for writers. Nothing here moves a record or tells anybody."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction

from cycle_engine import clock
from cycle_engine.errors import Blocker, Missing, NotYourTurn, RulesBroken, WorkflowError, WrongState
from cycle_engine.tables import lock, read_records
from directory import queries as directory
from workflows.monitoring import checks, links, queries, rules, store
from workflows.monitoring.data import About, Asked, Known, NewEntry, Said
from workflows.monitoring.media import recognise
from workflows.monitoring.models import (
    NAME,
    AboutKind,
    Attachment,
    Evidence,
    EvidenceCheck,
    Feedback,
    FeedbackRequest,
    ProgressEntry,
)
from workflows.monitoring.standing import leaders, standing_of
from workflows.planning import contents
from workflows.planning.contents import Document
from workflows.planning.facts import PlanFacts
from workflows.planning.machine import PlanState
from workflows.planning.models import Plan

RUNNING = frozenset(
    {PlanState.IN_FORCE, PlanState.MID_YEAR_REVIEW, PlanState.SECOND_HALF, PlanState.FINAL_APPRAISAL}
)


@dataclass(frozen=True)
class Desk:
    """A plan at one moment, with a person who wants to write something about it."""

    plan: Plan
    facts: PlanFacts
    person: int

    @cached_property
    def contents(self) -> Document:
        """The contents in force; empty where there are none."""
        revision = self.facts.in_force(self.plan)
        return revision.contents if revision else {}

    @cached_property
    def results(self) -> set[str]:
        return {result["id"] for result in contents.results(self.contents)}

    @property
    def leads(self) -> bool:
        """Whether the person is the plan's rater or superior today."""
        return self.person in leaders(self.plan, self.facts)

    @property
    def owns(self) -> bool:
        return self.person == self.plan.employee_id

    def refuse(
        self, *, allowed: bool, blockers: Iterable[Blocker], states: Collection[str] | None = RUNNING
    ) -> None:
        """Raise what forbids to write: first who it is, then the state, then all rules together."""
        error: WorkflowError | None = None
        if not allowed:
            error = NotYourTurn()
        elif states is not None and self.plan.state not in states:
            error = WrongState()
        elif found := list(blockers):
            error = RulesBroken(found)
        if error is not None:
            error.about(self.plan)
            raise error


@contextmanager
def desk_of(plan: int, person: int) -> Iterator[Desk]:
    """The plan, locked until the end, so that it is in the state that was looked at. Missing if there is none."""
    with transaction.atomic():
        records, moment = lock(Plan, [plan], skip_locked=False)
        if plan not in records:
            raise Missing
        yield Desk(records[plan], PlanFacts([records[plan]], *moment), person)


# Evidence


def add_evidence(plan: int, name: str, content: BinaryIO, person: int) -> Evidence:
    """Take a file as evidence of a plan: from its owner, its rater or its superior, in any state.

    The content is on the disk before the row is written; what happens in between leaves at most a file that
    nobody names. Raises Missing, NotYourTurn, RulesBroken (the name), UnfitFile, TooLarge or StoreFailed.
    """
    name = _last_part(name)
    now = _may_add(plan, person, rules.broken(rules.NAMING, name))
    kept = store.keep(content, partial(recognise, name=name))
    file = {"media_type": kept.media_type, "size": kept.size, "sha256": kept.sha256}
    return _added(plan, name, person, now, now + checks.EVERY, **file)


def add_link(plan: int, name: str, url: str, person: int) -> Evidence:
    """Take a link as evidence of a plan, from the same people. Without a name it is called by its address.

    What it leads to is looked at later, and again and again. Raises Missing, NotYourTurn, or RulesBroken (the name,
    the address, where it leads, and how many links there are).
    """
    name = name.strip() or url.partition("://")[2][:NAME]
    now = _may_add(plan, person, _wrong_with(plan, name, url))
    return _added(plan, name, person, now, now, url=url)


def _wrong_with(plan: int, name: str, url: str) -> Iterator[Blocker]:
    """Nothing is looked up for who may not add it."""
    yield from rules.broken(rules.NAMING, name)
    links_of = Evidence.objects.filter(plan=plan).exclude(url="")
    if found := list(rules.broken(rules.LINKING, links_of.count())):
        yield from found
        return
    if refused := links.refusal(url):
        yield refused


def _may_add(plan: int, person: int, blockers: Iterable[Blocker]) -> datetime.datetime:
    """Refuse who may not add evidence, and what is wrong with it; now."""
    records, moment = read_records(Plan, [plan]), clock.moment()
    if plan not in records:
        raise Missing
    desk = Desk(records[plan], PlanFacts([records[plan]], *moment), person)
    desk.refuse(allowed=desk.owns or desk.leads, states=None, blockers=blockers)
    return moment.now


@transaction.atomic
def _added(
    plan: int, name: str, person: int, now: datetime.datetime, look_at: datetime.datetime, **what: Any
) -> Evidence:
    row = Evidence.objects.create(plan_id=plan, name=name, added_by_id=person, added_at=now, **what)
    EvidenceCheck.objects.create(evidence=row, next_at=look_at)
    return row


def _last_part(name: str) -> str:
    """What a file is called, without a path before it and without characters that nobody sees."""
    return "".join(each for each in Path(name.replace("\\", "/")).name if each.isprintable()).strip()


# Progress


def write_progress(plan: int, entries: Sequence[NewEntry], person: int) -> list[ProgressEntry]:
    """Enter work done, all of it or nothing: by the plan's owner, while the plan runs.

    Raises Missing, NotYourTurn, WrongState, or RulesBroken with all that is wrong, by place.
    """
    with desk_of(plan, person) as desk:
        desk.refuse(allowed=desk.owns, blockers=rules.broken_in(entries, _known(desk, entries)))
        rows = ProgressEntry.objects.bulk_create(
            ProgressEntry(
                plan_id=plan,
                indicator=each.indicator,
                day=each.date,
                value=each.value,
                note=each.note,
                corrects_id=each.corrects,
                written_by_id=person,
                written_at=desk.facts.now,
            )
            for each in entries
        )
        Attachment.objects.bulk_create(
            Attachment(entry=row, evidence_id=key)
            for row, each in zip(rows, entries, strict=True)
            for key in dict.fromkeys(each.evidence)
        )
    return rows


def _known(desk: Desk, entries: Sequence[NewEntry]) -> Known:
    plan, document = desk.plan, desk.contents
    corrected = [each.corrects for each in entries if each.corrects is not None]
    standing = ProgressEntry.objects.filter(plan=plan, pk__in=corrected, corrected_by=None)
    return Known(
        first=plan.starts_on,
        last=min(plan.ends_on, desk.facts.day(plan)),
        measurable=document.get("approach") == "kuantitatif",
        indicators={item["id"]: item for result, item in contents.items(document) if result},
        evidence=queries.evidence_of(plan.pk, {key for each in entries for key in each.evidence}).keys(),
        standing=set(standing.values_list("pk", flat=True)),
    )


# Feedback


def give_feedback(plan: int, about: About, text: str, person: int) -> Feedback:
    """Give feedback that nobody asked for: as rater or superior of the plan, any day while it runs (`6/2022:17-19`).

    Raises Missing, NotYourTurn, WrongState or RulesBroken.
    """
    with desk_of(plan, person) as desk:
        blockers = rules.broken(rules.GIVING, Said(about, text, desk.results))
        desk.refuse(allowed=desk.leads, blockers=blockers)
        return _give(desk, about, text)


def ask_for_feedback(plan: int, about: About, question: str, post: int, person: int) -> FeedbackRequest:
    """Ask who holds a post of the agency today for feedback: as the plan's owner or its rater, while it runs.

    Raises Missing, NotYourTurn, WrongState or RulesBroken.
    """
    with desk_of(plan, person) as desk:
        raters = {holder.person for holder in desk.facts.duty_at(desk.plan, 0)}
        holder = _holder(desk, post)
        case = Asked(
            about,
            question,
            desk.results,
            needed=False,
            holder=holder,
            asker=person,
            employee=desk.plan.employee_id,
        )
        desk.refuse(allowed=desk.owns or person in raters, blockers=rules.broken(rules.ASKING, case))
        return FeedbackRequest.objects.create(
            plan=desk.plan,
            about_kind=about.kind,
            about=about.item,
            asked_by_id=person,
            of_id=holder,  # type: ignore[misc]  # a rule refuses nobody
            question=question,
            asked_at=desk.facts.now,
        )


def _holder(desk: Desk, post: int) -> int | None:
    """Who holds a post today, if it is one of the agency of the plan's cycle."""
    day = desk.facts.day(desk.plan)
    row = directory.posts([post], day).get(post)
    if row is None or row.unit_id not in directory.units_below([desk.plan.cycle.unit_id], day):
        return None
    return directory.lines([post], day)[post][0].holder


def answer_request(request: int, text: str, person: int) -> Feedback:
    """Give the feedback that was asked of this person, once, while the plan runs.

    Raises Missing (also for what was asked of somebody else), WrongState or RulesBroken.
    """
    asked = queries.asked_of(person).filter(pk=request).first()
    if asked is None:
        raise Missing
    with desk_of(asked.plan_id, person) as desk:
        about = About(AboutKind(asked.about_kind), asked.about)
        answered = Feedback.objects.filter(request=asked).exists()
        case = Said(about, text, {asked.about}, answered=answered)
        desk.refuse(allowed=True, blockers=rules.broken(rules.GIVING, case))
        return _give(desk, about, text, asked)


def _give(desk: Desk, about: About, text: str, asked: FeedbackRequest | None = None) -> Feedback:
    return Feedback.objects.create(
        plan=desk.plan,
        about_kind=about.kind,
        about=about.item,
        text=text,
        given_by_id=desk.person,
        standing=standing_of(desk.person, desk.plan, desk.facts),
        day=desk.facts.day(desk.plan),
        given_at=desk.facts.now,
        request=asked,
    )
