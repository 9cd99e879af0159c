"""What goes to one person in one message: claimed together, tried again together, told in one text."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from notifications.commands import TOGETHER
from notifications.kinds import Group, group_of
from notifications.models import Channel, Delivery
from notifications.preferences import calendars_of, preferences_of
from notifications.queries import Reader, with_names
from notifications.texts import words

PAUSES = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 360)),
    *(timedelta(days=1) for _day in range(4)),
)
MOST = 200  # notices in one message
NO_ADDRESS, UNWANTED = "no_address", "unwanted"


@transaction.atomic
def claim(channel: Channel) -> list[Delivery] | None:
    """What goes in the next message of this channel, already put off to its next try: whoever dies over it loses
    nothing.

    Empty when the person rests or wants none of it; nothing when no message is due.
    """
    first = _longest_due(channel)
    if first is None:
        return None
    bundle = _wanted_now(_going_with(first))
    if not bundle:
        return bundle
    pause = PAUSES[first.attempts] if first.attempts < len(PAUSES) else None
    update(
        bundle,
        stable_id=bundle[0].stable_id,
        attempts=first.attempts + 1,
        next_try_at=Now() + pause if pause else None,
    )
    return bundle


def _longest_due(channel: Channel) -> Delivery | None:
    """Of each person one delivery stands for all that are due, so that nobody is written to by two senders."""
    due = _waiting(channel).filter(next_try_at__lte=Now())
    before = due.filter(person=OuterRef("person")).filter(
        Q(next_try_at__lt=OuterRef("next_try_at"))
        | Q(next_try_at=OuterRef("next_try_at"), pk__lt=OuterRef("pk"))
    )
    unlocked = due.select_for_update(skip_locked=True).order_by("next_try_at", "pk")
    return unlocked.filter(~Exists(before)).first()


def _going_with(first: Delivery) -> list[Delivery]:
    """All of its message: what was bundled when it was first tried, else what waits for the person by now."""
    waiting = with_names(_waiting(Channel(first.channel)).filter(person=first.person_id))
    if first.attempts:
        waiting = waiting.filter(stable_id=first.stable_id)
    else:
        waiting = waiting.filter(attempts=0, next_try_at__lte=Now() + TOGETHER)
    locked = waiting.select_for_update(of=("self",)).annotate(now=Now(output_field=DateTimeField()))
    return list(locked.order_by("next_try_at", "pk")[:MOST])


def _wanted_now(bundle: list[Delivery]) -> list[Delivery]:
    """Those of them that the person wants now: his choice and his rest may have begun since they were planned."""
    now: datetime.datetime = bundle[0].now  # type: ignore[attr-defined]
    person = bundle[0].person_id
    chosen, calendar = preferences_of([person])[person], calendars_of([person], now)[person]
    later: dict[datetime.datetime | None, list[Delivery]] = {}
    for each in bundle:
        told_at = each.event.relayed_at or now
        due = chosen.due(_group(each), told_at, now, calendar, Channel(each.channel))
        later.setdefault(due if due is None or due > now else now, []).append(each)
    wanted = later.pop(now, [])
    for due, held in later.items():
        update(held, next_try_at=due, **({} if due else {"last_error": UNWANTED}))
    return wanted


def text(reader: Reader, bundle: Sequence[Delivery]) -> tuple[str, str]:
    """Subject and body in the reader's language: a name, sentences and links, nothing of what records contain."""
    legal_first = sorted(bundle, key=lambda each: (_group(each) != Group.LEGAL, each.event_id))
    told = [words(each) for each in legal_first]
    subject = told[0].title if len(told) == 1 else _("%(count)s notices") % {"count": len(told)}
    parts = [_("Dear %(name)s,") % {"name": reader.name}]
    for each in told:
        parts += [each.sentence, f"{settings.PUBLIC_URL}{each.link}"]
    parts.append(_("This message was sent by a machine; nobody reads answers to it."))
    return subject, "\n\n".join(parts) + "\n"


def update(deliveries: Sequence[Delivery], **values: object) -> None:
    """Note this of all of them."""
    Delivery.objects.filter(pk__in=[each.pk for each in deliveries]).update(**values)


def _waiting(channel: Channel) -> QuerySet[Delivery]:
    return Delivery.objects.filter(channel=channel, next_try_at__isnull=False)


def _group(delivery: Delivery) -> Group:
    return group_of(delivery.event, delivery.capacity)
