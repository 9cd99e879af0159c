"""Celery's entrances to staffing: thin."""

from celery import shared_task

from workflows.staffing import clockwork


@shared_task
def sweep() -> None:
    """Carry out the changes of posts whose day has come."""
    clockwork.sweep_all()
