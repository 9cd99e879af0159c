"""The machine of a background job."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from cycle_engine.actors import Capacity
from cycle_engine.case import Case
from cycle_engine.machine import NEW, StateField, step
from cycle_engine.models import Record

MANAGER, CLOCK = Capacity.MANAGER, Capacity.CLOCK


class JobState(models.TextChoices):
    """What has become of it."""

    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


J = JobState


class JobMachine(Record):
    """A background job: asked for by a person or by the clock, done by whichever worker is free."""

    state = StateField(JobState)
    kind = models.CharField(max_length=30)
    arguments = models.JSONField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    @transition(field="state", source=NEW, target=J.QUEUED, custom=step(_("Queue"), by=[MANAGER, CLOCK]))
    def queue(self, case: Case[Any]) -> None:
        """Somebody wants it done; the ledger keeps what."""
        case.notes |= {"kind": self.kind, "arguments": self.arguments}

    @transition(
        field="state", source=[J.QUEUED, J.RUNNING], target=J.RUNNING, custom=step(_("Start"), by=[CLOCK])
    )
    def start(self, case: Case[Any]) -> None:
        """A worker takes it up; once more, if the one that had it is lost. That one's claim is stale then."""
        case.changes.change(self, tries=self.tries + 1)

    @transition(
        field="state", source=J.RUNNING, target=J.DONE, custom=step(_("Finish"), by=[CLOCK], tells=[MANAGER])
    )
    def finish(self, case: Case[Any]) -> None:
        """Its body has come to its end; what it could not do for single records stands in `errors`."""

    @transition(
        field="state",
        source=J.RUNNING,
        target=J.FAILED,
        custom=step(_("Fail"), by=[CLOCK], reason=True, tells=[MANAGER]),
    )
    def fail(self, case: Case[Any]) -> None:
        """Its body broke off, or its workers died too often; what it had done by then stays."""
