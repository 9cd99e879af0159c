"""The handbook and the pictures of all machines, and the table of all rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import translation

from cycle_engine.drawing import NoPainterError, draw, draw_for_page
from cycle_engine.handbook import handbook
from cycle_engine.machine import MACHINES
from cycle_engine.rulebook import rulebook

PAGES = Path(settings.BASE_DIR, "web", "static", "web", "machines")


class Command(BaseCommand):
    """Write docs/machines.md, one picture per machine and docs/rules.md, and the pictures that pages show in each
    language; or say which of them are stale."""

    help = "Make the documents and pictures of machines and rules from the code; with --check only compare."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 naming what is stale")
        parser.add_argument(
            "--folder", type=Path, default=Path(settings.BASE_DIR, "docs"), help="where they are"
        )

        parser.add_argument(
            "--pages", type=Path, default=PAGES, help="where the pictures are that pages show"
        )

    def handle(self, *args: Any, folder: Path, pages: Path, check: bool, **options: Any) -> None:
        try:
            wanted = _documents(folder) | _for_pages(pages)
        except NoPainterError as error:
            raise CommandError(str(error)) from None
        there = {*folder.glob("machines.md"), *folder.glob("rules.md"), *folder.glob("machines/*.svg")}
        there |= {*pages.glob("*.svg")}
        stale = sorted(
            {file for file, text in wanted.items() if file not in there or file.read_bytes() != text.encode()}
            | (there - wanted.keys())
        )
        if check and stale:
            raise CommandError(f"Stale: {', '.join(map(str, stale))}. `make docs` makes them anew.")
        for file in stale:
            _put(file, wanted.get(file))


def _documents(folder: Path) -> dict[Path, str]:
    """Every document and its text, in English with Indonesian beside it."""
    machines = sorted(MACHINES.values(), key=lambda machine: machine.kind)
    with translation.override("en"):
        pictures = {folder / "machines" / f"{machine.kind}.svg": draw(machine) for machine in machines}
        rules = rulebook(Path(settings.BASE_DIR, "tests"))
        return {folder / "machines.md": handbook(machines), folder / "rules.md": rules} | pictures


def _for_pages(folder: Path) -> dict[Path, str]:
    """One picture of each machine in each language."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for machine in MACHINES.values():
                found[folder / f"{machine.kind}.{language}.svg"] = draw_for_page(machine)
    return found


def _put(file: Path, text: str | None) -> None:
    if text is None:
        file.unlink()
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")
