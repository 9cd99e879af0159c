"""The machine of an evaluation, periodic or yearly.

The docstring of a step says what it is for and where the norm stands. Rules are in rules.py; what a step
changes beside the state is in changes.py, and which steps of the plan it takes in children.py.
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
from workflows.evaluation import changes, children, rules
from workflows.evaluation.completeness import RATED, REALISED
from workflows.evaluation.data import Earlier, Rated, Received, Reported, SelfAssessed, Signed

OWNER, RATER, SUPERIOR = Capacity.OWNER, Capacity.RATER, Capacity.SUPERIOR
AUTHOR, MANAGER, CLOCK = Capacity.AUTHOR, Capacity.MANAGER, Capacity.CLOCK


class EvaluationState(models.TextChoices):
    """Unsigned: the first three."""

    OPEN = "open", _("Open for realisation")
    SELF_ASSESSED = "self_assessed", _("Self-assessed")
    RATED = "rated", _("Rated")
    SIGNED = "signed", _("Signed by the rater")
    DELIVERED = "delivered", _("Delivered to the employee")
    ACKNOWLEDGED = "acknowledged", _("Signed and returned")
    CONTESTED = "contested", _("Contested")
    SETTLED = "settled", _("Settled")
    EXCUSED = "excused", _("Not evaluated")


E = EvaluationState
UNRATED = [E.OPEN, E.SELF_ASSESSED]
UNSIGNED = [*UNRATED, E.RATED]
WITH_THE_OWNER = [E.DELIVERED, E.ACKNOWLEDGED]
REPORTABLE = [E.SIGNED, *WITH_THE_OWNER, E.CONTESTED, E.SETTLED]

RATING_RULES = [rules.organisation_is_known, *RATED]
COMPLETES_REVIEW = Link("plan.complete_mid_year_review", children.plan_in_review)


class EvaluationMachine(Record):
    """An evaluation of a plan over a period."""

    chain_link = "plan"
    state = StateField(EvaluationState)

    class Meta:
        abstract = True

    @transition(
        field="state",
        source=NEW,
        target=E.OPEN,
        custom=step(
            _("Open the evaluation"),
            by=[MANAGER, CLOCK],
            rules=[
                rules.period_of_the_cycle,
                rules.window_has_opened,
                rules.was_in_force,
                rules.not_yet_evaluated,
                rules.not_held,
                rules.plan_goes_on,
            ],
            tells=[OWNER, RATER],
            takes=[
                Link("plan.open_mid_year_review", children.plan_in_force),
                Link("plan.open_final_appraisal", children.plan_running),
            ],
            follows=[Link("plan.end_early", children.closing_evaluation)],
        ),
    )
    def open(self, case: Case[Any]) -> None:
        """The window opens (`IV.A.8`); what is evaluated, and who rates, is pinned."""
        changes.pin(case)

    @transition(
        field="state",
        source=E.OPEN,
        target=E.SELF_ASSESSED,
        custom=step(
            _("Report the realisation"),
            by=[OWNER],
            data=SelfAssessed,
            rules=REALISED,
            tells=[RATER],
        ),
    )
    def self_assess(self, case: Case[Any]) -> None:
        """A realised value for each indicator, or why there is none."""
        changes.self_assess(case)

    @transition(
        field="state",
        source=E.SELF_ASSESSED,
        target=E.OPEN,
        custom=step(
            _("Ask for evidence"),
            by=[RATER],
            reason=True,
            rules=[rules.rating_window_open],
            tells=[OWNER],
        ),
    )
    def ask_for_evidence(self, case: Case[Any]) -> None:
        """The rater cannot rate what is not shown."""

    @transition(
        field="state",
        source=UNSIGNED,
        target=E.RATED,
        custom=step(
            _("Rate"),
            by=[RATER],
            data=Rated,
            rules=[
                rules.rating_has_begun,
                rules.rating_window_open,
                rules.owner_had_his_time,
                rules.not_rated_by_superior,
                rules.earlier_ones_rated,
                *RATING_RULES,
            ],
        ),
    )
    def rate(self, case: Case[Any]) -> None:
        """Marks and ratings by the rater; the predicate follows from the quadrant (`IV.B`)."""
        changes.rate(case)

    @transition(
        field="state",
        source=UNSIGNED,
        target=E.RATED,
        custom=step(
            _("Rate in the rater's place"),
            by=[SUPERIOR],
            data=Rated,
            rules=[rules.window_has_passed, rules.rater_did_not_rate, *RATING_RULES],
            tells=[RATER],
        ),
    )
    def rate_by_superior(self, case: Case[Any]) -> None:
        """The rater let the window pass: the superior rates, and the result is final (`IV.A.11`)."""
        changes.rate(case)

    @transition(
        field="state",
        source=E.RATED,
        target=E.SELF_ASSESSED,
        custom=step(
            _("Ask to reconsider"),
            by=[SUPERIOR],
            reason=True,
            rules=[rules.policy_calibrates, rules.time_to_reconsider, rules.rated_by_another],
            tells=[RATER],
        ),
    )
    def ask_to_reconsider(self, case: Case[Any]) -> None:
        """The superior sees the whole unit and asks the rater to look again."""
        changes.unrate(case)

    @transition(
        field="state",
        source=E.RATED,
        target=E.SIGNED,
        custom=step(
            _("Sign the evaluation"),
            by=[AUTHOR],
            data=Signed,
            rules=[rules.breach_has_a_reason],
            takes=[COMPLETES_REVIEW],
        ),
    )
    def sign(self, case: Case[Any]) -> None:
        """The document is signed (`V.A.4`) and keeps the hash of its canonical JSON."""
        changes.sign(case)

    @transition(
        field="state",
        source=E.RATED,
        target=E.SIGNED,
        custom=step(
            _("Sign in the rater's place"),
            by=[SUPERIOR],
            data=Signed,
            rules=[rules.window_has_passed, rules.breach_has_a_reason],
            tells=[RATER],
            takes=[COMPLETES_REVIEW],
        ),
    )
    def sign_by_superior(self, case: Case[Any]) -> None:
        """Unsigned when the window passed (`V.A.8`); the rating stays the rater's, and so does the appeal."""
        changes.sign(case)

    @transition(
        field="state",
        source=E.SIGNED,
        target=E.DELIVERED,
        custom=step(
            _("Deliver the evaluation"),
            by=[AUTHOR, CLOCK],
            rules=[rules.clock_delivers_what_is_late],
            tells=[OWNER],
            takes=[Link("plan.deliver", children.plan_of_yearly)],
        ),
    )
    def deliver(self, case: Case[Any]) -> None:
        """The employee gets the document (`V.A.5`, `V.A.9`); when the limit has passed, by the clock."""
        changes.deliver(case)

    @transition(
        field="state",
        source=E.DELIVERED,
        target=None,
        custom=step(
            _("Receive the evaluation"),
            by=[OWNER, MANAGER, CLOCK],
            data=Received,
            rules=[rules.not_yet_received, rules.handed_over_by_today, rules.clock_receives_what_is_late],
            tells=[AUTHOR],
            renews_deadlines=True,
        ),
    )
    def receive(self, case: Case[Any]) -> None:
        """The document is opened or was handed over; the clocks of return and appeal start (`V.A.6`, `V.B.2`)."""
        changes.receive(case)

    @transition(
        field="state",
        source=E.DELIVERED,
        target=E.ACKNOWLEDGED,
        custom=step(_("Sign and return"), by=[OWNER], rules=[rules.received], tells=[AUTHOR]),
    )
    def acknowledge(self, case: Case[Any]) -> None:
        """Signed and returned (`V.A.6`); not consent: the right to appeal stays."""
        changes.acknowledge(case)

    @transition(
        field="state",
        source=WITH_THE_OWNER,
        target=E.SETTLED,
        custom=step(
            _("Settle"),
            by=[CLOCK],
            rules=[rules.received, rules.time_to_appeal_has_passed],
            tells=[OWNER, RATER],
            takes=[Link("plan.close", children.plan_of_yearly)],
        ),
    )
    def settle(self, case: Case[Any]) -> None:
        """Nobody appealed in time; returned or not."""

    @transition(
        field="state",
        source=WITH_THE_OWNER,
        target=E.CONTESTED,
        custom=step(_("Contest"), by=[], takes=[Link("plan.appeal", children.plan_of_yearly)]),
    )
    def contest(self, case: Case[Any]) -> None:
        """An appeal is filed (`V.B.1`)."""

    @transition(
        field="state",
        source=E.CONTESTED,
        target=RETURN_VALUE(E.DELIVERED, E.ACKNOWLEDGED, E.SETTLED),
        custom=step(
            _("Resolve"),
            by=[],
            takes=[
                Link("plan.conclude_appeal", children.plan_of_yearly),
                Link("plan.close", children.plan_of_settled),
            ],
            renews_deadlines=True,
        ),
    )
    def resolve(self, case: Case[Any]) -> str:
        """The appeal has ended; a changed result stands beside the old one, which is kept (`V.B.7`)."""
        return changes.resolve(case)

    @transition(
        field="state",
        source=WITH_THE_OWNER,
        target=E.RATED,
        custom=step(
            _("Recall for correction"),
            by=[AUTHOR],
            reason=True,
            tells=[OWNER],
            takes=[Link("plan.reopen", children.plan_of_yearly)],
        ),
    )
    def recall(self, case: Case[Any]) -> None:
        """A clerical error; the old document stays, and the clocks start anew."""
        changes.recall(case)

    @transition(
        field="state",
        source=E.OPEN,
        target=None,
        custom=step(
            _("Propose the earlier result"),
            by=[RATER],
            data=Earlier,
            rules=[rules.only_periodic, rules.earlier_result_of_old_unit],
            tells=[OWNER],
        ),
    )
    def propose_earlier_result(self, case: Case[Any]) -> None:
        """After a transfer: the last periodic result of the old unit, if the employee agrees (`IV.A.13.a`)."""
        changes.propose_earlier(case)

    @transition(
        field="state",
        source=E.OPEN,
        target=E.SETTLED,
        custom=step(
            _("Agree to the earlier result"),
            by=[OWNER],
            rules=[rules.earlier_result_proposed],
            tells=[RATER],
            takes=[COMPLETES_REVIEW],
        ),
    )
    def adopt_earlier_result(self, case: Case[Any]) -> None:
        """The employee agrees: that result is this period's (`IV.A.13.a`)."""
        changes.adopt_earlier(case)

    @transition(
        field="state",
        source=REPORTABLE,
        target=None,
        custom=step(
            _("Report"), by=[RATER, SUPERIOR, AUTHOR], data=Reported, rules=[rules.reported_to_somebody]
        ),
    )
    def report(self, case: Case[Any]) -> None:
        """To the competent official, PyB (`V.A.7`, `11`); one under appeal is marked, and reported again after."""
        changes.report(case)

    @transition(
        field="state",
        source=UNSIGNED,
        target=E.EXCUSED,
        custom=step(
            _("Excuse from evaluation"),
            by=[MANAGER],
            reason=True,
            tells=[OWNER, RATER],
            takes=[COMPLETES_REVIEW, Link("plan.close", children.plan_in_final_appraisal)],
            follows=[
                Link("plan.void", children.unsigned_ones),
                Link("plan.end_early", children.unsigned_ones_of_leavers),
            ],
        ),
    )
    def excuse(self, case: Case[Any]) -> None:
        """There is nothing to evaluate here, or somebody else will (`IV.A.13`)."""
        changes.excuse(case)

    @transition(
        field="state",
        source=E.EXCUSED,
        target=E.OPEN,
        custom=step(
            _("Evaluate after all"),
            by=[MANAGER],
            reason=True,
            rules=[rules.window_is_open, rules.plan_goes_on],
            tells=[OWNER, RATER],
            takes=[Link("plan.reopen", children.plan_closed)],
        ),
    )
    def reopen(self, case: Case[Any]) -> None:
        """Excused too soon."""
