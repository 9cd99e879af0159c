"""Whether everybody who acted was who he acted as."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from tqdm import tqdm

from cycle_engine.models import Entry
from workflows.audit.capacities import misplaced


class Command(BaseCommand):
    """Verify who acted; exit with 1 and every entry whose actor did not hold that capacity that day."""

    help = "Verify by the directory's dated rows that each actor of the ledger held his capacity on that day."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--language", choices=[code for code, _name in settings.LANGUAGES], default=settings.LANGUAGE_CODE
        )

    def handle(self, *args: Any, language: str, **options: Any) -> None:
        total = Entry.objects.count()
        with translation.override(language):
            with tqdm(total=total, unit="", disable=None, leave=False) as bar:
                found = [str(entry) for entry in misplaced(bar.update)]
            if found:
                raise CommandError("\n".join(found))
            self.stdout.write(_("In %(entries)s entries everybody acted as who he was.") % {"entries": total})
