"""The machine of a complaint (*pengaduan*).

The docstring of a step says what it is for and where it comes from: SP4N-LAPOR is the national system of complaints
about public services. Rules are in complaint_rules.py; what a step changes beside the state is in
complaint_changes.py.
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
from workflows.voice import complaint_changes as changes
from workflows.voice import complaint_rules as rules
from workflows.voice.complaint_data import (
    Answered,
    Assigned,
    Classified,
    Dismissed,
    Forwarded,
    Received,
    Reopened,
    Responded,
)

CITIZEN, HANDLER, MANAGER, CLOCK = Capacity.CITIZEN, Capacity.HANDLER, Capacity.MANAGER, Capacity.CLOCK


class ComplaintState(models.TextChoices):
    """Open: the first four."""

    RECEIVED = "received", _("Received")
    ASSIGNED = "assigned", _("Assigned")
    RESPONDED = "responded", _("Being worked on")
    FIELD_CHECK = "field_check", _("Being checked in the field")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")
    DISMISSED = "dismissed", _("Not dealt with")


S = ComplaintState
AT_WORK = [S.ASSIGNED, S.RESPONDED, S.FIELD_CHECK]


class ComplaintMachine(Record):
    """What a citizen complains about or asks a unit, until he is answered (SP4N-LAPOR)."""

    state = StateField(ComplaintState)

    class Meta:
        abstract = True

    @transition(
        field="state",
        source=NEW,
        target=S.RECEIVED,
        custom=step(
            _("Send a complaint"), by=[CITIZEN], data=Received, rules=[rules.has_words], tells=[MANAGER]
        ),
    )
    def receive(self, case: Case[Any]) -> None:
        """A citizen writes to a unit. Nobody asks who he is: he has a code by which he reads what becomes of it."""
        changes.receive(case)

    @transition(
        field="state",
        source=S.RECEIVED,
        target=S.ASSIGNED,
        custom=step(_("Assign"), by=[MANAGER], data=Assigned, rules=[rules.post_may_handle], tells=[HANDLER]),
    )
    def assign(self, case: Case[Any]) -> None:
        """The unit's manager names the post whose holder answers."""
        changes.assign(case)

    @transition(
        field="state",
        source=AT_WORK,
        target=None,
        custom=step(
            _("Assign to somebody else"),
            by=[MANAGER],
            data=Assigned,
            rules=[rules.post_may_handle, rules.another_post],
            tells=[HANDLER],
        ),
    )
    def reassign(self, case: Case[Any]) -> None:
        """Another post answers from now on; the clocks go on."""
        changes.assign(case)

    @transition(
        field="state",
        source=S.ASSIGNED,
        target=S.RESPONDED,
        custom=step(
            _("Respond first"), by=[HANDLER], data=Responded, rules=[rules.has_words], tells=[MANAGER]
        ),
    )
    def respond(self, case: Case[Any]) -> None:
        """The first response: that it was read, and what will be done (SP4N-LAPOR: within 3 working days)."""
        changes.respond(case)

    @transition(
        field="state",
        source=S.RESPONDED,
        target=S.FIELD_CHECK,
        custom=step(
            _("Check in the field"),
            by=[HANDLER],
            reason=True,
            rules=[rules.complaints_alone_are_checked],
            tells=[MANAGER],
            renews_deadlines=True,
        ),
    )
    def check_in_field(self, case: Case[Any]) -> None:
        """It cannot be answered from the desk: 60 working days from the receipt instead of 14 (SP4N-LAPOR)."""

    @transition(
        field="state",
        source=AT_WORK,
        target=S.ANSWERED,
        custom=step(_("Answer"), by=[HANDLER], data=Answered, rules=[rules.has_words], tells=[MANAGER]),
    )
    def answer(self, case: Case[Any]) -> None:
        """The final answer; given at once, it is the first response too."""
        changes.answer(case)

    @transition(
        field="state",
        source=S.ANSWERED,
        target=S.RESPONDED,
        custom=step(
            _("Say that it is not settled"),
            by=[CITIZEN],
            data=Reopened,
            rules=[rules.has_words, rules.reopened_once, rules.not_yet_closed],
            tells=[HANDLER, MANAGER],
        ),
    )
    def reopen(self, case: Case[Any]) -> None:
        """The citizen is not content with the answer, and says once why; the unit has the same days anew."""
        changes.reopen(case)

    @transition(
        field="state",
        source=S.ANSWERED,
        target=S.CLOSED,
        custom=step(_("Close"), by=[CLOCK], rules=[rules.time_to_reopen_has_passed]),
    )
    def close(self, case: Case[Any]) -> None:
        """The citizen has said nothing more in his days."""

    @transition(
        field="state",
        source=[S.RECEIVED, S.ASSIGNED, S.RESPONDED],
        target=None,
        custom=step(
            _("Change the category"),
            by=[MANAGER, HANDLER],
            data=Classified,
            rules=[rules.another_category],
            tells=[HANDLER, MANAGER],
            renews_deadlines=True,
        ),
    )
    def reclassify(self, case: Case[Any]) -> None:
        """What came as a complaint asks for information, or the other way round: the days are those of what it is."""
        changes.classify(case)

    @transition(
        field="state",
        source=[S.RECEIVED, S.ASSIGNED],
        target=S.RECEIVED,
        custom=step(
            _("Forward to another unit"),
            by=[MANAGER],
            data=Forwarded,
            reason=True,
            rules=[rules.unit_may_receive],
            tells=[MANAGER],
            renews_deadlines=True,
        ),
    )
    def forward(self, case: Case[Any]) -> None:
        """It concerns another unit. The citizen's days are not begun anew."""
        changes.forward(case)

    @transition(
        field="state",
        source=[S.RECEIVED, S.ASSIGNED, S.RESPONDED],
        target=S.DISMISSED,
        custom=step(
            _("Do not deal with it"), by=[MANAGER], data=Dismissed, rules=[rules.has_words], tells=[HANDLER]
        ),
    )
    def dismiss(self, case: Case[Any]) -> None:
        """Not the agency's business, empty or abusive. The citizen reads why, and where he may turn."""
        changes.dismiss(case)
