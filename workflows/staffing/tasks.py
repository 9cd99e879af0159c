"""Celery's entrances to staffing: thin."""

from celery import shared_task

from workflows.staffing import clockwork, imports


@shared_task
def sweep() -> None:
    """Carry out the changes of posts whose day has come."""
    clockwork.sweep_all()


@shared_task
def tidy() -> None:
    """Forget imports that are too old."""
    imports.forget_old()
