"""The demo: agencies of invented people, their story so far, then the running system."""

import datetime
import os
import secrets
import sys
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser, call_command

from config.environment import wrong
from config.owner import as_owner
from config.processes import refuse_taken_address, serve
from demo.stage import OccupiedError, clear
from demo.summary import Summary
from demo.telling import tell


class Command(BaseCommand):
    """Start anew each time: remove an earlier demo, migrate, tell the story, say what happened, and serve."""

    help = "Load the demo agencies, let their people live from January 2026 to February 2027, then run everything."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="end when the story is told")
        parser.add_argument(
            "--until",
            type=datetime.date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="tell it to the end of this day",
        )

    def handle(self, *args: Any, no_serve: bool, until: datetime.date | None, **options: Any) -> None:
        if not settings.DEMO:
            wrong("DEMO", "1, for a demo removes what it finds and moves the time")
        if not no_serve:
            refuse_taken_address()  # before the story takes its minutes
        try:
            clear(as_owner)
        except OccupiedError as error:
            raise CommandError(str(error)) from None
        call_command("migrate", verbosity=0)
        password = secrets.token_urlsafe(9)
        summary = tell(as_owner, password, until)
        self._print(summary, password)
        if summary.faults:
            sys.exit("\n".join(["The demo did not go well:", *summary.faults]))
        if not no_serve:
            self._serve()

    def _print(self, summary: Summary, password: str) -> None:
        for line in summary.lines():
            self.stdout.write(line)
        self.stdout.write(f"\nEngine time is {summary.now:%d %B %Y}. Sign in with the password {password} as")
        for each in summary.log_ins:
            self.stdout.write(
                f"  {each.username:<7}{each.part}: {each.name}, {each.post}; {each.waiting} to do"
            )

    def _serve(self) -> None:
        os.environ["EMAIL_URL"] = "dummymail://"  # no e-mail leaves the demo
        call_command("collectstatic", verbosity=0, interactive=False)
        self.stdout.write(f"\nOpen {settings.PUBLIC_URL}/\nThe API: {settings.PUBLIC_URL}/api/v1/docs/\n")
        serve()
