"""What is broken: kept until the operator was told of its beginning and of its end."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.functions import Now

from notifications.models import Fault


def begin(subject: str, error: str) -> None:
    """Something does not work; it counts from the first time until it works again."""
    fault, new = Fault.objects.get_or_create(subject=subject, defaults={"since": Now(), "last_error": error})
    if not new:
        again = Fault.objects.filter(pk=fault.pk)
        again.filter(ended_at__isnull=False).update(since=Now(), told_at=None, ended_at=None)
        again.update(last_error=error)


def end(subject: str) -> None:
    """It works again. Of what nobody was told nothing is left."""
    Fault.objects.filter(subject=subject, told_at=None).delete()
    Fault.objects.filter(subject=subject, ended_at=None).update(ended_at=Now())


def standing() -> dict[str, Fault]:
    """What is broken now, by subject."""
    return {each.subject: each for each in Fault.objects.filter(Q(ended_at=None)).order_by("since")}
