"""What evaluation knows of its records at one moment, fetched once for many."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cycle_engine.actors import Capacity, Holder
from directory import queries as directory
from directory.models import Assignment, Top
from workflows.cycles.periods import named
from workflows.evaluation import achievements
from workflows.evaluation.achievements import Known
from workflows.evaluation.distribution import Comparison, compare
from workflows.evaluation.rows import Document, Rating, SelfAssessment
from workflows.planning.contents import Document as Contents
from workflows.planning.rows import Revision, TakenOver
from workflows.planning.standing import Standing

if TYPE_CHECKING:
    from workflows.evaluation.models import Evaluation
    from workflows.planning.models import Plan

UNSIGNED = ("open", "self_assessed", "rated")
ONE_DAY = datetime.timedelta(days=1)

# Whose result is final when the holder of a top post rates him (`IV.A.12`).
FINAL_BY_RANK = {
    Top.MINISTER: {"jpt_utama"},
    Top.AGENCY_HEAD: {"jpt_madya"},
    Top.REGIONAL_HEAD: {"jpt_madya", "jpt_pratama"},
}
INDEPENDENT_FINAL = {Top.MINISTER, Top.REGIONAL_HEAD}


@dataclass(frozen=True, slots=True)
class Written:
    """The newest self-assessment, rating and signed document of an evaluation."""

    self_assessment: SelfAssessment | None = None
    rating: Rating | None = None
    document: Document | None = None


class EvaluationFacts(Standing["Evaluation"]):
    """The line in which an evaluation was begun, its window, what it rests on and what was written."""

    def plan(self, record: Evaluation) -> Plan:
        return record.plan

    def amendment_id(self, record: Evaluation) -> int | None:
        return None

    def about(self, record: Evaluation) -> dict[str, Any]:
        return super().about(record) | {"period": record.period}

    # Who stands where

    def posts(self, record: Evaluation) -> Collection[int]:
        named_ones = (
            record.rater_post_id,
            record.superior_post_id,
            record.rated_post_id,
            record.signed_post_id,
        )
        return [post for post in named_ones if post is not None]

    @cached_property
    def _lines(self) -> dict[tuple[int, datetime.date], directory.Line]:
        """Also as they were when the windows of new evaluations opened."""
        found = super()._lines
        opened: dict[datetime.date, set[int]] = {}
        for record in self.records:
            if record.pk is None and self.opens(record) < self.day(record):
                opened.setdefault(self.opens(record), set()).update(self.posts(record))
        for day, posts in opened.items():
            lines = self._remembered(directory.lines, posts, day)
            found |= {(post, day): line for post, line in lines.items()}
        return found

    def line(self, record: Evaluation) -> directory.Line:
        """The rater's seat and the pinned superior's line above it. Who held the rater's post when the window
        opened and moved inside it keeps the seat until the evaluation is signed (`IV.A.14`)."""
        line = self.line_on(record, self.day(record))
        if (record.pk or 0) not in self._kept:
            return line
        return (directory.Seat(record.rater_post_id, record.rater_id, None, None), *line[1:])

    @cached_property
    def _kept(self) -> frozenset[int]:
        """Keys of the unsigned evaluations whose rater has moved inside their window, and still serves."""
        moved = {
            record.pk: record
            for record in self.records
            if record.pk and record.rater_id and record.state in UNSIGNED and not self._sits(record)
        }
        if not moved:
            return frozenset()
        persons = {record.rater_id for record in moved.values() if record.rater_id}
        left = {
            (row.person_id, row.post_id): row.valid_to
            for row in Assignment.objects.filter(person__in=persons, valid_to__isnull=False).order_by(
                "valid_to"
            )
        }
        return frozenset(
            key
            for key, record in moved.items()
            if (last := left.get((record.rater_id or 0, record.rater_post_id))) is not None
            and self.opens(record) <= last + ONE_DAY <= self.closes(record)
            and record.rater_id in self._serving
        )

    def _sits(self, record: Evaluation) -> bool:
        seats = self._line(record.rater_post_id, self.day(record))[:1]
        return any(seat.holder == record.rater_id for seat in seats)

    @cached_property
    def _serving(self) -> frozenset[int]:
        """Those of all who were named in the records who still hold a post and are in the scheme."""
        asked = {
            person
            for record in self.records
            for person in (record.rater_id, record.rated_by_id, record.signed_by_id)
            if person
        }
        day = max(self._units_by_day)
        posts = self._remembered(directory.post_of, asked, day)
        exempt = self._remembered(directory.exempt, asked, day)
        return frozenset(person for person in asked if posts.get(person) and not exempt.get(person))

    def holders(self, record: Evaluation, capacity: Capacity) -> tuple[Holder, ...]:
        if capacity is Capacity.AUTHOR:
            return self.authors(record)
        return super().holders(record, capacity)

    def authors(self, record: Evaluation) -> tuple[Holder, ...]:
        """Who rated or signed, as long as he serves, and who acts today in the post in which that was done."""
        return self._makers(
            record,
            (record.rated_by_id, record.rated_post_id),
            (record.signed_by_id, record.signed_post_id),
        )

    def raters(self, record: Evaluation) -> tuple[Holder, ...]:
        """Who rated, as long as he serves, and who acts today in the post in which it was rated."""
        return self._makers(record, (record.rated_by_id, record.rated_post_id))

    def _makers(self, record: Evaluation, *makers: tuple[int | None, int | None]) -> tuple[Holder, ...]:
        found: dict[int, Holder] = {}
        for person, post in makers:
            if person is not None and person in self._serving:
                found.setdefault(person, Holder(person))
            for seat in self._line(post, self.day(record))[:1] if post else ():
                for holder in seat.acting:
                    found.setdefault(holder.person, holder)
        found.pop(self.plan(record).employee_id, None)
        return tuple(found.values())

    def line_on(self, record: Evaluation, day: datetime.date) -> directory.Line:
        """The seats of the line as they were taken on a day."""
        lower = self._line(record.rater_post_id, day)[:1]
        above = self._line(record.superior_post_id, day) if record.superior_post_id else ()
        return (*lower, *(seat for seat in above if seat.post != record.rater_post_id))

    def seat_of(self, record: Evaluation, person: int | None) -> int:
        """The post in whose seat this person acts for the record; the rater's when he has none."""
        for seat in self.line(record):
            if any(each.person == person for each in seat.acting):
                return seat.post
        return record.rater_post_id

    # The window

    def opens(self, record: Evaluation) -> datetime.date:
        """The first day of the window: of a leaver's, his last day."""
        if record.closing:
            return record.ends_on
        first = named(record.period).opens(self.policy(record))
        return max(first, record.counted_from) if record.counted_from else first

    def closes(self, record: Evaluation) -> datetime.date:
        """The last day of the window."""
        policy, calendar = self.policy(record), self.calendar(record)
        if record.closing:
            return calendar.after(record.ends_on, policy.leaver_window_days)
        last = named(record.period).closes(policy, calendar)
        if record.counted_from is None:
            return last
        return max(last, calendar.after(record.counted_from, policy.transfer_window_days))

    def owner_until(self, record: Evaluation) -> datetime.date:
        """The last day of the self-assessment; after it the rater may rate without."""
        return self.calendar(record).before(self.closes(record), self.policy(record).self_assessment_before)

    def rater_until(self, record: Evaluation) -> datetime.date:
        """The last day on which the rating is the rater's alone: the window's, or after a recall some more."""
        closes = self.closes(record)
        if record.recalled_on is None:
            return closes
        return max(closes, self.calendar(record).after(record.recalled_on, self.policy(record).recall_days))

    def signer_until(self, record: Evaluation) -> datetime.date:
        """The last day of signing: the superior who rated has his own time from the window's end (`V.A.8`)."""
        until = self.rater_until(record)
        if record.rated_as != Capacity.SUPERIOR:
            return until
        days = self.policy(record).superior_rates_days
        return max(until, self.calendar(record).after(self.closes(record), days))

    def returned_until(self, record: Evaluation) -> datetime.date:
        """The last day of signing and returning what was received (`V.A.6`, `10`)."""
        policy = self.policy(record)
        by_superior = record.rated_as == Capacity.SUPERIOR
        days = policy.superior_return_days if by_superior else policy.return_days
        return self.calendar(record).after(_known(record.received_on), days)

    def appealed_until(self, record: Evaluation) -> datetime.date:
        """The last day on which an appeal may be filed (`V.B.2`)."""
        return self.calendar(record).after(_known(record.received_on), self.policy(record).appeal_days)

    def settled_after(self, record: Evaluation) -> datetime.date:
        """The last day before it settles: nobody may appeal a final one (`IV.A.11-12`)."""
        returned = self.returned_until(record)
        return returned if record.is_final else max(returned, self.appealed_until(record))

    def has_passed(self, record: Evaluation, last_day: datetime.date) -> bool:
        """Whether this day has ended where the record's unit is."""
        return self.now >= self.calendar(record).end_of(last_day)

    def due_passed(self, record: Evaluation, kind: str, last_day: datetime.date) -> bool:
        """The same, but never earlier than the open deadline of this kind says, which people were told."""
        deadline = self.deadlines.get(record.pk, {}).get(kind)
        return self.has_passed(record, last_day) and (deadline is None or self.now >= deadline.due_at)

    # What is evaluated

    @cached_property
    def _revisions(self) -> dict[int, list[Revision]]:
        """Revisions that are or were in force, the oldest first, without their contents."""
        plans = [plan.pk for plan in self.plans]
        rows = Revision.objects.filter(plan__in=plans, in_force_from__isnull=False).defer("contents")
        found: dict[int, list[Revision]] = {}
        for row in rows.order_by("in_force_from", "number"):
            found.setdefault(row.plan_id, []).append(row)
        return found

    def revision(self, record: Evaluation) -> Revision | None:
        """What is pinned: yearly the last in force; else the one in force today or when the period ended, the
        earlier; of a plan that came into force later its first."""
        known = self._revisions.get(record.plan.pk, [])
        if record.kind == "yearly" or not known:
            return known[-1] if known else None
        day = min(self.day(record), record.ends_on)
        in_time = [each for each in known if each.in_force_from and each.in_force_from <= day]
        return in_time[-1] if in_time else known[0]

    @cached_property
    def _pinned(self) -> dict[int, Contents]:
        keys = {record.revision_id for record in self.records if record.revision_id}
        return dict(Revision.objects.filter(pk__in=keys).values_list("pk", "contents"))

    def contents(self, record: Evaluation) -> Contents:
        """The document that is evaluated."""
        return self._pinned.get(record.revision_id, {})

    def revision_hash(self, record: Evaluation) -> str:
        """The hash of the revision that is evaluated."""
        return next(each.hash for each in self._revisions[record.plan.pk] if each.pk == record.revision_id)

    @cached_property
    def _written(self) -> dict[int, Written]:
        keys = [record.pk for record in self.records if record.pk]
        newest: dict[str, dict[int, Any]] = {}
        for name, model in (("self_assessment", SelfAssessment), ("rating", Rating), ("document", Document)):
            rows = model._default_manager.filter(evaluation__in=keys).order_by("id")
            newest[name] = {row.evaluation_id: row for row in rows}
        return {key: Written(**{name: found.get(key) for name, found in newest.items()}) for key in keys}

    def written(self, record: Evaluation) -> Written:
        return self._written.get(record.pk, Written())

    @cached_property
    def _taken_over(self) -> set[tuple[int, str]]:
        rows = TakenOver.objects.filter(plan__in=[plan.pk for plan in self.plans])
        return set(rows.values_list("plan", "result"))

    def taken_over(self, record: Evaluation) -> set[str]:
        """Ids of results that the leader took over (`6/2022:20`)."""
        return {result for plan, result in self._taken_over if plan == record.plan.pk}

    @cached_property
    def _siblings(self) -> dict[int, list[Evaluation]]:
        """All evaluations of the records' plans, in the order of their periods."""
        from workflows.evaluation.models import Evaluation

        found: dict[int, list[Evaluation]] = {}
        plans = {plan.pk: plan for plan in self.plans}
        for row in Evaluation.objects.filter(plan__in=plans).order_by("ends_on", "id"):
            row.plan = plans[row.plan_id]
            found.setdefault(row.plan_id, []).append(row)
        return found

    def siblings(self, record: Evaluation) -> list[Evaluation]:
        """The other evaluations of the plan."""
        return [each for each in self._siblings.get(record.plan.pk, []) if each.pk != record.pk]

    @cached_property
    def _before_transfer(self) -> dict[int, list[Evaluation]]:
        """Evaluations of the plans that the records' plans succeed."""
        from workflows.evaluation.models import Evaluation

        found: dict[int, list[Evaluation]] = {}
        earlier = {plan.succeeds_id for plan in self.plans if plan.succeeds_id}
        if earlier:
            for row in Evaluation.objects.filter(plan__in=earlier).order_by("ends_on", "id"):
                found.setdefault(row.plan_id, []).append(row)
        return found

    def before_transfer(self, record: Evaluation) -> list[Evaluation]:
        """The evaluations of the plan that this one succeeds, in the order of their periods."""
        return self._before_transfer.get(record.plan.succeeds_id or 0, [])

    def is_final_by_rank(self, record: Evaluation, rated_post: int) -> bool:
        """Whether a result of whoever sits in this post is final for the employee (`IV.A.12`)."""
        rows = self._remembered(directory.posts, [rated_post, record.plan.post_id], self.day(record))
        top, own = rows.get(rated_post), rows.get(record.plan.post_id)
        if top is None or own is None:
            return False
        independent = own.independent_unit_head and Top(top.top) in INDEPENDENT_FINAL
        return own.level in FINAL_BY_RANK.get(Top(top.top), set()) or independent

    # What it rests on

    @cached_property
    def _achievements(self) -> dict[int, Known | None]:
        asked = {
            index: achievements.Asked(
                record.unit_id,
                named(record.period),
                self.calendar(record),
                self.policy(record),
                self.opens(record),
            )
            for index, record in enumerate(self.records)
        }
        known = achievements.known(set(asked.values()), self.now)
        return {index: known.get(question) for index, question in asked.items()}

    def achievement(self, record: Evaluation) -> Known | None:
        """What the unit that the rater leads achieved in the period, or what takes its place."""
        return self._achievements[self.records.index(record)]

    @cached_property
    def _predicates(self) -> dict[tuple[int, str], list[str]]:
        """By unit and period the predicates of all who are evaluated there; empty for who is not rated yet."""
        from workflows.evaluation.models import Evaluation

        units = {record.unit_id for record in self.records}
        periods = {record.period for record in self.records}
        rows = Evaluation.objects.filter(unit__in=units, period__in=periods).exclude(state="excused")
        found: dict[tuple[int, str], list[str]] = {}
        for unit, period, predicate in rows.values_list("unit", "period", "predicate"):
            found.setdefault((unit, period), []).append(predicate)
        return found

    def distribution(self, record: Evaluation) -> Comparison:
        """The predicates of all who are evaluated with the record, of its unit and period, beside the guide."""
        predicates = self._predicates.get((record.unit_id, record.period), [])
        counts = Counter(each for each in predicates if each)
        rating, policy = self.written(record).rating, self.policy(record)
        return compare(
            counts,
            rating.organisation.get("word") if rating else None,
            policy.distribution_guide,
            waiting=len(predicates) - counts.total(),
            fewest=policy.distribution_fewest,
        )

    def evidence(self, record: Evaluation) -> frozenset[str]:
        """Ids of the evidence that was put in for the plan."""
        return frozenset(self._evidence.get(record.plan.pk, ()))

    @cached_property
    def _evidence(self) -> dict[int, set[str]]:
        from workflows.monitoring.models import Evidence

        found: dict[int, set[str]] = {}
        rows = Evidence.objects.filter(plan__in=[plan.pk for plan in self.plans])
        for plan, key in rows.values_list("plan", "pk"):
            found.setdefault(plan, set()).add(str(key))
        return found

    @cached_property
    def names(self) -> dict[int, str]:
        """What the people of the records are called today."""
        people = {plan.employee_id for plan in self.plans}
        people |= {
            person for record in self.records for person in (record.rater_id, record.rated_by_id) if person
        }
        people |= {each.person for record in self.records for each in self.holders(record, Capacity.SUPERIOR)}
        return directory.names(people, max(self._units_by_day))


def _known(day: datetime.date | None) -> datetime.date:
    if day is None:
        raise ValueError("nothing counts from a receipt that has not been")
    return day
