"""The operator is alerted of what is broken, by any channel that apprise knows; of records nothing is told."""

from __future__ import annotations

import logging
from datetime import timedelta

import apprise
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from cycle_engine.models import Entry
from notifications.models import Fault
from workflows.jobs.models import Job

log = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=5)  # what works again by then is told to nobody
LOOK_BACK = timedelta(days=1)


def alert(title: str, body: str) -> bool:
    """Tell the operator by all configured channels; whether all of them took it. False without any."""
    channels = apprise.Apprise()
    for url in settings.NOTIFY_CHANNELS:
        if not channels.add(url):
            log.error("one of NOTIFY_CHANNELS is no URL of apprise")
    return bool(channels) and bool(channels.notify(title=title, body=body))


def watch() -> int:
    """Alert of every fault that lasts and of those that have ended, each once; how many alerts were taken."""
    if not settings.NOTIFY_CHANNELS:
        return 0
    _note_failed_jobs()
    lasting = Fault.objects.filter(ended_at=None, told_at=None, since__lte=Now() - PATIENCE)
    told = sum(_tell_begin(fault) for fault in lasting)
    return told + sum(_tell_end(fault) for fault in Fault.objects.filter(ended_at__isnull=False))


def _note_failed_jobs() -> None:
    """A job that has failed is a fault that stays; it is told at once."""
    recently = Entry.objects.filter(
        record="job", record_id=OuterRef("pk"), step="fail", recorded_at__gte=Now() - LOOK_BACK
    )
    failed = Job.objects.filter(Exists(recently), state="failed").values_list("pk", flat=True)
    for job in failed:
        Fault.objects.get_or_create(
            subject=f"job:{job}", defaults={"since": Now() - PATIENCE, "last_error": "failed"}
        )


def _tell_begin(fault: Fault) -> bool:
    claimed = Fault.objects.filter(pk=fault.pk, told_at=None)
    if not claimed.update(told_at=Now()):
        return False
    told = _("%(subject)s fails since %(since)s: %(error)s") % {
        "subject": fault.subject,
        "since": f"{fault.since:%Y-%m-%d %H:%M} UTC",
        "error": fault.last_error,
    }
    if alert(_("Cycle Engine: something is broken"), told):
        return True
    Fault.objects.filter(pk=fault.pk).update(told_at=None)
    return False


def _tell_end(fault: Fault) -> bool:
    if not Fault.objects.filter(pk=fault.pk, ended_at=fault.ended_at).delete()[0]:
        return False
    return alert(
        _("Cycle Engine: it works again"), _("%(subject)s works again.") % {"subject": fault.subject}
    )
