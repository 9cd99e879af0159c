"""What evaluation knows of its records at one moment, fetched once for many."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from directory import queries as directory
from directory.models import PostRow, Top
from workflows.cycles.periods import Period, named
from workflows.evaluation import achievements
from workflows.evaluation.achievements import Known
from workflows.evaluation.disclosure import known_predicates
from workflows.evaluation.distribution import Comparison, compare
from workflows.evaluation.standing import EvaluationStanding
from workflows.evaluation.written import Written, written
from workflows.monitoring.models import Evidence
from workflows.planning.contents import Document as Contents
from workflows.planning.facts import PlanFacts
from workflows.planning.models import Plan
from workflows.planning.rows import Revision, TakenOver

if TYPE_CHECKING:
    from workflows.evaluation.models import Evaluation

# Whose result is final when the holder of a top post rates him (`IV.A.12`).
FINAL_BY_RANK = {
    Top.MINISTER: {"jpt_utama"},
    Top.AGENCY_HEAD: {"jpt_madya"},
    Top.REGIONAL_HEAD: {"jpt_madya", "jpt_pratama"},
}
INDEPENDENT_FINAL = {Top.MINISTER, Top.REGIONAL_HEAD}


class EvaluationFacts(EvaluationStanding):
    """What is evaluated, what it rests on and what was written; and who stands where."""

    def __init__(
        self, records: Sequence[Evaluation], now: datetime.datetime, epoch: bytes | None = None
    ) -> None:
        """What a new record is about follows from its plan as it is now, under the plan's lock."""
        super().__init__(records, now, epoch)
        new = [record for record in records if record.pk is None]
        for day, units in self._units_by_day.items() if new else ():
            here = [record for record in new if record.plan.unit_id in units]
            posts = self._remembered(directory.posts, {each.plan.rater_post_id for each in here}, day)
            for record in here:
                self._begin(record, posts.get(record.plan.rater_post_id))

    def _begin(self, record: Evaluation, post: PostRow | None) -> None:
        plan, period = record.plan, named(record.period)
        record.unit_id = post.unit_id if post else plan.unit_id
        record.rater_post_id, record.superior_post_id = plan.rater_post_id, post.rater_post if post else None
        record.starts_on = period.starts_on if plan.succeeds_id else max(period.starts_on, plan.starts_on)
        record.ends_on = max(min(period.ends_on, plan.ends_on), record.starts_on)
        record.counted_from = self._first_in_force(record) if plan.succeeds_id else None
        if self.has_passed(record, self.closes(record)):
            record.counted_from = self.day(record)

    def _first_in_force(self, record: Evaluation) -> datetime.date | None:
        """The day on which a transferred person's plan came into force, if that was inside the period or later."""
        first = next((each.in_force_from for each in self._revisions.get(record.plan.pk, ())), None)
        return first if first and first > named(record.period).starts_on else None

    def about(self, record: Evaluation) -> dict[str, Any]:
        return super().about(record) | {"period": record.period}

    # What is evaluated

    @cached_property
    def _revisions(self) -> dict[int, list[Revision]]:
        """Revisions that are or were in force, the oldest first, without their contents."""
        plans = {plan.pk for plan in self.plans} | {each.pk for left in self._left.values() for each in left}
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
        there = [each.revision for each in self.records if "revision" in each._state.fields_cache]
        known = {each.pk: each.contents for each in there}
        keys = {each.revision_id for each in self.records if each.revision_id} - known.keys()
        return known | dict(Revision.objects.filter(pk__in=keys).values_list("pk", "contents"))

    def contents(self, record: Evaluation) -> Contents:
        """The document that is evaluated."""
        return self._pinned.get(record.revision_id, {})

    def revision_hash(self, record: Evaluation) -> str:
        """The hash of the revision that is evaluated."""
        return next(each.hash for each in self._revisions[record.plan.pk] if each.pk == record.revision_id)

    @cached_property
    def _written(self) -> dict[int, Written]:
        return written([record.pk for record in self.records if record.pk])

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
    def _left(self) -> dict[int, list[Plan]]:
        """For each plan after a transfer those of its cycle that transfers ended before it, the latest last."""
        moved = [plan for plan in self.plans if plan.succeeds_id]
        if not moved:
            return {}
        owners = {plan.employee_id for plan in moved}
        ended = list(
            Plan.objects.filter(employee__in=owners, state="ended", end_cause="transfer").order_by("ends_on")
        )
        return {
            plan.pk: [
                each
                for each in ended
                if (each.employee_id, each.cycle_id) == (plan.employee_id, plan.cycle_id)
                and each.ends_on < plan.starts_on
            ]
            for plan in moved
        }

    @cached_property
    def _results(self) -> dict[int, list[Evaluation]]:
        """Evaluations of the other plans of those who were transferred, by employee, in order."""
        from workflows.evaluation.models import Evaluation

        found: dict[int, list[Evaluation]] = {}
        owners = {plan.employee_id for plan in self.plans if plan.succeeds_id}
        rows = Evaluation.objects.filter(plan__employee__in=owners).select_related("plan") if owners else ()
        for row in sorted(rows, key=lambda each: (each.ends_on, each.pk)):
            found.setdefault(row.plan.employee_id, []).append(row)
        return found

    def results_before(self, record: Evaluation) -> list[Evaluation]:
        """After a transfer, the evaluations of the employee's earlier plans, last year's too (`IV.A.13.a`)."""
        plan = record.plan
        earlier = self._results.get(plan.employee_id, []) if plan.succeeds_id else []
        return [each for each in earlier if each.plan.ends_on < plan.starts_on]

    def before_transfer(self, record: Evaluation) -> list[Evaluation]:
        """Those of plans of this cycle."""
        return [each for each in self.results_before(record) if each.plan.cycle_id == record.plan.cycle_id]

    def was_in_force_before(self, record: Evaluation, period: Period) -> bool:
        """Whether a plan that a transfer ended was in force in the period."""
        return any(
            each.ends_on >= period.starts_on
            and any(
                one.in_force_from is not None and one.in_force_from <= period.ends_on
                for one in self._revisions.get(each.pk, ())
            )
            for each in self._left.get(record.plan.pk, ())
        )

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
                record.closing,
            )
            for index, record in enumerate(self.records)
        }
        day, units = self.now.date(), {question.unit for question in asked.values()}
        parents = self._remembered(achievements.units_above, units, day)
        lines = units.union(*parents.values())
        rows = self._remembered(achievements.figures, lines, day)
        known = achievements.known(set(asked.values()), parents, rows, self.now)
        return {index: known.get(question) for index, question in asked.items()}

    def achievement(self, record: Evaluation) -> Known | None:
        """What the unit that the rater leads achieved in the period, or what takes its place."""
        return self._achievements[self.records.index(record)]

    @cached_property
    def _evaluated(self) -> dict[tuple[int, str], list[Evaluation]]:
        """By unit and period all who are evaluated there."""
        from workflows.evaluation.models import Evaluation

        units = {record.unit_id for record in self.records}
        periods = {record.period for record in self.records}
        rows = Evaluation.objects.filter(unit__in=units, period__in=periods).exclude(state="excused")
        found: dict[tuple[int, str], list[Evaluation]] = {}
        for row in rows.select_related("plan"):
            found.setdefault((row.unit_id, row.period), []).append(row)
        return found

    def distribution(self, record: Evaluation, reader: int | None) -> Comparison:
        """The predicates of all who are evaluated with the record beside the guide for what was looked at when it
        was rated, as far as the reader knows them."""
        rating = self.written(record).rating
        return self.compared(record, rating.organisation.get("word") if rating else None, reader)

    def compared(
        self, record: Evaluation, word: str | None, reader: int | None, supposing: str = ""
    ) -> Comparison:
        """The same beside the guide for any achievement; `supposing`: were this the record's predicate."""
        policy = self.policy(record)
        rows = self._evaluated.get((record.unit_id, record.period), [])
        known = known_predicates(rows, reader)
        predicates = [
            supposing if supposing and each.pk == record.pk else predicate
            for each, predicate in zip(rows, known, strict=True)
        ]
        counts = Counter(each for each in predicates if each)
        return compare(
            counts,
            word,
            policy.distribution_guide,
            waiting=len(predicates) - counts.total(),
            fewest=policy.distribution_fewest,
        )

    def evidence(self, record: Evaluation) -> dict[str, Evidence]:
        """What was put in for the plan as evidence, by id."""
        return self._evidence.get(record.plan.pk, {})

    @cached_property
    def _evidence(self) -> dict[int, dict[str, Evidence]]:
        found: dict[int, dict[str, Evidence]] = {}
        for row in Evidence.objects.filter(plan__in=[plan.pk for plan in self.plans]):
            found.setdefault(row.plan_id, {})[str(row.pk)] = row
        return found


def signed_periods(plans: PlanFacts) -> dict[int, list[str]]:
    """Periods of the signed evaluations of plans, by plan: what rules that hang on a plan's steps ask."""
    from workflows.evaluation.models import Evaluation

    found: dict[int, list[str]] = {}
    rows = Evaluation.objects.filter(plan__in=[plan.pk for plan in plans.plans], signed_by__isnull=False)
    for plan, period in rows.order_by("ends_on").values_list("plan", "period"):
        found.setdefault(plan, []).append(period)
    return found
