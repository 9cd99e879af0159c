"""The machines of planning: the plan, its amendments, and the remarks that must be answered.

The docstring of a step says what it is for and where the norm stands. Rules are in rules.py and
completeness.py; what a step changes beside the state is in changes.py.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import RETURN_VALUE, transition

from cycle_engine.actors import Capacity
from cycle_engine.case import Case
from cycle_engine.machine import NEW, Link, StateField, step
from cycle_engine.models import Record
from workflows.planning import changes, data, rules
from workflows.planning.completeness import COMPLETE

OWNER, RATER, SUPERIOR = Capacity.OWNER, Capacity.RATER, Capacity.SUPERIOR
MANAGER, CLOCK, SERVING = Capacity.MANAGER, Capacity.CLOCK, Capacity.SERVING


class PlanState(models.TextChoices):
    """Live: all but the last three."""

    DRAFTING = "drafting", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned for revision")
    IN_FORCE = "in_force", _("In force")
    MID_YEAR_REVIEW = "mid_year_review", _("Mid-year review")
    SECOND_HALF = "second_half", _("Second half")
    FINAL_APPRAISAL = "final_appraisal", _("Final appraisal")
    APPRAISED = "appraised", _("Appraised")
    UNDER_APPEAL = "under_appeal", _("Under appeal")
    CLOSED = "closed", _("Closed")
    ENDED = "ended", _("Ended before the end of the year")
    VOID = "void", _("Void")


P = PlanState
UNSIGNED = [P.DRAFTING, P.RETURNED]
RUNNING = [P.IN_FORCE, P.MID_YEAR_REVIEW, P.SECOND_HALF]
PLANNED = [P.DRAFTING, P.SUBMITTED, P.RETURNED, *RUNNING]
LIVE = [*PLANNED, P.FINAL_APPRAISAL, P.APPRAISED, P.UNDER_APPEAL]


class PlanMachine(Record):
    """The plan (SKP)."""

    state = StateField(PlanState)

    class Meta:
        abstract = True

    @transition(
        field="state",
        source=NEW,
        target=P.DRAFTING,
        custom=step(
            _("Draft the plan"),
            by=[OWNER, MANAGER, CLOCK],
            rules=[
                rules.in_the_scheme,
                rules.no_other_plan,
                rules.holds_the_post,
                rules.begins_with_the_post,
                rules.manager_after_transfer,
            ],
            tells=[OWNER],
        ),
    )
    def draft(self, case: Case[Any]) -> None:
        """Begin a plan: empty, from the post's template, or as the successor after a transfer (`II.C.6`)."""
        changes.begin(case)

    @transition(
        field="state",
        source=UNSIGNED,
        target=P.SUBMITTED,
        custom=step(
            _("Sign and submit"),
            by=[OWNER],
            data=data.Signed,
            rules=[rules.not_held, *COMPLETE, rules.no_remark_open],
            tells=[RATER],
        ),
    )
    def submit(self, case: Case[Any]) -> None:
        """The employee's signature (`II.C.1`); freezes the revision."""
        changes.freeze(case, signed=True)

    @transition(
        field="state",
        source=P.SUBMITTED,
        target=P.DRAFTING,
        custom=step(_("Withdraw"), by=[OWNER], rules=[rules.not_held], tells=[RATER]),
    )
    def withdraw(self, case: Case[Any]) -> None:
        """Take the plan back before it is decided on."""

    @transition(
        field="state",
        source=P.SUBMITTED,
        target=P.RETURNED,
        custom=step(
            _("Return for revision"),
            by=[RATER, SUPERIOR],
            data=data.Return,
            reason=True,
            rules=[rules.not_held, rules.superior_after_deadline, rules.remarks_name_items],
            tells=[OWNER],
        ),
    )
    def return_for_revision(self, case: Case[Any]) -> None:
        """Dialogue instead of a decision (`6/2022:7(2)`): a reason, and remarks that must be answered."""

    @transition(
        field="state",
        source=P.SUBMITTED,
        target=P.IN_FORCE,
        custom=step(
            _("Approve the plan"),
            by=[RATER],
            data=data.NamedRevision,
            rules=[
                rules.not_held,
                rules.remarks_resolved,
                rules.revision_is_the_one_submitted,
                rules.rater_plan_in_force,
                rules.rater_plan_not_yet_in_force,
            ],
            tells=[OWNER],
        ),
    )
    def approve(self, case: Case[Any]) -> None:
        """The rater sets the plan (`6/2022:14(3)`, `II.C.1`); its revision comes into force."""
        changes.put_in_force(case)

    @transition(
        field="state",
        source=P.SUBMITTED,
        target=P.IN_FORCE,
        custom=step(
            _("Set by the superior"),
            by=[SUPERIOR],
            data=data.NamedRevision,
            rules=[rules.not_held, rules.planning_deadline_passed, rules.revision_is_the_one_submitted],
            tells=[OWNER, RATER],
        ),
    )
    def set_by_superior(self, case: Case[Any]) -> None:
        """The rater let January pass; the superior sets the plan and settles what he left open (`II.C.5`)."""
        changes.put_in_force(case)

    @transition(
        field="state",
        source=UNSIGNED,
        target=P.IN_FORCE,
        custom=step(
            _("Set without signature"),
            by=[RATER, SUPERIOR],
            data=data.NamedEdit,
            reason=True,
            rules=[
                rules.not_held,
                rules.policy_sets_unsigned,
                rules.planning_deadline_passed,
                rules.superior_after_raters_limit,
                rules.reminded_twice,
                *COMPLETE,
            ],
            tells=[OWNER, SUPERIOR],
        ),
    )
    def set_unsigned(self, case: Case[Any]) -> None:
        """The employee does not sign: the plan is set all the same and shown as not signed."""
        changes.put_in_force(case, changes.freeze(case, signed=False))

    @transition(
        field="state",
        source=P.IN_FORCE,
        target=P.MID_YEAR_REVIEW,
        custom=step(_("Open the mid-year review"), by=[]),
    )
    def open_mid_year_review(self, case: Case[Any]) -> None:
        """The evaluation of the policy's mid-year period opens."""

    @transition(
        field="state",
        source=P.MID_YEAR_REVIEW,
        target=P.SECOND_HALF,
        custom=step(_("Complete the mid-year review"), by=[]),
    )
    def complete_mid_year_review(self, case: Case[Any]) -> None:
        """That evaluation is signed, or will not be."""

    @transition(
        field="state",
        source=RUNNING,
        target=P.FINAL_APPRAISAL,
        custom=step(_("Open the final appraisal"), by=[]),
    )
    def open_final_appraisal(self, case: Case[Any]) -> None:
        """The yearly evaluation opens (`IV.A.8.b`); what was to be changed of the plan no longer is."""

    @transition(
        field="state",
        source=P.FINAL_APPRAISAL,
        target=P.APPRAISED,
        custom=step(_("Deliver the result"), by=[]),
    )
    def deliver(self, case: Case[Any]) -> None:
        """The yearly evaluation is delivered (`V.A.5`)."""

    @transition(field="state", source=P.APPRAISED, target=P.UNDER_APPEAL, custom=step(_("Appeal"), by=[]))
    def appeal(self, case: Case[Any]) -> None:
        """The yearly evaluation is appealed (`V.B.1`)."""

    @transition(
        field="state", source=P.UNDER_APPEAL, target=P.APPRAISED, custom=step(_("Conclude the appeal"), by=[])
    )
    def conclude_appeal(self, case: Case[Any]) -> None:
        """The appeal is decided or withdrawn."""

    @transition(
        field="state",
        source=[P.APPRAISED, P.CLOSED],
        target=P.FINAL_APPRAISAL,
        custom=step(_("Reopen the final appraisal"), by=[]),
    )
    def reopen(self, case: Case[Any]) -> None:
        """The yearly evaluation is recalled for correction, or evaluated after all."""

    @transition(
        field="state",
        source=[P.APPRAISED, P.FINAL_APPRAISAL],
        target=P.CLOSED,
        custom=step(_("Close the plan"), by=[]),
    )
    def close(self, case: Case[Any]) -> None:
        """The yearly evaluation is settled, or excused."""

    @transition(
        field="state",
        source=[*PLANNED, P.FINAL_APPRAISAL],
        target=RETURN_VALUE(P.ENDED, P.FINAL_APPRAISAL),
        custom=step(
            _("End the plan"),
            by=[MANAGER, CLOCK],
            data=data.Ending,
            rules=[rules.last_day_inside, rules.transfer_names_post, rules.clock_ends_what_is_suspended],
            tells=[OWNER, RATER],
            renews_deadlines=True,
        ),
    )
    def end_early(self, case: Case[Any]) -> str:
        """The post is left before the year ends (`II.C.6`, `II.C.8`)."""
        return changes.end(case)

    @transition(
        field="state",
        source=RUNNING,
        target=None,
        custom=step(
            _("Take over a result"),
            by=[RATER],
            data=data.TakenOver,
            reason=True,
            rules=[rules.not_held, rules.result_in_force, rules.something_was_tried],
            tells=[OWNER, SUPERIOR],
        ),
    )
    def take_over_result(self, case: Case[Any]) -> None:
        """All else has failed: the leader takes the result over, and the evaluation shows it (`6/2022:20`)."""
        changes.take_over(case)

    @transition(
        field="state",
        source=LIVE,
        target=None,
        custom=step(
            _("Change the rater"),
            by=[MANAGER, CLOCK],
            data=data.NewRater,
            reason=True,
            rules=[rules.new_rater_differs, rules.new_rater_is_not_the_owner],
            tells=[OWNER, RATER],
            renews_deadlines=True,
        ),
    )
    def reassign_rater(self, case: Case[Any]) -> None:
        """Another post rates from now on, or the same post has a new holder (`II.C.7`)."""
        changes.give_to_rater(case)

    @transition(
        field="state",
        source=PLANNED,
        target=None,
        custom=step(
            _("Suspend"),
            by=[MANAGER],
            data=data.Hold,
            reason=True,
            rules=[rules.not_already_held, rules.held_from_a_day_that_has_come],
            tells=[OWNER, RATER],
            renews_deadlines=True,
        ),
    )
    def hold(self, case: Case[Any]) -> None:
        """The employee is suspended (`II.C.8.b`): planning stands still and its clocks stop."""
        changes.hold(case)

    @transition(
        field="state",
        source=PLANNED,
        target=None,
        custom=step(
            _("Resume"),
            by=[MANAGER],
            reason=True,
            rules=[rules.is_held],
            tells=[OWNER, RATER],
            renews_deadlines=True,
        ),
    )
    def resume(self, case: Case[Any]) -> None:
        """The suspension ends."""
        changes.resume(case)

    @transition(
        field="state",
        source=PLANNED,
        target=P.VOID,
        custom=step(
            _("Void the plan"),
            by=[MANAGER, CLOCK],
            reason=True,
            rules=[rules.clock_voids_what_was_never_set],
            tells=[OWNER, RATER],
        ),
    )
    def void(self, case: Case[Any]) -> None:
        """The plan should not have been; it no longer covers its days."""


class AmendmentState(models.TextChoices):
    """Live: the first three."""

    DRAFTING = "drafting", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")
    CANCELLED = "cancelled", _("Cancelled")


A = AmendmentState
AMENDING = [A.DRAFTING, A.SUBMITTED, A.RETURNED]


class AmendmentCause(models.TextChoices):
    """Why a plan in force is changed."""

    ASSIGNMENT = "assignment", _("New assignment or feedback")
    RESOURCES = "resources", _("Resources not agreed or not given")
    EXPECTATION = "expectation", _("Adjusted expectation")
    STRATEGY = "strategy", _("Change of strategy, budget or priority")
    ACTING_BEGINS = "acting_begins", _("Acting post begins")
    ACTING_ENDS = "acting_ends", _("Acting post ends")
    STUDY_BEGINS = "study_begins", _("Study begins")
    STUDY_ENDS = "study_ends", _("Study ends")
    NEW_RATER = "new_rater", _("New rater")
    COACHING = "coaching", _("Coaching")


class AmendmentMachine(Record):
    """The next revision of a plan in force."""

    chain_link = "plan"
    state = StateField(AmendmentState)

    class Meta:
        abstract = True

    @transition(
        field="state",
        source=NEW,
        target=A.DRAFTING,
        custom=step(
            _("Propose a change"),
            by=[OWNER, RATER],
            data=data.Proposal,
            rules=[rules.not_held, rules.plan_runs, rules.no_other_amendment],
            tells=[OWNER, RATER],
            follows=[Link("plan.reassign_rater", changes.amendment_for_new_rater)],
        ),
    )
    def propose(self, case: Case[Any]) -> None:
        """Open the next revision (`6/2022:14(2)`, `20`, `II.C.7`), from the one in force."""
        changes.begin_amendment(case)

    @transition(
        field="state",
        source=[A.DRAFTING, A.RETURNED],
        target=A.SUBMITTED,
        custom=step(
            _("Sign and submit the change"),
            by=[OWNER],
            data=data.Signed,
            rules=[rules.not_held, rules.plan_runs, *COMPLETE, rules.no_remark_open],
            tells=[RATER],
        ),
    )
    def submit(self, case: Case[Any]) -> None:
        """The employee's signature under the changed plan; freezes the revision."""
        changes.freeze(case, signed=True)

    @transition(
        field="state",
        source=A.SUBMITTED,
        target=A.DRAFTING,
        custom=step(_("Withdraw"), by=[OWNER], rules=[rules.not_held], tells=[RATER]),
    )
    def withdraw(self, case: Case[Any]) -> None:
        """Take the change back before it is decided on."""

    @transition(
        field="state",
        source=A.SUBMITTED,
        target=A.RETURNED,
        custom=step(
            _("Return for revision"),
            by=[RATER, SUPERIOR],
            data=data.Return,
            reason=True,
            rules=[rules.not_held, rules.superior_after_raters_limit, rules.remarks_name_items],
            tells=[OWNER],
        ),
    )
    def return_for_revision(self, case: Case[Any]) -> None:
        """Dialogue instead of a decision: a reason, and remarks that must be answered."""

    @transition(
        field="state",
        source=A.SUBMITTED,
        target=A.APPROVED,
        custom=step(
            _("Approve the change"),
            by=[RATER, SUPERIOR],
            data=data.NamedRevision,
            rules=[
                rules.not_held,
                rules.plan_runs,
                rules.superior_after_raters_limit,
                rules.remarks_resolved,
                rules.revision_is_the_one_submitted,
            ],
            tells=[OWNER, SERVING],
        ),
    )
    def approve(self, case: Case[Any]) -> None:
        """The changed plan replaces the one in force from this day; progress on kept items stays.

        Whose results serve what it changes is told.
        """
        changes.put_in_force(case)

    @transition(
        field="state",
        source=AMENDING,
        target=None,
        custom=step(
            _("Add a cause"),
            by=[],
            tells=[OWNER],
            follows=[Link("plan.reassign_rater", changes.live_amendments)],
            renews_deadlines=True,
        ),
    )
    def add_cause(self, case: Case[Any]) -> None:
        """A new rater joins the causes of the change that is under way (`II.C.7`)."""
        changes.add_cause(case)

    @transition(
        field="state",
        source=AMENDING,
        target=A.CANCELLED,
        custom=step(
            _("Cancel the change"),
            by=[OWNER, RATER],
            tells=[OWNER, RATER],
            rules=[rules.not_held],
            follows=[
                Link("plan.void", changes.live_amendments),
                Link("plan.end_early", changes.live_amendments),
                Link("plan.open_final_appraisal", changes.live_amendments),
            ],
        ),
    )
    def cancel(self, case: Case[Any]) -> None:
        """Give the change up; the plan stays as it is."""

    @transition(
        field="state",
        source=AMENDING,
        target=None,
        custom=step(
            _("Suspend"), by=[], follows=[Link("plan.hold", changes.live_amendments)], renews_deadlines=True
        ),
    )
    def hold(self, case: Case[Any]) -> None:
        """The plan is suspended, and so are the clocks of its change (`II.C.8.b`)."""

    @transition(
        field="state",
        source=AMENDING,
        target=None,
        custom=step(
            _("Resume"),
            by=[],
            follows=[Link("plan.resume", changes.live_amendments)],
            renews_deadlines=True,
        ),
    )
    def resume(self, case: Case[Any]) -> None:
        """The suspension ends; whose turn it is has his days anew."""


class RemarkState(models.TextChoices):
    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    RESOLVED = "resolved", _("Resolved")


class RemarkMachine(Record):
    """A remark pinned to an item of a plan or of its amendment: open, answered by the owner, resolved."""

    chain_link = "plan"
    state = StateField(RemarkState)

    class Meta:
        abstract = True

    @transition(
        field="state",
        source=NEW,
        target=RemarkState.OPEN,
        custom=step(
            _("Remark"),
            by=[RATER, SUPERIOR],
            rules=[
                rules.not_held,
                rules.superior_after_deadline,
                rules.remark_says_something,
                rules.remark_names_item,
                rules.under_discussion,
            ],
            tells=[OWNER],
            follows=[
                Link("plan.return_for_revision", changes.remarks_of_return),
                Link("amendment.return_for_revision", changes.remarks_of_return),
            ],
        ),
    )
    def pin(self, case: Case[Any]) -> None:
        """Ask something of the owner that he must answer."""

    @transition(
        field="state",
        source=[RemarkState.OPEN, RemarkState.ANSWERED],
        target=RemarkState.ANSWERED,
        custom=step(
            _("Answer the remark"),
            by=[OWNER],
            data=data.Answer,
            rules=[rules.not_held, rules.answer_says_something],
            tells=[RATER],
        ),
    )
    def answer(self, case: Case[Any]) -> None:
        """Say what was changed, or why not."""
        changes.answer(case)

    @transition(
        field="state",
        source=[RemarkState.OPEN, RemarkState.ANSWERED],
        target=RemarkState.RESOLVED,
        custom=step(
            _("Resolve the remark"),
            by=[RATER, SUPERIOR],
            rules=[rules.not_held, rules.superior_after_deadline],
            tells=[OWNER],
            follows=[Link("plan.set_by_superior", changes.unresolved_remarks)],
        ),
    )
    def resolve(self, case: Case[Any]) -> None:
        """The remark is settled."""
