"""The machine of an improvement plan (*rencana perbaikan kinerja*).

The docstring of a step says what it is for. Rules are in rules.py; what a step changes beside the state is in
changes.py.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import RETURN_VALUE, transition

from cycle_engine.actors import Capacity
from cycle_engine.case import Case
from cycle_engine.machine import NEW, StateField, step
from cycle_engine.models import Record
from workflows.development import changes, rules
from workflows.development.data import Concluded, Reviewed, Targets
from workflows.development.facts import LIVE

OWNER, RATER, SUPERIOR = Capacity.OWNER, Capacity.RATER, Capacity.SUPERIOR
MANAGER, CLOCK = Capacity.MANAGER, Capacity.CLOCK


class ImprovementState(models.TextChoices):
    """Live: the first three."""

    OPENED = "opened", _("Targets to be set")
    PROPOSED = "proposed", _("Targets with the employee")
    RUNNING = "running", _("Under way")
    IMPROVED = "improved", _("Improved")
    NOT_IMPROVED = "not_improved", _("Not improved")
    WITHDRAWN = "withdrawn", _("Withdrawn")


S = ImprovementState


class ImprovementMachine(Record):
    """A plan of improvement after a yearly result that was Sangat Kurang."""

    chain_link = "plan"
    state = StateField(ImprovementState)

    class Meta:
        abstract = True

    @transition(
        field="state",
        source=NEW,
        target=S.OPENED,
        custom=step(
            _("Open the improvement plan"),
            by=[CLOCK],
            rules=[rules.result_was_very_poor, rules.serves_as_civil_servant, rules.has_no_other],
            tells=[OWNER, RATER, MANAGER],
        ),
    )
    def open(self, case: Case[Any]) -> None:
        """A yearly result Sangat Kurang of a PNS is settled: six months to improve begin."""
        changes.open_it(case)

    @transition(
        field="state",
        source=S.OPENED,
        target=S.PROPOSED,
        custom=step(
            _("Set the targets"),
            by=[RATER, SUPERIOR],
            data=Targets,
            rules=[rules.rater_had_his_time, rules.targets_are_named],
            tells=[OWNER],
        ),
    )
    def set_targets(self, case: Case[Any]) -> None:
        """What is to be reached in the six months; by the superior when the rater lets his days pass."""
        changes.set_targets(case)

    @transition(
        field="state",
        source=S.PROPOSED,
        target=S.OPENED,
        custom=step(_("Ask for other targets"), by=[OWNER], reason=True, tells=[RATER]),
    )
    def ask_for_others(self, case: Case[Any]) -> None:
        """The employee says why he cannot sign these; the six months go on."""

    @transition(
        field="state",
        source=S.PROPOSED,
        target=S.RUNNING,
        custom=step(_("Sign the targets"), by=[OWNER], tells=[RATER]),
    )
    def sign(self, case: Case[Any]) -> None:
        """The employee knows what is expected of him."""
        changes.begin(case)

    @transition(
        field="state",
        source=S.PROPOSED,
        target=S.RUNNING,
        custom=step(
            _("Begin without a signature"),
            by=[CLOCK],
            rules=[rules.time_to_sign_has_passed],
            tells=[OWNER, RATER],
        ),
    )
    def begin_unsigned(self, case: Case[Any]) -> None:
        """The employee let his days pass; the targets hold, and are shown as not signed."""
        changes.begin(case)

    @transition(
        field="state",
        source=S.RUNNING,
        target=None,
        custom=step(
            _("Record a review"),
            by=[RATER],
            data=Reviewed,
            rules=[rules.review_says_something],
            tells=[OWNER],
        ),
    )
    def review(self, case: Case[Any]) -> None:
        """Rater and employee have looked at how far he has come; as often as it helps."""
        changes.review(case)

    @transition(
        field="state",
        source=S.RUNNING,
        target=RETURN_VALUE(S.IMPROVED, S.NOT_IMPROVED),
        custom=step(
            _("Conclude the improvement plan"),
            by=[RATER, SUPERIOR],
            data=Concluded,
            reason=True,
            rules=[rules.rater_had_his_time, rules.six_months_are_over, rules.was_reviewed],
            tells=[OWNER, SUPERIOR, MANAGER],
        ),
    )
    def conclude(self, case: Case[Any]) -> str:
        """The six months are over: improved or not. What follows for who did not is no business of this system; the
        managers are told."""
        return changes.conclude(case)

    @transition(
        field="state",
        source=LIVE,
        target=S.WITHDRAWN,
        custom=step(_("Withdraw the improvement plan"), by=[MANAGER], reason=True, tells=[OWNER, RATER]),
    )
    def withdraw(self, case: Case[Any]) -> None:
        """Its ground has gone: the result was set aside by a court or another authority, or the employee has left
        the service."""
