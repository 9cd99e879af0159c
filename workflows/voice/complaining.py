"""What a citizen does: send a complaint, look what became of it, say that it is not settled.

He is nobody: no account, no name, no address. What comes from one network is counted for some hours (see `floods`).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cycle_engine import clock
from cycle_engine.actors import Actor
from cycle_engine.clock import Moment
from cycle_engine.errors import Blocker, Missing, RulesBroken
from cycle_engine.perform import bear, perform
from directory.models import Unit, UnitRow
from directory.today import today
from workflows.voice import floods, receipts, tokens
from workflows.voice.complaint_data import Received, Reopened
from workflows.voice.complaint_facts import ComplaintFacts
from workflows.voice.complaints import Category, Complaint
from workflows.voice.models import TOKEN_MINUTES, ServiceRow
from workflows.voice.tokens import Fate

ANY_SERVICE = 0  # of whose form the token is: forms of complaints are of none

STALE_FORM = Blocker(
    "ours:complaint_form",
    _(
        "This form lay open too long, or was sent before. Here is a new one with what you wrote: send it again."
    ),
)
TRAPPED = Blocker(
    "ours:complaint_trap", _("One field is there to catch programs. Leave it empty, then send again.")
)
NO_CATEGORY = Blocker(
    "ours:complaint_kind", _("Say whether it is a complaint or a question for information.")
)


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom one complains: a unit, perhaps about one of its services (ids and names)."""

    code: str
    unit: int
    unit_name: str
    service: int | None = None
    service_name: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a citizen sends. `token`: of the form that was opened; `trap`: a field that people do not see."""

    to: str
    category: str
    words: str
    token: str
    trap: str = ""


def addressee(code: str, at: Moment) -> Addressee:
    """The unit or service with this code today. Missing where there is none."""
    day = today(at)
    row = ServiceRow.objects.on(day).filter(service__code=code).select_related("service").first()
    unit = row.service.unit if row else Unit.objects.filter(code=code).first()
    described = UnitRow.objects.on(day).filter(unit=unit).first() if unit else None
    if unit is None or described is None:
        raise Missing
    about = (row.service_id, row.name) if row else (None, "")
    return Addressee(code, unit.pk, described.name, *about)


def form_token(at: Moment) -> str:
    """The token of a new form."""
    return tokens.issue(ANY_SERVICE, TOKEN_MINUTES, at.now)


def send(sent: Sent, address: str | None) -> str:
    """Send a complaint to the unit; its code, which is kept nowhere else.

    Raises Missing, Flooded, or RulesBroken with all that is wrong. A form is taken once.
    """
    at = clock.moment()
    to = addressee(sent.to, at)
    floods.count("complaints", address, at.now)
    token = tokens.read(sent.token, ANY_SERVICE, at.now)
    with transaction.atomic():
        fresh = token.fate is Fate.GOOD and tokens.spend(token)
        blockers = [
            blocker
            for blocker, broken in (
                (STALE_FORM, not fresh),
                (TRAPPED, sent.trap),
                (NO_CATEGORY, sent.category not in Category.values),
            )
            if broken
        ]
        if blockers:
            raise RulesBroken(blockers)
        return _received(sent, to, at)


def _received(sent: Sent, to: Addressee, at: Moment) -> str:
    code = receipts.new_code()
    complaint = Complaint(
        unit_id=to.unit,
        service_id=to.service,
        receipt=receipts.digest(code),
        category=sent.category,
        received_on=at.now.date(),
    )
    complaint.received_on = ComplaintFacts([complaint], *at).day(complaint)
    bear(complaint, "receive", actor=Actor.citizen(), data=Received(sent.words))
    return code


def find(code: str, address: str | None) -> Complaint:
    """The complaint with this code. Missing, in the same way for what is no code; Flooded for who tries many."""
    now = clock.now()
    floods.count("receipts", address, now)
    found = Complaint.objects.filter(receipt=receipts.digest(receipts.spelled(code))).first()
    if found is None:
        raise Missing
    return found


def reopen(complaint: Complaint, words: str) -> Complaint:
    """Say why the answer does not settle it: by who has its code. Raises what `perform` raises."""
    return perform(Complaint, complaint.pk, "reopen", actor=Actor.citizen(), data=Reopened(words)).record
