"""The machine of a change of posts: recorded ahead or on its day, then carried out, given up or refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from cycle_engine.actors import Capacity
from cycle_engine.case import Case
from cycle_engine.machine import NEW, StateField, step
from cycle_engine.models import Record
from workflows.staffing import rules

OWNER, MANAGER, CLOCK = Capacity.OWNER, Capacity.MANAGER, Capacity.CLOCK


class ChangeState(models.TextChoices):
    """What has become of it."""

    PLANNED = "planned", _("Planned")
    APPLIED = "applied", _("Carried out")
    CANCELLED = "cancelled", _("Given up")
    REFUSED = "refused", _("Refused")


C = ChangeState


@dataclass(frozen=True)
class Because:
    """Why a change was refused: `{"rule", "message"}` of each broken rule."""

    blockers: list[dict[str, str]]


class PostChangeMachine(Record):
    """A change of posts of one person."""

    state = StateField(ChangeState)

    class Meta:
        abstract = True

    @transition(
        field="state",
        source=NEW,
        target=C.PLANNED,
        custom=step(_("Record the change"), by=[MANAGER], rules=[*rules.FITTING, rules.one_change_a_day]),
    )
    def record(self, case: Case[Any]) -> None:
        """A manager of the post that is left and of the new one puts a decree on record."""
        change: Any = self
        case.notes |= {
            "change": change.change,
            "effective": change.effective.isoformat(),
            "decree": change.decree_number,
            "new_post": change.new_post_id,
        }

    @transition(
        field="state",
        source=C.PLANNED,
        target=C.APPLIED,
        custom=step(
            _("Carry the change out"),
            by=[CLOCK],
            rules=[rules.recorder_still_manages, *rules.FITTING, rules.day_has_come],
            tells=[OWNER],
        ),
    )
    def apply(self, case: Case[Any]) -> None:
        """Its day has come: the directory and the person's plans follow, in the same transaction, as acts of the
        manager who recorded it."""

    @transition(
        field="state",
        source=C.PLANNED,
        target=C.CANCELLED,
        custom=step(_("Give the change up"), by=[MANAGER], reason=True),
    )
    def cancel(self, case: Case[Any]) -> None:
        """The decree was withdrawn, or put on record wrongly."""

    @transition(
        field="state",
        source=C.PLANNED,
        target=C.REFUSED,
        custom=step(_("Refuse the change"), by=[CLOCK], data=Because, reason=True, tells=[MANAGER]),
    )
    def refuse(self, case: Case[Any]) -> None:
        """Its day has come and something forbids it; nothing of it was done, and its managers are told why."""
        case.changes.change(self, refusal=case.data.blockers)
