"""How a person gets a channel of his own: he names an address, and gives back the code that was sent there."""

from __future__ import annotations

import datetime
import re
import secrets

from django.db import transaction
from django.db.models import DateTimeField, F
from django.db.models.functions import Now
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import Blocker, Missing, RulesBroken
from notifications.models import OwnChannel
from notifications.own.queries import offered
from notifications.own.sending import say
from notifications.queries import reader_of

LIFE = datetime.timedelta(minutes=15)  # of a code
PAUSE = datetime.timedelta(minutes=1)  # between two codes of a person
TRIES = 5
# It completes a part of an URL's path: no slash, and nothing that begins with a dot.
ADDRESS = re.compile(r"[\w@+-][\w@.+-]{0,59}", re.ASCII)

NOT_OFFERED = Blocker("ours:own_channel", _("This channel is not offered."))
NO_ADDRESS = Blocker(
    "ours:own_channel_address",
    _("An address is made of letters, digits and @ . + - _, at most 60 of them."),
)
TOO_SOON = Blocker("ours:own_channel_pause", _("A code was just sent. Wait a minute."))
NOT_TAKEN = Blocker(
    "ours:own_channel_taken",
    _("The channel did not take the code. See whether the address is right; try again in a minute."),
)
OVER = Blocker("ours:own_channel_over", _("This code counts no more. Ask for another one."))
WRONG = Blocker("ours:own_channel_code", _("This is not the code."))


def ask(person: int, name: str, address: str) -> None:
    """Send a code to this address. The channel that the person had is given up. RulesBroken."""
    blockers = [] if name in offered() else [NOT_OFFERED]
    if not ADDRESS.fullmatch(address):
        blockers.append(NO_ADDRESS)
    if blockers:
        raise RulesBroken(blockers)
    code = f"{secrets.randbelow(10**6):06}"
    _keep(person, name, address, code)
    with override(reader_of(person).language):
        title = gettext("Your code")
        body = gettext(
            "To be told here, enter this code on your page: %(code)s. If you asked for none, do nothing."
        )
        taken = say(name, address, title, body % {"code": code})
    if not taken:
        raise RulesBroken([NOT_TAKEN])


def confirm(person: int, code: str) -> None:
    """From now on the person is told by this channel too. Missing when none waits for a code; RulesBroken."""
    with transaction.atomic():
        waiting = OwnChannel.objects.select_for_update().filter(person=person, confirmed_at=None)
        channel = waiting.annotate(now=Now(output_field=DateTimeField())).first()
        if channel is None or channel.name not in offered():
            raise Missing
        over = channel.wrong >= TRIES or channel.now > channel.asked_at + LIFE
        right = constant_time_compare(channel.code, _digest(person, channel.address, code))
        if over:
            raise RulesBroken([OVER])
        if right:
            waiting.update(confirmed_at=Now(), code="")
        else:
            waiting.update(wrong=F("wrong") + 1)
    if not right:
        raise RulesBroken([WRONG])


def remove(person: int) -> None:
    """Nothing goes there any more. Missing when the person has none."""
    if not OwnChannel.objects.filter(person=person).delete()[0]:
        raise Missing


@transaction.atomic
def _keep(person: int, name: str, address: str, code: str) -> None:
    kept = OwnChannel.objects.select_for_update().filter(person=person)
    if kept.filter(asked_at__gt=Now() - PAUSE).exists():
        raise RulesBroken([TOO_SOON])
    said = {"name": name, "address": address, "code": _digest(person, address, code), "asked_at": Now()}
    begun = {"wrong": 0, "confirmed_at": None, "failing_since": None}
    OwnChannel.objects.update_or_create(person_id=person, defaults=said | begun)


def _digest(person: int, address: str, code: str) -> str:
    return salted_hmac("notifications.own", f"{person} {address} {code}", algorithm="sha256").hexdigest()
