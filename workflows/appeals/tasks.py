"""Celery's entrances to appeals: thin."""

from celery import shared_task

from workflows.appeals import clockwork


@shared_task
def sweep() -> None:
    """Note that no explanation came; move overdue duties one post up."""
    clockwork.sweep_all()
