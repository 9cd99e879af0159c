"""What acts are called: steps by their machines, and what is entered without a state by this list."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cycle_engine.machine import MACHINES

DATED = {
    "answer_need": _("Say what a need has come to"),
    "confirm_recognition": _("Recognise a result"),
    "decide_training": _("Decide on a training"),
    "enter_training": _("Enter a training"),
    "raise_need": _("Raise a need of development"),
    "withdraw_recognition": _("Withdraw a recognition"),
    "add_context": _("Add context to a comment"),
    "ask_for_stand_in": _("Ask for a stand-in"),
    "assign": _("Give a post"),
    "change_policy": _("Change the policy"),
    "create_cycle": _("Create the cycle"),
    "decline_stand_in": _("Decline to name a stand-in"),
    "describe": _("Describe"),
    "draft_policy": _("Draft another policy"),
    "end": _("End"),
    "end_indicator": _("End a key indicator"),
    "exempt": _("Exempt"),
    "give_account": _("Give an account"),
    "grant": _("Give a capacity"),
    "issue": _("Issue"),
    "load_days_off": _("Load days off"),
    "name_stand_in": _("Name the stand-in that was asked for"),
    "note_broken_evidence": _("Note that evidence is broken"),
    "note_whole_evidence": _("Note that evidence is whole again"),
    "register": _("Register"),
    "reject_policy": _("Reject the draft of a policy"),
    "reply_to_comment": _("Reply to a comment"),
    "set_achievement": _("Set the organisation's achievement"),
    "set_goal": _("Set a goal"),
    "set_indicator": _("Set a key indicator"),
    "set_measure": _("Set a measure"),
    "set_role": _("Set a role in the matrix"),
    "set_service": _("Describe a service"),
    "set_template": _("Set the template of the post's plans"),
    "withdraw_policy": _("Withdraw the draft of a policy"),
    "withdraw_request": _("Withdraw a request for a stand-in"),
}


def label(record: str, act: str) -> str:
    """The label of an act on this kind of record; its name, if it was declared in former times only."""
    if record in MACHINES:
        step = MACHINES[record].steps.get(act)
        return str(step.declaration.label) if step else act
    return str(DATED.get(act, act))
