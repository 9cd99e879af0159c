"""What planning knows of its records at one moment, fetched once for many."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Q, Sum

from cycle_engine.actors import Capacity, Holder
from cycle_engine.models import Deadline, Record
from cycle_engine.save import Copied
from cycle_engine.statements import ask
from cycle_engine.tables import read
from directory import queries as directory
from workflows.planning.contents import Document, item_ids
from workflows.planning.dossier import Dossier, dossiers
from workflows.planning.limits import PLAN_SET, RATER_DECIDES
from workflows.planning.rows import Revision, Template
from workflows.planning.standing import Standing
from workflows.planning.starting import last_years

if TYPE_CHECKING:
    from workflows.planning.models import Plan

R = TypeVar("R", bound=Record)
ONE_DAY = datetime.timedelta(days=1)

IN_FORCE = (
    "in_force",
    "mid_year_review",
    "second_half",
    "final_appraisal",
    "appraised",
    "under_appeal",
    "closed",
)


class PlanningFacts(Standing[R]):
    """Facts of a record that is a plan or belongs to one: what is written beside it."""

    @cached_property
    def _dossiers(self) -> dict[tuple[int, int | None], Dossier]:
        keys = {(self.plan(record).pk, self.amendment_id(record)) for record in self.records}
        return dossiers(keys)

    def dossier(self, record: R) -> Dossier:
        return self._dossiers[self.plan(record).pk, self.amendment_id(record)]

    @cached_property
    def _frozen(self) -> dict[int, Document]:
        known = [each.revision.pk for each in self._dossiers.values() if each.revision]
        return dict(Revision.objects.filter(pk__in=known).values_list("pk", "contents"))

    def frozen(self, record: R) -> Document:
        """The document of the newest revision; empty when there is none."""
        revision = self.dossier(record).revision
        return self._frozen[revision.pk] if revision else {}

    def contents(self, record: R) -> Document:
        """The draft's document; empty when there is none."""
        draft = self.dossier(record).draft
        return draft.contents if draft else {}

    def known_items(self, record: R) -> set[str]:
        """Ids of the items of the newest revision and of the draft."""
        return item_ids(self.contents(record)) | item_ids(self.frozen(record))

    def stale(self, case: Any) -> bool:
        """Whether the step names a draft that has been edited since."""
        edit = getattr(case.data, "edit", None)
        draft = self.dossier(case.record).draft if edit is not None else None
        return draft is not None and draft.edit != edit

    @cached_property
    def _in_force(self) -> dict[int, Revision]:
        plans = [plan.pk for plan in self.plans]
        rows = read(Revision, "t.plan_id = ANY(%s) AND t.in_force_from IS NOT NULL", plans)
        return {row.plan_id: row for row in sorted(rows, key=lambda row: (row.in_force_from, row.number))}

    def in_force(self, record: R) -> Revision | None:
        """The revision in force, or the last that was."""
        return self._in_force.get(self.plan(record).pk)

    @cached_property
    def _live_amendments(self) -> dict[int, Any]:
        from workflows.planning.models import Amendment

        plans = [plan.pk for plan in self.plans]
        rows = Amendment.objects.filter(plan__in=plans, state__in=["drafting", "submitted", "returned"])
        return {row.plan_id: row for row in rows}

    def live_amendment(self, record: R) -> Any:
        return self._live_amendments.get(self.plan(record).pk)

    def leads(self, record: R) -> bool:
        """Whether the plan is a leader's: JPT, or head of an independent unit."""
        return self.plan(record).leader

    @cached_property
    def _raters_with_plan(self) -> set[tuple[int, int]]:
        """(cycle, person) of raters whose own plan is or was in force."""
        from workflows.planning.models import Plan

        raters = {rater for record in self.records if (rater := self.rater_person(record))}
        rows = Plan.objects.filter(employee__in=raters, state__in=IN_FORCE)
        return set(rows.values_list("cycle", "employee"))

    @cached_property
    def _exempt(self) -> dict[int, Any]:
        people = {plan.employee_id for plan in self.plans}
        day = max(*self._units_by_day, *(plan.starts_on for plan in self.plans))
        return self._remembered(directory.exempt, people, day)

    @cached_property
    def _exempt_raters(self) -> dict[int, Any]:
        raters = {rater for each in self.records if (rater := self.rater_person(each))}
        return self._remembered(directory.exempt, raters, max(self._units_by_day))

    def rater_is_without_plan(self, record: R) -> bool:
        """Whether the rater should have a plan of his own in force, and has none."""
        rater = self.rater_person(record)
        cycle = self.plan(record).cycle_id
        return (
            rater is not None
            and rater not in self._exempt_raters
            and (cycle, rater) not in self._raters_with_plan
        )


class PlanFacts(PlanningFacts["Plan"]):
    def plan(self, record: Plan) -> Plan:
        return record

    def amendment_id(self, record: Plan) -> int | None:
        return None

    def raters_last_day(self, record: Plan) -> datetime.date | None:
        """The last day on which the plan was the rater's alone to decide."""
        return record.set_by

    def exempt_cause(self, record: Plan) -> str | None:
        """Why the employee is outside the scheme today, in words; nothing when he is inside."""
        exemption = self._exempt.get(record.employee_id)
        return exemption.get_cause_display() if exemption else None

    @cached_property
    def _other_plans(self) -> dict[int, list[Any]]:
        from workflows.planning.models import Plan

        found: dict[int, list[Plan]] = {}
        employees = [plan.employee_id for plan in self.plans]
        for row in read(Plan, "t.employee_id = ANY(%s) AND t.state <> 'void'", employees):
            found.setdefault(row.employee_id, []).append(row)
        return found

    def other_plan(self, record: Plan) -> tuple[datetime.date, datetime.date] | None:
        """First and last day of a plan that covers a day of this one, void ones aside."""
        for other in self._other_plans.get(record.employee_id, ()):
            if (
                other.pk != record.pk
                and other.starts_on <= record.ends_on
                and record.starts_on <= other.ends_on
            ):
                return other.starts_on, other.ends_on
        return None

    def predecessor(self, record: Plan) -> int | None:
        """The plan of the same cycle that a transfer ended before this one begins, if any."""
        earlier = [
            (other.ends_on, other.pk)
            for other in self._other_plans.get(record.employee_id, ())
            if other.state == "ended" and other.end_cause == "transfer" and other.cycle_id == record.cycle_id
        ]
        before = [key for ends_on, key in sorted(earlier) if ends_on < record.starts_on]
        return before[-1] if before else None

    def first_day(self, record: Plan) -> datetime.date:
        """The first day that a plan in this post can cover: of the year and the post, after what came before."""
        held = self._remembered(directory.held_since, [record.employee_id], record.starts_on)
        days = [record.cycle.starts_on, held[record.employee_id]]
        days += [
            other.ends_on + ONE_DAY
            for other in self._other_plans.get(record.employee_id, ())
            if other.ends_on < record.starts_on
        ]
        days += directory.exemptions_ended(record.employee_id, record.starts_on)
        return max(days)

    def holds_post(self, record: Plan) -> bool:
        """Whether the employee holds the plan's post on its first day."""
        held = self._remembered(directory.post_of, [record.employee_id], record.starts_on)
        return held.get(record.employee_id) == record.post_id

    @cached_property
    def templates(self) -> dict[int, Copied]:
        """The contents with which the plans of each post begin."""
        posts, day = list({plan.post_id for plan in self.plans}), max(self._units_by_day)
        rows = ask(
            "SELECT post_id, id FROM planning_template WHERE post_id = ANY(%s)"
            " AND valid_from <= %s AND (valid_to IS NULL OR valid_to >= %s)",
            posts,
            day,
            day,
        )
        return {post: Copied(Template, template) for post, template in rows}

    @cached_property
    def last_years(self) -> dict[int, Document]:
        """By employee, how a plan begins that goes on where the last one ended; only where it may begin so."""
        plans = [each for each in self.plans if each.prefers_last_year or each.post_id not in self.templates]
        rates = {plan.employee_id: self.rater_person(plan) for plan in plans}
        return last_years(plans, rates) if plans else {}

    def beginning(self, record: Plan) -> Copied | Document | None:
        """With what a plan begins that the clock begins: its post's template or the owner's last plan."""
        found = [self.templates.get(record.post_id), self.last_years.get(record.employee_id)]
        return next((each for each in found[:: -1 if record.prefers_last_year else 1] if each), None)

    @cached_property
    def _reminded(self) -> dict[int, int]:
        rows = Deadline.objects.filter(
            record="plan",
            record_id__in=[plan.pk for plan in self.plans],
            kind=PLAN_SET,
            waits_for=Capacity.OWNER,
        )
        return dict(rows.values_list("record_id").annotate(Sum("told")))

    def reminded(self, record: Plan) -> int:
        """How often the owner was reminded to submit."""
        return self._reminded.get(record.pk, 0)


class OfPlanFacts(PlanningFacts[Any]):
    """Facts of a record that stands on a plan's chain."""

    def plan(self, record: Any) -> Plan:
        return record.plan  # type: ignore[no-any-return]

    @cached_property
    def _raters_days(self) -> dict[int, datetime.date]:
        """The last day of the rater's decision on each amendment that waits for it."""
        amendments = [each for record in self.records if (each := self.amendment_id(record))]
        rows = Deadline.objects.filter(
            record="amendment", record_id__in=amendments, kind=RATER_DECIDES, closed_at=None
        )
        return dict(rows.values_list("record_id", "last_day"))

    def raters_last_day(self, record: Any) -> datetime.date | None:
        """The last day on which the decision was the rater's alone; nothing while it does not wait for him."""
        amendment = self.amendment_id(record)
        return self.plan(record).set_by if amendment is None else self._raters_days.get(amendment)


class AmendmentFacts(OfPlanFacts):
    def amendment_id(self, record: Any) -> int | None:
        return record.pk  # type: ignore[no-any-return]

    def holders(self, record: Any, capacity: Capacity) -> tuple[Holder, ...]:
        if capacity is Capacity.SERVING:
            return tuple(Holder(person) for person in self._serving[record.pk])
        return super().holders(record, capacity)

    @cached_property
    def _serving(self) -> dict[int, list[int]]:
        """The owners of plans in force whose results serve what each amendment changes."""
        from workflows.planning.above import serving

        amended = {record.pk: (self.plan(record), self.frozen(record)) for record in self.records}
        return serving(amended, max(self._units_by_day))


class RemarkFacts(OfPlanFacts):
    def amendment_id(self, record: Any) -> int | None:
        return record.amendment_id  # type: ignore[no-any-return]

    @cached_property
    def _deadlines_discussed(self) -> dict[tuple[str, int], list[Deadline]]:
        """Open deadlines of what the remarks are about."""
        keys = [_subject(record) for record in self.records]
        plans, amendments = ([key for kind, key in keys if kind == each] for each in ("plan", "amendment"))
        rows = Deadline.objects.filter(
            Q(record="plan", record_id__in=plans) | Q(record="amendment", record_id__in=amendments),
            closed_at=None,
        )
        found: dict[tuple[str, int], list[Deadline]] = {key: [] for key in keys}
        for row in rows:
            found[row.record, row.record_id].append(row)
        return found

    def _deadlines_of(self, record: Any) -> Iterable[Deadline]:
        """Who decides on a plan or amendment decides on its remarks."""
        return self._deadlines_discussed[_subject(record)]

    def discussed_state(self, record: Any) -> str:
        """The state of what the remark is about."""
        if record.amendment_id is None:
            return str(record.plan.state)
        return self._amendment_states[record.amendment_id]

    @cached_property
    def _amendment_states(self) -> dict[int, str]:
        """Read anew, after the lock: the amendment may have been decided while it was waited for."""
        from workflows.planning.models import Amendment

        keys = [record.amendment_id for record in self.records if record.amendment_id]
        return dict(Amendment.objects.filter(pk__in=keys).values_list("pk", "state"))


def _subject(remark: Any) -> tuple[str, int]:
    """Kind and key of what the remark is about."""
    if remark.amendment_id is None:
        return "plan", remark.plan_id
    return "amendment", remark.amendment_id
