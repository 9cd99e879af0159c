"""Celery's entrances to the citizens' voice: thin."""

from celery import shared_task

from workflows.voice import clockwork, complaint_clockwork


@shared_task
def sweep_complaints() -> None:
    """Close the complaints that were answered; hand over response times."""
    complaint_clockwork.sweep_all()


@shared_task
def measure() -> None:
    """Hand the indices of periods that have ended to goals."""
    clockwork.measure_all()


@shared_task
def tidy() -> None:
    """Forget the tokens of forms that have expired."""
    clockwork.tidy()
