"""The worker and its clock. Beat only wakes sweeps, which find their own work in the database."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

WAKE = {  # task: every so many seconds
    "notifications.tasks.relay": 1,
    "notifications.tasks.deliver": 10,
    "notifications.tasks.deliver_own": 10,
    "notifications.tasks.invite": 10,
    "notifications.tasks.deliver_webhooks": 5,
    "notifications.tasks.watch": 60,
    "workflows.jobs.tasks.run_jobs": 5,
    "workflows.planning.tasks.sweep": 60,
    "workflows.evaluation.tasks.sweep": 60,
    "workflows.appeals.tasks.sweep": 60,
    "workflows.development.tasks.sweep": 60,
    "workflows.staffing.tasks.sweep": 60,
    "workflows.voice.tasks.sweep_complaints": 60,
    "workflows.monitoring.tasks.check_evidence": 60,
    "workflows.jobs.tasks.tidy": 3600,
    "workflows.staffing.tasks.tidy": 3600,
    "workflows.voice.tasks.measure": 600,
    "workflows.voice.tasks.tidy": 3600,
}

app = Celery("cycle")
app.set_default()  # for all threads of a web server
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_scheduler = "celery.beat:Scheduler"  # remembers nothing: a sweep too many does no harm
app.conf.beat_schedule = {
    task: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
    for task, seconds in WAKE.items()
}


@worker_init.connect
@beat_init.connect
def _refuse_wrong_start(**_: Any) -> None:
    from config.guard import (
        refuse_wrong_start,
    )  # needs the settings, which Celery reads later than this module

    refuse_wrong_start()
