"""Celery's entrances to planning: thin."""

from celery import shared_task

from workflows.planning import commands


@shared_task
def sweep() -> None:
    """Tell of deadlines and notice new raters."""
    commands.sweep_all()
