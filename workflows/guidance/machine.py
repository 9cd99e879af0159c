"""The machines of guidance (*bimbingan kinerja*) and of counselling (*konseling kinerja*), `6/2022:III.D`.

Guidance goes from who arranges it over two signatures up to the rater's superior. Counselling begins when the rater
tells the employee of his behaviour, and ends with what the personnel unit decides. The norm sets no time for either.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from cycle_engine.actors import Capacity
from cycle_engine.case import Case
from cycle_engine.machine import NEW, StateField, step
from cycle_engine.models import Record
from workflows.guidance import changes, rules
from workflows.guidance.data import (
    Appointment,
    Arrangement,
    Assessment,
    BehaviourReport,
    Concern,
    Counsel,
    Experience,
    FollowUp,
    Sheet,
)

OWNER, RATER, SUPERIOR = Capacity.OWNER, Capacity.RATER, Capacity.SUPERIOR
GUIDE, MANAGER = Capacity.GUIDE, Capacity.MANAGER


class GuidanceState(models.TextChoices):
    """Where a guidance is."""

    ARRANGED = "arranged", _("Arranged")
    SIGNED = "signed", _("Signed by the guide")
    AGREED = "agreed", _("Signed by both")
    ASSESSED = "assessed", _("Reported to the superior")
    SEEN = "seen", _("Seen by the superior")
    CANCELLED = "cancelled", _("Given up")


G = GuidanceState


class GuidanceMachine(Record):
    """A coaching, a mentoring or a training of one employee."""

    chain_link = "plan"
    state = StateField(GuidanceState)

    class Meta:
        abstract = True

    @transition(
        field="state",
        source=NEW,
        target=G.ARRANGED,
        custom=step(
            _("Arrange guidance"),
            by=[RATER],
            data=Arrangement,
            rules=[rules.plan_runs, rules.somebody_guides],
            tells=[OWNER, GUIDE],
        ),
    )
    def arrange(self, case: Case[Any]) -> None:
        """The rater guides the employee himself or names who does (`III.D.4.b`)."""
        changes.arrange(case)

    @transition(
        field="state",
        source=G.ARRANGED,
        target=G.SIGNED,
        custom=step(
            _("Sign the record"),
            by=[GUIDE],
            data=Sheet,
            rules=[rules.parts_of_its_way, rules.known_indicators, rules.says_what_will_be_done],
            tells=[OWNER],
        ),
    )
    def sign(self, case: Case[Any]) -> None:
        """The guide signs what was talked about and what will be done (forms B.1.6, B.1.7)."""
        changes.keep(case, "sheet")

    @transition(
        field="state",
        source=G.SIGNED,
        target=G.ARRANGED,
        custom=step(_("Return the record"), by=[OWNER], reason=True, tells=[GUIDE]),
    )
    def return_record(self, case: Case[Any]) -> None:
        """The employee does not agree with what was written."""

    @transition(
        field="state",
        source=G.SIGNED,
        target=G.AGREED,
        custom=step(_("Sign too"), by=[OWNER], tells=[GUIDE, RATER]),
    )
    def countersign(self, case: Case[Any]) -> None:
        """The employee signs it too (forms B.1.6, B.1.7)."""

    @transition(
        field="state",
        source=G.AGREED,
        target=G.ASSESSED,
        custom=step(
            _("Assess the competence"),
            by=[GUIDE],
            data=Assessment,
            rules=[rules.every_competence_once, rules.scores_fit, rules.recommends],
            tells=[RATER, SUPERIOR],
        ),
    )
    def assess(self, case: Case[Any]) -> None:
        """The guide says what he found of the employee's competence (form B.1.9); with the record it goes to the
        rater and up to his superior (`III.D.4.h-j`)."""
        changes.keep(case, "assessment")

    @transition(
        field="state",
        source=G.ASSESSED,
        target=G.SEEN,
        custom=step(_("Confirm that it was seen"), by=[SUPERIOR], data=FollowUp, tells=[OWNER, RATER, GUIDE]),
    )
    def see(self, case: Case[Any]) -> None:
        """The superior has seen it and says what is to follow, if anything (`III.D.4.k`)."""
        changes.keep(case, "follow_up")

    @transition(
        field="state",
        source=[G.AGREED, G.ASSESSED, G.SEEN],
        target=None,
        custom=step(
            _("Say how the guidance was"),
            by=[OWNER],
            data=Experience,
            rules=[rules.every_criterion_answered, rules.said_once],
            tells=[SUPERIOR],
        ),
    )
    def give_feedback(self, case: Case[Any]) -> None:
        """The employee says how he found it; it goes to the superior, past the guide (`III.D.4.g`, form B.1.8)."""
        changes.keep(case, "experience")

    @transition(
        field="state",
        source=[G.ARRANGED, G.SIGNED],
        target=G.CANCELLED,
        custom=step(_("Give it up"), by=[RATER], reason=True, tells=[OWNER, GUIDE]),
    )
    def cancel(self, case: Case[Any]) -> None:
        """Nobody will be guided after all."""


class CounsellingState(models.TextChoices):
    """Where a counselling is."""

    TOLD = "told", _("The employee was told")
    REPORTED = "reported", _("Reported to the personnel unit")
    ASSIGNED = "assigned", _("A counsellor was named")
    COUNSELLED = "counselled", _("Counselled")
    CLOSED = "closed", _("Closed")
    RESTED = "rested", _("Let rest")


C = CounsellingState


class CounsellingMachine(Record):
    """A behaviour that hinders the work, and how the employee is helped with it. No word of it is in the ledger."""

    chain_link = "plan"
    state = StateField(CounsellingState)

    class Meta:
        abstract = True

    @transition(
        field="state",
        source=NEW,
        target=C.TOLD,
        custom=step(
            _("Tell the employee of a behaviour"),
            by=[RATER],
            data=Concern,
            rules=[rules.plan_runs, rules.words_were_said, rules.nothing_in_the_ledger],
            tells=[OWNER],
        ),
    )
    def tell(self, case: Case[Any]) -> None:
        """Before anybody else hears of it, the rater tells the employee (`III.D.5.c.1.c`)."""
        changes.keep(case, "concern")

    @transition(
        field="state",
        source=C.TOLD,
        target=C.REPORTED,
        custom=step(
            _("Report to the personnel unit"),
            by=[RATER],
            data=BehaviourReport,
            rules=[rules.feedback_was_given, rules.words_were_said, rules.nothing_in_the_ledger],
            tells=[OWNER, MANAGER],
        ),
    )
    def report(self, case: Case[Any]) -> None:
        """Nothing has changed; the personnel unit is told (`III.D.5.c.1.d`, form B.1.10)."""
        changes.keep(case, "report")

    @transition(
        field="state",
        source=[C.REPORTED, C.ASSIGNED],
        target=C.ASSIGNED,
        custom=step(
            _("Name a counsellor"),
            by=[MANAGER],
            data=Appointment,
            rules=[rules.somebody_counsels, rules.words_were_said, rules.nothing_in_the_ledger],
            tells=[OWNER, GUIDE],
        ),
    )
    def name_counsellor(self, case: Case[Any]) -> None:
        """The personnel unit names who counsels, and when and where the two meet (`III.D.5.c.2.a`)."""
        changes.name_counsellor(case)

    @transition(
        field="state",
        source=C.ASSIGNED,
        target=C.COUNSELLED,
        custom=step(
            _("Record the counselling"),
            by=[GUIDE],
            data=Counsel,
            rules=[rules.words_were_said, rules.nothing_in_the_ledger],
            tells=[OWNER, MANAGER],
        ),
    )
    def counsel(self, case: Case[Any]) -> None:
        """The counsellor signs what was said, for the two alone, and recommends what should follow
        (`III.D.5.c.2.c`, `III.D.5.d.3`)."""
        changes.counsel(case)

    @transition(
        field="state",
        source=C.COUNSELLED,
        target=C.CLOSED,
        custom=step(
            _("Decide what follows"),
            by=[MANAGER],
            data=FollowUp,
            rules=[rules.words_were_said, rules.nothing_in_the_ledger],
            tells=[OWNER, GUIDE],
        ),
    )
    def close(self, case: Case[Any]) -> None:
        """The personnel unit decides what is to follow (`III.D.5.e`)."""
        changes.keep(case, "follow_up")

    @transition(
        field="state",
        source=[C.TOLD, C.REPORTED, C.ASSIGNED],
        target=C.RESTED,
        custom=step(
            _("Let it rest"),
            by=[RATER, MANAGER],
            rules=[rules.nothing_in_the_ledger],
            tells=[OWNER, RATER, MANAGER, GUIDE],
        ),
    )
    def rest(self, case: Case[Any]) -> None:
        """The behaviour has changed, or the personnel unit finds that no counselling is needed."""


# What is asked in each state that waits for one person; no other state waits, and none has a last day.
GUIDANCE_TURNS = {G.ARRANGED: "sign", G.SIGNED: "countersign", G.AGREED: "assess", G.ASSESSED: "see"}
COUNSELLING_TURNS = {C.REPORTED: "name_counsellor", C.ASSIGNED: "counsel", C.COUNSELLED: "close"}
