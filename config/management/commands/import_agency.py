"""An exported agency in a system of its own."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.utils import translation
from tqdm import tqdm

from archive.load import NotEmpty, NotWhole, OtherVersion, load, read_manifest, size
from archive.places import Damaged
from config.owner import as_owner
from cycle_engine.ledger.walk import Report
from cycle_engine.management.commands.verify_ledger import told


class Command(BaseCommand):
    """Migrate, then load an archive, all of it or nothing; exit with 1 and the reason when it is not whole."""

    help = "Load an archive of export_agency (docs/archive.md) into an empty system."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the folder or the ZIP file")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        with translation.override("en"):
            try:
                report, given_up = self._load(path)
            except (Damaged, NotEmpty, NotWhole, OtherVersion) as error:
                raise CommandError(str(error)) from None
            self.stdout.write(told(report))
        self.stdout.write(
            f"{given_up} messages that were on their way are not sent again; their notices are in the inbox."
            " Nobody has a password yet: invite people, or use set_password."
        )

    def _load(self, path: Path) -> tuple[Report, int]:
        contents = read_manifest(path)
        call_command("migrate", verbosity=0)
        with as_owner(), tqdm(total=2 * size(contents), unit=" rows", disable=None, leave=False) as bar:
            return load(path, bar.update)
