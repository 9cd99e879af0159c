"""Whether the ledger is whole."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from tqdm import tqdm

from cycle_engine.ledger.verify import verify
from cycle_engine.ledger.walk import Report
from cycle_engine.models import Entry
from cycle_engine.sql.install import chained_models
from cycle_engine.sql.write import kind_of


class Command(BaseCommand):
    """Verify the ledger; exit with 1 and the first bad entry when it is not whole."""

    help = "Verify every chain of the ledger against its hashes, its payloads, the machines and the tables."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = sorted(kind_of(model) for model in chained_models())
        parser.add_argument("--chain", choices=kinds, help="only the chains of this kind")
        parser.add_argument("--id", type=int, help="only this one of them")
        parser.add_argument(
            "--language", choices=[code for code, _name in settings.LANGUAGES], default=settings.LANGUAGE_CODE
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["id"] is not None and options["chain"] is None:
            raise CommandError("--id needs --chain")
        chosen = {"chain": options["chain"], "chain_id": options["id"]}
        total = Entry.objects.filter(**{name: value for name, value in chosen.items() if value is not None})
        with translation.override(options["language"]):
            with tqdm(total=total.count(), unit="", disable=None, leave=False) as bar:
                report = verify(options["chain"], options["id"], bar.update)
            if report.fault is not None:
                raise CommandError(str(report.fault))
            self.stdout.write(told(report))


def told(report: Report) -> str:
    """What was verified, for a person."""
    return _(
        "%(entries)s entries in %(chains)s chains lead to %(records)s records as they stand;"
        " %(emptied)s payloads were lawfully emptied (%(seconds)s s)."
    ) % {
        "entries": report.entries,
        "chains": report.chains,
        "records": report.records,
        "emptied": report.emptied,
        "seconds": round(report.seconds, 2),
    }
