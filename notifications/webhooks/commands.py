"""What the owner of an endpoint does with it. He must manage a unit; others' endpoints are not there for him."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity
from cycle_engine.errors import Blocker, Missing, NotYourTurn, RulesBroken
from directory import queries as directory
from notifications import faults
from notifications.models import Endpoint, WebhookDelivery
from notifications.queries import today
from notifications.webhooks.addresses import refusal
from notifications.webhooks.keys import new_salt, secret_of
from notifications.webhooks.queries import endpoints_of
from notifications.webhooks.relaying import ALL, types

OVERLAP = datetime.timedelta(days=1)  # for which the old secret signs beside the new one
MOST = 20  # endpoints of one person


def create(owner: int, url: str, wanted: Collection[str]) -> tuple[Endpoint, str]:
    """A new endpoint and its secret, which is told this once. NotYourTurn, RulesBroken."""
    _manages(owner)
    blockers = _blockers(url, wanted)
    if endpoints_of(owner).count() >= MOST:
        blockers.append(
            Blocker(
                "ours:webhook_number",
                _("You have %(most)s endpoints, and no more are possible."),
                {"most": MOST},
            )
        )
    if blockers:
        raise RulesBroken(blockers)
    salt = new_salt()
    made = Endpoint.objects.create(
        owner_id=owner, url=url, types=sorted(set(wanted)), salt=salt, created_at=Now()
    )
    return _read(owner, made.pk), secret_of(salt)


def change(owner: int, key: int, url: str, wanted: Collection[str], *, enabled: bool) -> Endpoint:
    """Another address, other steps; enabled, it counts as sound. What was not sent before is sent by `replay`."""
    _manages(owner)
    endpoint = _read(owner, key)
    if blockers := _blockers(url, wanted):
        raise RulesBroken(blockers)
    rows = Endpoint.objects.filter(pk=endpoint.pk)
    rows.update(url=url, types=sorted(set(wanted)))
    if enabled and endpoint.disabled_at:
        rows.update(disabled_at=None, failing_since=None, told_at=None)
        faults.end(f"webhook:{endpoint.pk}")
    elif not enabled:
        rows.filter(disabled_at=None).update(disabled_at=Now(), told_at=Now())
        _hold(endpoint)
    return _read(owner, key)


def remove(owner: int, key: int) -> None:
    """Nothing is sent there any more."""
    endpoint = _read(owner, key)
    Endpoint.objects.filter(pk=endpoint.pk).update(removed_at=Now())
    faults.end(f"webhook:{endpoint.pk}")
    _hold(endpoint)


def rotate(owner: int, key: int) -> str:
    """A new secret, told this once; the one before signs beside it for a day."""
    _manages(owner)
    endpoint, salt = _read(owner, key), new_salt()
    Endpoint.objects.filter(pk=endpoint.pk).update(old_salt=F("salt"), old_until=Now() + OVERLAP, salt=salt)
    return secret_of(salt)


def replay(owner: int, key: int, delivery: int) -> None:
    """Send one delivery once more, under the same id. Missing when it is not his."""
    if not _again(owner, key, Q(pk=delivery)):
        raise Missing


def replay_since(owner: int, key: int, since: datetime.datetime) -> int:
    """Send everything since then (true time) once more, each under the same id; how many."""
    return _again(owner, key, Q(entry__recorded_at__gte=since))


def _again(owner: int, key: int, which: Q) -> int:
    _manages(owner)
    endpoint = _read(owner, key)
    if endpoint.disabled_at:
        raise RulesBroken([Blocker("ours:webhook_disabled", _("The endpoint is disabled. Enable it first."))])
    return _due_now(WebhookDelivery.objects.filter(which, endpoint=endpoint))


def send_again(deliveries: Collection[int]) -> int:
    """Send these once more as the operator wants it, each under the same id, where the endpoint is on; how many."""
    found = WebhookDelivery.objects.filter(pk__in=deliveries)
    return _due_now(found.filter(endpoint__disabled_at=None, endpoint__removed_at=None))


def _due_now(found: QuerySet[WebhookDelivery]) -> int:
    return found.update(next_try_at=Now(), attempts=0, sent_at=None, response_code=None, last_error="")


def _read(owner: int, key: int) -> Endpoint:
    endpoint = endpoints_of(owner).filter(pk=key).first()
    if endpoint is None:
        raise Missing
    return endpoint


def _manages(person: int) -> None:
    if not directory.granted(person, [Capacity.MANAGER], today()):
        raise NotYourTurn


def _blockers(url: str, wanted: Collection[str]) -> list[Blocker]:
    found = [refused] if (refused := refusal(url)) else []
    unknown = sorted(set(wanted) - {ALL, *types()})
    if unknown or not wanted:
        sentence = _("These are no steps that can be told: %(types)s.")
        found.append(Blocker("ours:webhook_types", sentence, {"types": ", ".join(unknown) or "-"}))
    return found


def _hold(endpoint: Endpoint) -> None:
    waiting = WebhookDelivery.objects.filter(endpoint=endpoint, next_try_at__isnull=False)
    waiting.update(next_try_at=None, last_error="disabled")
