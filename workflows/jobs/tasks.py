"""What a worker is woken for."""

from celery import shared_task

from workflows.jobs import commands


@shared_task
def run_jobs() -> None:
    """Do the jobs that nobody else is doing."""
    commands.run_waiting()
