"""A copy of everything, to be kept where nothing else of this system is."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from archive import evidence
from archive.backup import KeysInside, backup, write_key
from archive.places import Damaged
from archive.programs import ProgramFailed
from config.owner import as_owner


class Command(BaseCommand):
    """Write a backup and read it again; exit with 1 and leave nothing when it is not whole."""

    help = "Back up database and evidence into a new folder, while the system runs (docs/archive.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="a new folder")
        parser.add_argument(
            "--keys", type=Path, metavar="FILE", help="keep SECRET_KEY in this file, elsewhere"
        )

    def handle(self, *args: Any, folder: Path, keys: Path | None, **options: Any) -> None:
        try:
            if keys is not None:
                write_key(keys, folder)
            with (
                as_owner(),
                tqdm(total=2 * evidence.count(), unit=" files", disable=None, leave=False) as bar,
            ):
                contents = backup(folder, bar.update)
        except FileExistsError:
            raise CommandError(f"{folder} is there already; name another folder.") from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from None
        except (Damaged, KeysInside, ProgramFailed) as error:
            raise CommandError(str(error)) from None
        kept, found = contents["ledger"], contents["evidence"]
        self.stdout.write(
            f"{folder}: {kept['entries']} entries of the ledger in {kept['chains']} chains, and {found['files']}"
            f" files of evidence, as of {contents['made_at']}; read again and found whole."
        )
        for sha256 in found["missing"]:
            self.stderr.write(f"The store has lost the evidence {sha256}; the backup is without it.")
        if keys is None:
            self.stdout.write("SECRET_KEY is not in it: keep it elsewhere (--keys).")
