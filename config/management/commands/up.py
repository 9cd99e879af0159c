"""The whole system, by one command."""

from typing import Any

from django.core.management import BaseCommand, call_command

from config.processes import serve


class Command(BaseCommand):
    """Migrate, collect static files, and run web, worker and beat until Ctrl-C."""

    help = "Run everything: database and broker (embedded unless DATABASE_URL is set), web, worker and beat."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=options["verbosity"])
        call_command("collectstatic", verbosity=0, interactive=False)
        serve()
