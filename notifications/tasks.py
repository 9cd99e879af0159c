"""What beat wakes: sweeps that find their own work in the database."""

from celery import shared_task

from notifications import commands, mail


@shared_task
def relay() -> None:
    """Tell people what waits in the outbox."""
    commands.relay()


@shared_task
def deliver() -> None:
    """Send the e-mails that are due."""
    mail.deliver()
