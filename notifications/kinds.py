"""What a notice is to the person who gets it: one group for each, by which people choose how they are told."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity
from cycle_engine.models import Event


class Group(models.TextChoices):
    """Kinds of notices as people tell them apart."""

    LEGAL = "legal", _("Legal notices")
    WAITING = "waiting", _("What waits for me")
    MINE = "mine", _("What happened to mine")
    REMINDERS = "reminders", _("Reminders")
    INFORMATION = "information", _("For information")


# Acts that set a plan or a result without or against the person, or start or end a right of his: to be told of
# them is part of the act (II.C.5, IV.A.11, V.A.5-10, V.B).
LEGAL = frozenset(
    {
        "plan.set_by_superior",
        "plan.set_unsigned",
        "plan.end_early",
        "plan.void",
        "evaluation.deliver",
        "evaluation.receive",
        "evaluation.settle",
        "evaluation.recall",
        "evaluation.excuse",
        "evaluation.reopen",
    }
)
LEGAL_RECORDS = frozenset({"appeal", "improvement"})  # procedures of which every act is told
# A right lapses with them; or, of the plan, its reminders are what allows to set it without a signature.
LEGAL_DEADLINES = frozenset(
    {("plan", "plan_set"), ("evaluation", "receipt"), ("evaluation", "return"), ("evaluation", "appeal")}
)

# After these somebody has to act: the employee, or those who decide.
WAITS_FOR_OWNER = frozenset(
    {
        "plan.draft",
        "plan.return_for_revision",
        "amendment.propose",
        "amendment.return_for_revision",
        "remark.pin",
        "evaluation.open",
        "evaluation.ask_for_evidence",
        "evaluation.propose_earlier_result",
        "improvement.set_targets",
        "guidance.sign",
    }
)
WAITS_FOR_OTHERS = frozenset(
    {
        "plan.submit",
        "amendment.submit",
        "remark.answer",
        "evaluation.self_assess",
        "evaluation.ask_to_reconsider",
        "cycle.draft_policy",
        "improvement.ask_for_others",
        "development.enter_training",
        "complaint.receive",
        "complaint.assign",
        "complaint.reassign",
        "complaint.reopen",
        "complaint.forward",
        "guidance.arrange",
        "guidance.return_record",
        "guidance.countersign",
        "guidance.assess",
        "counselling.report",
        "counselling.name_counsellor",
        "counselling.counsel",
        "standinrequest.ask_for_stand_in",
    }
)


def group_of(event: Event, capacity: str) -> Group:
    """What the event is to somebody who is told in this capacity."""
    if _legal(event):
        return Group.LEGAL
    if event.kind.startswith("deadline."):
        return Group.REMINDERS
    owner = capacity == Capacity.OWNER
    if event.kind in (WAITS_FOR_OWNER if owner else WAITS_FOR_OTHERS):
        return Group.WAITING
    return Group.MINE if owner or event.record == "job" else Group.INFORMATION


def _legal(event: Event) -> bool:
    if event.record in LEGAL_RECORDS or event.kind in LEGAL:
        return True
    return (event.record, event.about.get("deadline")) in LEGAL_DEADLINES
