"""Celery's entrances to monitoring: thin."""

from celery import shared_task

from workflows.monitoring import checks


@shared_task(soft_time_limit=60)  # an answer may drip without end
def check_evidence() -> None:
    """Look at evidence whose turn it is."""
    checks.sweep()
