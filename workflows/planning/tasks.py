"""Celery's entrances to planning: thin."""

from celery import shared_task

from workflows.planning import clockwork


@shared_task
def sweep() -> None:
    """Tell of deadlines and notice new raters."""
    clockwork.sweep_all()
