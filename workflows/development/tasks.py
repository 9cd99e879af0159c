"""Celery's entrances to development: thin."""

from celery import shared_task

from workflows.development import clockwork


@shared_task
def sweep() -> None:
    """Begin improvement plans whose targets nobody has signed in time."""
    clockwork.sweep_all()
