"""Celery's entrances to monitoring: thin."""

from celery import shared_task

from workflows.monitoring import checks


@shared_task(soft_time_limit=60)  # a name may be looked up for long
def check_evidence() -> None:
    """Look at evidence whose turn it is."""
    checks.sweep()
