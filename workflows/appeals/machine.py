"""The machine of an appeal (*keberatan*).

The docstring of a step says what it is for and where the norm stands. Rules are in rules.py; what a step
changes beside the state is in changes.py.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from cycle_engine.actors import Capacity
from cycle_engine.case import Case
from cycle_engine.machine import NEW, Link, StateField, step
from cycle_engine.models import Record
from workflows.appeals import changes, rules
from workflows.appeals.data import Appointment, Dismissal, Explanation, Heard, Objection
from workflows.evaluation.data import Rated

OWNER, RATER, DECIDER = Capacity.OWNER, Capacity.RATER, Capacity.DECIDER
MANAGER, CLOCK = Capacity.MANAGER, Capacity.CLOCK


class AppealState(models.TextChoices):
    """Live: the first three."""

    FILED = "filed", _("Filed")
    EXPLAINED = "explained", _("Explained, or no explanation given")
    HEARD = "heard", _("Heard")
    CONFIRMED = "confirmed", _("Result confirmed")
    AMENDED = "amended", _("Amended")
    DISMISSED = "dismissed", _("Not admissible")
    WITHDRAWN = "withdrawn", _("Withdrawn")


S = AppealState
LIVE = [S.FILED, S.EXPLAINED, S.HEARD]
RESOLVES = [Link("evaluation.resolve", changes.evaluations)]


class AppealMachine(Record):
    """An appeal against a delivered evaluation (`V.B`)."""

    chain_link = "plan"
    state = StateField(AppealState)

    class Meta:
        abstract = True

    @transition(
        field="state",
        source=NEW,
        target=S.FILED,
        custom=step(
            _("File an appeal"),
            by=[OWNER],
            data=Objection,
            rules=[
                rules.evaluation_received,
                rules.in_time,
                rules.not_final,
                rules.no_other_appeal,
                rules.reasons_given,
                rules.evidence_is_there,
            ],
            tells=[RATER, DECIDER, MANAGER],
            takes=[Link("evaluation.contest", changes.evaluations)],
        ),
    )
    def file(self, case: Case[Any]) -> None:
        """The employee objects, with reasons, to the rater's superior (`V.B.1-2`)."""
        changes.file(case)

    @transition(
        field="state",
        source=S.FILED,
        target=S.EXPLAINED,
        custom=step(
            _("Explain the rating"),
            by=[RATER],
            data=Explanation,
            rules=[rules.explanation_given, rules.evidence_is_there],
            tells=[OWNER, DECIDER],
        ),
    )
    def explain(self, case: Case[Any]) -> None:
        """The rater answers in writing (`V.B.4`)."""
        changes.explain(case)

    @transition(
        field="state",
        source=S.FILED,
        target=S.EXPLAINED,
        custom=step(
            _("Note that no explanation was given"),
            by=[CLOCK],
            rules=[rules.time_to_explain_has_passed],
            tells=[OWNER, RATER, DECIDER],
        ),
    )
    def lapse_explanation(self, case: Case[Any]) -> None:
        """The rater let his days pass; the appeal goes on without him (`V.B.6`)."""

    @transition(
        field="state",
        source=S.EXPLAINED,
        target=S.HEARD,
        custom=step(
            _("Record the hearing"),
            by=[DECIDER],
            data=Heard,
            rules=[rules.both_were_asked, rules.each_came_or_not, rules.heard_by_today],
        ),
    )
    def record_hearing(self, case: Case[Any]) -> None:
        """Both were asked to explain (`V.B.4`)."""
        changes.record_hearing(case)

    @transition(
        field="state",
        source=S.HEARD,
        target=S.CONFIRMED,
        custom=step(_("Confirm the result"), by=[DECIDER], reason=True, tells=[OWNER, RATER], takes=RESOLVES),
    )
    def confirm(self, case: Case[Any]) -> None:
        """The result stands (`V.B.5`). The decision is final."""
        changes.decide(case)

    @transition(
        field="state",
        source=S.HEARD,
        target=S.AMENDED,
        custom=step(
            _("Change the result"),
            by=[DECIDER],
            data=Rated,
            reason=True,
            rules=rules.RATING,
            tells=[OWNER, RATER],
            takes=RESOLVES,
        ),
    )
    def amend(self, case: Case[Any]) -> None:
        """New ratings and a new recommendation stand beside the old (`V.B.5`, `7`). The decision is final."""
        changes.amend(case)

    @transition(
        field="state",
        source=[S.FILED, S.EXPLAINED],
        target=S.DISMISSED,
        custom=step(
            _("Dismiss as not admissible"),
            by=[DECIDER],
            data=Dismissal,
            reason=True,
            rules=[rules.ground_holds, rules.evidence_is_there],
            tells=[OWNER, RATER],
            takes=RESOLVES,
        ),
    )
    def dismiss(self, case: Case[Any]) -> None:
        """Final by rule, not the evaluee's, or proven late: nothing is examined."""
        changes.decide(case)

    @transition(
        field="state",
        source=LIVE,
        target=S.WITHDRAWN,
        custom=step(
            _("Withdraw the appeal"),
            by=[OWNER],
            rules=[rules.owner_lives],
            tells=[RATER, DECIDER],
            takes=RESOLVES,
        ),
    )
    def withdraw(self, case: Case[Any]) -> None:
        """The employee gives it up; inside the appeal window he may file again."""

    @transition(
        field="state",
        source=LIVE,
        target=None,
        custom=step(
            _("Appoint another decider"),
            by=[MANAGER, DECIDER, CLOCK],
            data=Appointment,
            reason=True,
            rules=[
                rules.somebody_above,
                rules.named_only_at_the_top,
                rules.named_one_may_decide,
                rules.clock_moves_what_is_overdue,
            ],
            tells=[OWNER, RATER, DECIDER],
            renews_deadlines=True,
        ),
    )
    def appoint_decider(self, case: Case[Any]) -> None:
        """Conflict of interest, vacancy or silence: the duty moves one post up."""
        changes.appoint(case)
