"""The channel webhooks: at least once, in no promised order, signed, and never in the way of a step."""

from __future__ import annotations

import datetime
from datetime import timedelta
from time import monotonic
from typing import Any

import requests
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import DateTimeField
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _
from django.utils.translation import override

from directory.models import User
from notifications import faults
from notifications.mail import FAULT, send_now
from notifications.models import Endpoint, WebhookDelivery
from notifications.queries import Reader, reader_of
from notifications.webhooks.addresses import refusal, session_for
from notifications.webhooks.keys import signed
from notifications.webhooks.relaying import managers_of, may_know

PAUSES = (  # about three days
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)),
    *(timedelta(hours=hours) for hours in (12, 24, 24)),
)
ROUND = 8.0  # seconds
REST = timedelta(minutes=1)  # for which an endpoint that failed is left alone
DISABLED_AFTER = timedelta(days=5)  # of failures, without one success
NOT_GRANTED, GONE = "not_granted", 410


def deliver() -> int:
    """Send webhooks that are due, for one round, and say how many were taken by their receivers.

    An endpoint that fails is left alone for a while, so that it holds up none of the others.
    """
    sent = 0
    end = monotonic() + ROUND
    while monotonic() < end and (delivery := _claim()):
        if not _may_go(delivery):
            _update(delivery, next_try_at=None, last_error=NOT_GRANTED)
            continue
        code, error = _post(delivery)
        if error:
            _failed(delivery, code, error)
        else:
            sent += 1
            _taken(delivery, code)
    _tell_owners()
    return sent


@transaction.atomic
def _claim() -> Any:
    """What is due longest, already put off to its next try: whoever dies over it loses nothing."""
    due = WebhookDelivery.objects.filter(next_try_at__lte=Now())
    delivery = (
        due.select_related("endpoint", "entry", "event")
        .annotate(now=Now(output_field=DateTimeField()))
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("next_try_at")
        .first()
    )
    if delivery:
        pause = PAUSES[delivery.attempts] if delivery.attempts < len(PAUSES) else None
        delivery.attempts += 1
        _update(delivery, attempts=delivery.attempts, next_try_at=Now() + pause if pause else None)
    return delivery


def _may_go(delivery: WebhookDelivery) -> bool:
    """Whether the owner is still there and may know of it, asked before every try."""
    endpoint, entry = delivery.endpoint, delivery.entry
    if endpoint.removed_at or endpoint.disabled_at or entry.unit is None:
        return False
    signs_in = User.objects.filter(person=endpoint.owner_id, is_active=True).exists()
    return signs_in and may_know(endpoint, delivery.event, entry, managers_of([entry.unit]))


def _post(delivery: Any) -> tuple[int | None, str]:
    """Send it; the answer's code, and a code of what went wrong. Nothing of the answer's body is read."""
    endpoint, now = delivery.endpoint, delivery.now
    if refused := refusal(endpoint.url):
        return None, refused.rule
    salts = [endpoint.salt]
    if endpoint.old_until and endpoint.old_until > now:
        salts.append(endpoint.old_salt)
    body, headers = signed(_body(delivery), delivery.webhook_id, now, salts)
    try:
        with (
            session_for(endpoint.url) as session,
            session.post(endpoint.url, data=body, headers=headers, stream=True) as answer,
        ):
            code = answer.status_code
    except (requests.RequestException, OSError, ValueError, SoftTimeLimitExceeded) as error:
        return None, type(error).__name__
    return code, "" if 200 <= code < 300 else f"http_{code}"


def _body(delivery: WebhookDelivery) -> dict[str, Any]:
    """Ids and codes alone: whoever may read more asks for it."""
    entry = delivery.entry
    return {
        "type": f"{entry.record}.{entry.step}",
        "timestamp": _text(entry.recorded_at),
        "data": {
            "record": entry.record,
            "id": str(entry.record_id),
            "plan": str(entry.chain_id) if entry.chain == "plan" else None,
            "step": entry.step,
            "from": entry.from_state,
            "to": entry.to_state,
            "version": entry.version_after,
            "unit": str(entry.unit),
            "at": _text(entry.at),
        },
    }


def _text(instant: datetime.datetime) -> str:
    return instant.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")


def _taken(delivery: WebhookDelivery, code: int | None) -> None:
    _update(delivery, sent_at=Now(), next_try_at=None, response_code=code, last_error="")
    if delivery.endpoint.failing_since:
        Endpoint.objects.filter(pk=delivery.endpoint_id).update(failing_since=None)
        faults.end(_fault(delivery.endpoint_id))


def _failed(delivery: Any, code: int | None, error: str) -> None:
    _update(delivery, response_code=code, last_error=error[:60])
    endpoint = Endpoint.objects.filter(pk=delivery.endpoint_id)
    endpoint.update(failing_since=Coalesce("failing_since", Now()))
    waiting = WebhookDelivery.objects.filter(endpoint=delivery.endpoint_id, next_try_at__isnull=False)
    waiting.filter(next_try_at__lt=Now() + REST).update(next_try_at=Now() + REST)
    since = delivery.endpoint.failing_since or delivery.now
    if code == GONE or delivery.now - since >= DISABLED_AFTER:
        endpoint.filter(disabled_at=None).update(disabled_at=Now(), told_at=None)
        waiting.update(next_try_at=None, last_error="disabled")
        faults.begin(_fault(delivery.endpoint_id), "disabled")


def _fault(endpoint: int) -> str:
    return f"webhook:{endpoint}"


def _tell_owners() -> None:
    """Write to the owners of endpoints that were disabled; who could not be reached is written to next time."""
    for endpoint in Endpoint.objects.filter(disabled_at__isnull=False, told_at=None, removed_at=None):
        reader = reader_of(endpoint.owner_id)
        if reader.email:
            try:
                send_now(reader.email, *_disabled(reader, endpoint), endpoint.stable_id)
            except (OSError, ValueError) as error:
                faults.begin(FAULT, type(error).__name__)
                return
        Endpoint.objects.filter(pk=endpoint.pk).update(told_at=Now())


def _disabled(reader: Reader, endpoint: Endpoint) -> tuple[str, str]:
    with override(reader.language):
        greeting = _("Dear %(name)s,") % {"name": reader.name}
        sentence = _(
            "Your webhook endpoint %(number)s has failed for too long and was disabled. Mend it, enable it and "
            "replay what it has missed."
        ) % {"number": endpoint.pk}
        return _("Webhook disabled"), f"{greeting}\n\n{sentence}\n"


def _update(delivery: WebhookDelivery, **values: object) -> None:
    WebhookDelivery.objects.filter(pk=delivery.pk).update(**values)
