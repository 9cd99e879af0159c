"""The tables of the baseline that uses django-fsm-2; django-fsm-log brings the table of its audit rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar, cast

from django.db import models
from django_fsm import FSMField, transition
from django_fsm_log.decorators import fsm_log_by, fsm_log_description

from directory.models import User

Step = TypeVar("Step", bound=Callable[..., None])


def logged(step: Step) -> Step:
    """Let django-fsm-log record the actor (`by`) and the reason (`description`) of this step."""
    return cast(Step, fsm_log_by(fsm_log_description(step)))


class Record(models.Model):
    """What takes steps."""

    state = FSMField(max_length=20, default="draft")
    version = models.IntegerField(default=0)
    objects: ClassVar[models.Manager[Record]] = models.Manager()

    @logged
    @transition(field=state, source="draft", target="submitted")
    def submit(self, by: User, description: str) -> None:
        """Hand the record to its reader."""

    @logged
    @transition(field=state, source="submitted", target="draft")
    def send_back(self, by: User, description: str) -> None:
        """Give the record back to its writer."""


class Outbox(models.Model):
    """One row per step, for a relay to send."""

    payload = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    objects: ClassVar[models.Manager[Outbox]] = models.Manager()
