"""The token of a form: signed, for one service, for some time and for one use. It says nothing of who has it."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from dataclasses import dataclass
from enum import Enum

from django.core import signing
from django.db import connection

from workflows.voice.models import SpentToken

SALT = "voice.survey"


class Fate(Enum):
    """What became of a token."""

    GOOD = "good"
    EXPIRED = "expired"
    SPENT = "spent"
    FORGED = "forged"


@dataclass(frozen=True, slots=True)
class Token:
    """A token that was sent; of one that was not ours nothing is known."""

    fate: Fate
    digest: str = ""
    expires_at: datetime.datetime | None = None


def issue(service: int, minutes: int, now: datetime.datetime) -> str:
    """A new token for a form of this service, which may be sent for so many minutes."""
    until = int(now.timestamp()) + 60 * minutes
    return signing.dumps([service, until, secrets.token_urlsafe(12)], salt=SALT)


def read(text: str, service: int, now: datetime.datetime) -> Token:
    """What this token is worth now; whether it was spent is known when it is."""
    try:
        of, until, _nonce = signing.loads(text[:300], salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return Token(Fate.FORGED)
    if of != service:
        return Token(Fate.FORGED)
    expires_at = datetime.datetime.fromtimestamp(until, datetime.UTC)
    fate = Fate.GOOD if now < expires_at else Fate.EXPIRED
    return Token(fate, hashlib.sha256(text.encode()).hexdigest(), expires_at)


def spend(token: Token) -> bool:
    """Spend it, with the caller's transaction; whether nobody had. Who sends it twice at once waits for himself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO voice_spenttoken (digest, expires_at) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [token.digest, token.expires_at],
        )
        return bool(cursor.rowcount == 1)


def forget_old(now: datetime.datetime) -> int:
    """Forget the tokens that have expired, which are refused anyway; how many."""
    return SpentToken.objects.filter(expires_at__lt=now).delete()[0]
