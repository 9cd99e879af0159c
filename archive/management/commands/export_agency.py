"""Everything that an agency has recorded, in an open format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from archive.export import export, size


class Command(BaseCommand):
    """Write an archive; exit with 1 when it cannot be written."""

    help = "Export all records, the ledger and the evidence as JSON Lines (docs/archive.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a new folder, or a file whose name ends in .zip")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            with tqdm(total=size(), unit=" rows", disable=None, leave=False) as bar:
                contents = export(path, bar.update)
        except FileExistsError:
            raise CommandError(f"{path} is there already; name another place.") from None
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None
        rows = sum(each["rows"] for each in contents["tables"])
        kept, found = contents["ledger"], contents["evidence"]
        self.stdout.write(
            f"{rows} rows of {len(contents['tables'])} tables, with {kept['entries']} entries of the ledger in"
            f" {kept['chains']} chains, and {found['files']} files of evidence were written to {path}."
        )
        for sha256 in found["missing"]:
            self.stderr.write(f"The store has lost the evidence {sha256}; the archive is without it.")
