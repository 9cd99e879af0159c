"""Celery's entrances to evaluation: thin."""

from celery import shared_task

from workflows.evaluation import clockwork


@shared_task
def sweep() -> None:
    """Open windows; deliver, take as received and settle what is due."""
    clockwork.sweep_all()
