"""Idempotency keys: one effect for one key, however often and however simultaneously it is sent."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from cycle_engine.errors import InProgress, KeyReused
from cycle_engine.models import Answer

KEPT = datetime.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Key:
    """An idempotency key of one user and route (at most 200 characters each), and the hash of what was sent."""

    user: int
    route: str
    key: str
    body_hash: str


@dataclass(frozen=True, slots=True)
class Known:
    """The record that answered a key before."""

    record: str
    record_id: int


def look_up(key: Key) -> Known | None:
    """Take the key for this transaction. The record that answered it before, if any.

    Raises InProgress while another transaction holds the key, KeyReused when it came with another body.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"{key.user}\n{key.route}\n{key.key}"],
        )
        if not cursor.fetchone()[0]:
            raise InProgress
    answer = Answer.objects.filter(user=key.user, route=key.route, key=key.key).first()
    if answer is None or answer.answered_at < timezone.now() - KEPT:
        return None
    if answer.body_hash != key.body_hash:
        raise KeyReused
    return Known(answer.record, answer.record_id)


def keep(key: Key, record: str, record_id: int) -> None:
    """Remember, with the act's own transaction, which record answered the key."""
    Answer.objects.update_or_create(
        user=key.user,
        route=key.route,
        key=key.key,
        defaults={
            "body_hash": key.body_hash,
            "record": record,
            "record_id": record_id,
            "answered_at": timezone.now(),
        },
    )


def forget_old() -> int:
    """Delete answers that are older than seven days; how many."""
    deleted, _ = Answer.objects.filter(answered_at__lt=timezone.now() - KEPT).delete()
    return deleted
