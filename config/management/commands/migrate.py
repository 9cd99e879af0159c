"""Django's migrate, as the role that owns the tables."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from config.owner import as_owner


class Command(Migrate):
    """Migrate as the owner: the application's role may not change a table."""

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            super().handle(*args, **options)
