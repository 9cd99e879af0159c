"""Words for what entries of the ledger name: kinds of things, states, and what stands in payloads."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import type_sentence
from cycle_engine.ledger.canonical import canonical
from cycle_engine.machine import MACHINES
from web.words import CHOICES, LABELS
from workflows.audit.acts import label
from workflows.cycles.period_words import period_words
from workflows.development.models import Decision, Ground, Reward, Standing
from workflows.evaluation.ratings import Mark, Predicate
from workflows.evaluation.rows import Word

# Kinds of things that have entries.
KINDS: dict[str, type_sentence] = {
    "plan": gettext_lazy("Plan"),
    "amendment": gettext_lazy("Amendment"),
    "remark": gettext_lazy("Remark"),
    "evaluation": gettext_lazy("Evaluation"),
    "appeal": gettext_lazy("Appeal"),
    "improvement": gettext_lazy("Improvement plan"),
    "development": gettext_lazy("Development"),
    "guidance": gettext_lazy("Guidance"),
    "counselling": gettext_lazy("Counselling"),
    "achievements": gettext_lazy("Achievement of the organisation"),
    "evidencelog": gettext_lazy("Evidence of a plan"),
    "complaint": gettext_lazy("Complaint"),
    "postchange": gettext_lazy("Change of posts"),
    "job": gettext_lazy("Work in the background"),
    "unit": gettext_lazy("Unit"),
    "post": gettext_lazy("Post"),
    "person": gettext_lazy("Person"),
    "letter": gettext_lazy("Letter"),
    "standinrequest": gettext_lazy("Request for a stand-in"),
    "goal": gettext_lazy("Goal"),
    "keyindicator": gettext_lazy("Key indicator"),
    "measure": gettext_lazy("Measure"),
    "cycle": gettext_lazy("Cycle"),
    "calendaryear": gettext_lazy("Calendar"),
    "cell": gettext_lazy("Cell of the matrix"),
    "service": gettext_lazy("Service"),
}
# What is noted of an act, and what is sent with one in many parts.
NOTES: dict[str, type_sentence] = {
    "number": gettext_lazy("Revision"),
    "revision": gettext_lazy("Hash of the revision"),
    "document": gettext_lazy("Hash of the document"),
    "hash": gettext_lazy("Hash"),
    "remarks": gettext_lazy("Remarks"),
    "rows": gettext_lazy("Rows"),
    "from": gettext_lazy("From"),
    "to": gettext_lazy("Last day"),
    "why": gettext_lazy("Why"),
    "year": gettext_lazy("Year"),
    "period": gettext_lazy("Period"),
    "word": gettext_lazy("How it did"),
    "results_rating": gettext_lazy("Results of work"),
    "behaviour_rating": gettext_lazy("Behaviour"),
    "failed_study": gettext_lazy("Where the study failed: the predicate"),
    "predicate": gettext_lazy("Predicate"),
    "feedback": gettext_lazy("Feedback"),
    "recommendation": gettext_lazy("Recommendation"),
    "standing": gettext_lazy("What it has come to"),
    "title": gettext_lazy("What the training was called"),
    "certificate": gettext_lazy("Number of the certificate"),
    "hours": gettext_lazy("Hours (JP)"),
    "decision": gettext_lazy("Decision"),
    "grounds": gettext_lazy("What speaks for it"),
    "rewards": gettext_lazy("Rewards"),
    "reason": gettext_lazy("Reason"),
    "category": gettext_lazy("Category"),
    "letter": gettext_lazy("Letter"),
}
# What is one of a few words.
CHOSEN: dict[str, type[TextChoices]] = {
    "word": Word,
    "results_rating": Mark,
    "behaviour_rating": Mark,
    "failed_study": Predicate,
    "predicate": Predicate,
    "standing": Standing,
    "decision": Decision,
    "grounds": Ground,
    "rewards": Reward,
}
# Numbers that tell something to machines alone.
NUMBERS = {"need", "training", "recognition"} | {
    "edit",
    "evaluation",
    "guide",
    "issuer",
    "kind",
    "person",
    "post",
    "to_post",
    "to_unit",
}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
HASH = re.compile(r"[0-9a-f]{64}")


def kind_label(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def state_label(kind: str, state: str) -> str:
    """What a state is called; its name where it was declared in former times only, empty where there is none."""
    if kind not in MACHINES or state in ("", "new"):
        return ""
    return str(dict(MACHINES[kind].states).get(state, state))


def changes_in_words(changes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What was sent with a step and what it noted, each with its label. Hashes, numbers of things, and what is made
    of many parts are left out: they are shown as they were entered."""
    if leader := changes.get("led_by"):
        kind, _dot, step = str(leader).partition(".")
        yield _("Brought about by"), f"{kind_label(kind)}: {label(kind, step)}"
    for name, value in (changes.get("data") or {}).items():
        said = LABELS[name][0] if name in LABELS else NOTES.get(name, name)
        yield from _told(str(said), name, value)
    notes = changes.get("notes") or {}
    for each in notes if isinstance(notes, list) else [notes]:  # of a sheet: each row that names the thing
        for name, value in each.items():
            yield from _told(str(NOTES.get(name, name)), name, value)


def _told(said: str, name: str, value: Any) -> Iterator[tuple[str, str]]:
    parts = value if isinstance(value, list) else [value]
    values = [each.get("text", each) if isinstance(each, dict) else each for each in parts]
    if (
        name in NUMBERS
        or value in (None, "", [], {})
        or any(isinstance(each, dict | list) for each in values)
    ):
        return
    told = ", ".join(_one(name, each) for each in values)
    if not HASH.fullmatch(told):
        yield said, told


def _one(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "period":
        return period_words(value)
    if name in CHOSEN:
        return str(dict(CHOSEN[name].choices).get(value, value))
    if isinstance(value, str) and DAY.fullmatch(value):
        return date_format(datetime.date.fromisoformat(value))
    return str(CHOICES.get(name, {}).get(str(value), localize(value)))


def as_entered(changes: Mapping[str, Any]) -> str:
    """The contents of a payload as they were hashed, for whom the words are not enough."""
    return canonical(changes) if changes else ""
