from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from notifications import channels, faults
from notifications.alerts import alert


class Command(BaseCommand):
    """Show how the channels do. With --retry, send given-up e-mails again; with --alert, tell the operator."""

    help = "Show what waits, fails and was given up in each channel."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--retry", action="store_true", help="send the e-mails that were given up once more"
        )
        parser.add_argument(
            "--alert", metavar="TEXT", help="send a text to NOTIFY_CHANNELS and do nothing else"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["alert"]:
            if not alert("Cycle Engine", options["alert"]):
                raise CommandError("not every one of NOTIFY_CHANNELS took it, or there is none")
            return
        if options["retry"]:
            self.stdout.write(f"{channels.retry_mails()} notices will be sent by e-mail once more")
        lost = channels.given_up()
        for name, state in channels.states().items():
            failing = (
                f"failing since {state.failing_since:%Y-%m-%d %H:%M} UTC ({state.last_error})"
                if state.failing_since
                else "works"
            )
            self.stdout.write(f"{name}: {failing}, {state.waiting} waiting, {lost[name]} given up")
        for subject, fault in faults.standing().items():
            self.stdout.write(f"fault {subject} since {fault.since:%Y-%m-%d %H:%M} UTC: {fault.last_error}")
