"""A backup brought back to life."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.db import DatabaseError, connection
from django.utils import translation
from tqdm import tqdm

from archive.places import Damaged
from archive.programs import ProgramFailed
from archive.restore import NotRestored, examine, finish, is_empty, load
from config.owner import as_owner
from cycle_engine.management.commands.verify_ledger import told


class Command(BaseCommand):
    """Restore a backup and verify its ledger; exit with 1 and the reason when that cannot be done."""

    help = "Restore a backup (docs/archive.md) into an empty database. Nothing that was on its way is sent again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder of the backup")
        parser.add_argument("--force", action="store_true", help="in place of all that the database holds")
        parser.add_argument("--yes", action="store_true", help="with --force: do not ask")
        parser.add_argument("--new-key", action="store_true", help="although SECRET_KEY is another")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            with translation.override("en"):
                self._restore(folder, **options)
        except (Damaged, NotRestored, ProgramFailed) as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(f"The database has refused it: {error}") from None

    def _restore(self, folder: Path, *, force: bool, yes: bool, new_key: bool, **options: Any) -> None:
        with as_owner(), tqdm(unit=" files", disable=None, leave=False) as bar:
            contents = examine(folder, bar.update, new_key=new_key)
            if not is_empty():
                self._confirm(force=force, yes=yes)
            load(folder, contents, bar.update)
        call_command("migrate", verbosity=0)
        with as_owner():
            report, given_up = finish(contents)
        self.stdout.write(f"Restored as of {contents['made_at']}. {told(report)}")
        for sha256 in contents["evidence"]["missing"]:
            self.stderr.write(f"The evidence {sha256} was lost before the backup.")
        self.stdout.write(
            f"{contents['evidence']['files']} files of evidence are in the store. {given_up} messages that were on"
            " their way are not sent again; their notices are in the inbox. Everybody signs in again."
        )

    def _confirm(self, *, force: bool, yes: bool) -> None:
        name = connection.settings_dict["NAME"]
        if not force:
            raise NotRestored(
                f"The database {name} is not empty. Nothing was touched; --force replaces all of it."
            )
        if not yes and input(f"All that {name} holds will be lost. Type its name to go on: ") != name:
            raise NotRestored("Nothing was touched.")
