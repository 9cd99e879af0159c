"""Celery's entrances to the citizens' voice: thin."""

from celery import shared_task

from workflows.voice import complaint_clockwork


@shared_task
def sweep_complaints() -> None:
    """Close the complaints that were answered; hand over response times."""
    complaint_clockwork.sweep_all()
