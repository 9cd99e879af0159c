"""What was on its way when a copy was made may have arrived since: a restored system sends none of it again."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.db.models import Q

from notifications.commands import relay

GIVEN_UP = "restored"  # the code that an operator finds as the last error


def hold() -> int:
    """Give up whatever waits to be sent, after every notice has reached its inbox. How many were given up.

    What waits is found by its columns: whatever has `next_try_at` and `sent_at` goes out by tries, and an
    `outcome`, where there is one, is empty until the last of them.
    """
    relay()
    return sum(_give_up(model) for model in queues())


def queues() -> Iterator[type[models.Model]]:
    """The tables out of which something is sent."""
    for model in apps.get_models():
        if {"next_try_at", "sent_at", "last_error"} <= _names(model):
            yield model


def _give_up(model: type[models.Model]) -> int:
    values: dict[str, object] = {"next_try_at": None, "last_error": GIVEN_UP}
    waiting = Q(next_try_at__isnull=False)
    if "outcome" in _names(model):
        values["outcome"] = "failed"
        waiting = Q(outcome="")
    return model._default_manager.filter(waiting, sent_at=None).update(**values)


def _names(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}
