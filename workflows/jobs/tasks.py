"""What a worker is woken for."""

from celery import shared_task

from cycle_engine import idempotency
from workflows.jobs import commands


@shared_task
def run_jobs() -> None:
    """Do the jobs that nobody else is doing."""
    commands.run_waiting()


@shared_task
def tidy() -> None:
    """Forget answers to idempotency keys that are too old to be asked for again."""
    idempotency.forget_old()
