"""What beat wakes: sweeps that find their own work in the database."""

from celery import shared_task

from notifications import alerts, commands, invitations, mail
from notifications.own import sending as own
from notifications.webhooks import sending


@shared_task
def relay() -> None:
    """Tell people what waits in the outbox."""
    commands.relay()


@shared_task
def deliver() -> None:
    """Send the e-mails that are due."""
    mail.deliver()


@shared_task(soft_time_limit=30)
def deliver_own() -> None:
    """Send what is due by channels of people's own."""
    own.deliver()


@shared_task
def invite() -> None:
    """Send the e-mails with links that are due."""
    invitations.deliver()


@shared_task(soft_time_limit=30)  # an answer may drip without end
def deliver_webhooks() -> None:
    """Send the webhooks that are due."""
    sending.deliver()


@shared_task
def watch() -> None:
    """Alert the operator of what is broken."""
    alerts.watch()
