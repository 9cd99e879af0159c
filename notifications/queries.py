"""Notices of a person, and what is needed to write to one."""

from __future__ import annotations

import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from cycle_engine import clock
from directory.models import PersonRow, User, Zone
from notifications.models import Channel, Delivery
from workflows.evaluation.models import Evaluation


class Reader(NamedTuple):
    """Whom to write to, where and in which language."""

    name: str
    email: str
    language: str


def notices_of(person: int) -> QuerySet[Delivery]:
    """What the person has in the inbox, newest first, ready for `texts.words`."""
    mine = Delivery.objects.filter(channel=Channel.INBOX, person=person)
    return with_names(mine).order_by("-pk")


def today() -> datetime.date:
    """The day in the capital, of which the directory is read."""
    return clock.now().astimezone(ZoneInfo(Zone.WIB)).date()


def with_names(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """The same deliveries with their events and, as `employee_name`, the name of the employee concerned; where the
    event is one of an evaluation, its `period`.

    Who has left the service keeps his last name.
    """
    held = Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
    begun = PersonRow.objects.filter(held, person=OuterRef("employee"), valid_from__lte=clock.now().date())
    annotations = {
        "employee": Cast(KeyTextTransform("employee", "event__about"), BigIntegerField()),
        "employee_name": Subquery(begun.order_by("-valid_from").values("name")[:1]),
        "period": Subquery(Evaluation.objects.filter(pk=OuterRef("event__record_id")).values("period")),
    }
    return deliveries.select_related("event").annotate(**annotations)


def reader_of(person: int) -> Reader:
    """A person as known today, with the language of the account or the default; empty what is unknown."""
    row = PersonRow.objects.on(clock.now().date()).filter(person=person).first()
    account = User.objects.filter(person=person, is_active=True).order_by("pk").first()
    language = account.language if account else settings.LANGUAGE_CODE
    return Reader(row.name, row.email, language) if row else Reader("", "", language)


def unread(person: int) -> int:
    """How many notices in the person's inbox have not been read."""
    return Delivery.objects.filter(channel=Channel.INBOX, person=person, read_at=None).count()
