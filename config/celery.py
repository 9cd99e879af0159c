"""The worker and its clock. Beat only wakes sweeps, which find their own work in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

WAKE = {  # task: every so many seconds
    "notifications.tasks.relay": 5,
    "notifications.tasks.deliver": 10,
    "workflows.planning.tasks.run_jobs": 5,
    "workflows.planning.tasks.sweep": 60,
}

app = Celery("cycle")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_scheduler = "celery.beat:Scheduler"  # remembers nothing: a sweep too many does no harm
app.conf.beat_schedule = {
    task: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
    for task, seconds in WAKE.items()
}
