"""The official list of days off by the operator of the machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from cycle_engine import clock
from cycle_engine.actors import Actor
from cycle_engine.errors import WorkflowError
from directory.rows import DirectoryError
from workflows.cycles.commands import DayOffInput
from workflows.cycles.days import compared, listed, read_days
from workflows.planning.redating import Effect, effect_of_days_off, load_days_off


class Command(BaseCommand):
    """Look at a list, and load it with `--apply`; exit 1 with each cell that is wrong."""

    help = (
        "Look at the official list of days off of a year (CSV or XLSX: date, kind, name) and say what it changes;"
        " with --apply load it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="load the list")
        parser.add_argument(
            "--language", choices=[code for code, _name in settings.LANGUAGES], default=settings.LANGUAGE_CODE
        )

    def handle(self, *args: Any, file: Path, apply: bool, language: str, **options: Any) -> None:
        with translation.override(language):
            try:
                self._take(_read(file), apply=apply)
            except (DirectoryError, WorkflowError) as error:
                raise CommandError(str(error)) from None

    def _take(self, rows: list[DayOffInput], *, apply: bool) -> None:
        year = rows[0].day.year
        self._tell(year, rows, effect_of_days_off(year, rows, Actor.clock(), clock.moment()))
        if not apply:
            self.stdout.write(_("Nothing was changed yet; that is done by --apply."))
            return
        load_days_off(year, rows, Actor.clock())
        self.stdout.write(_("The list of %(year)s is loaded.") % {"year": year})

    def _tell(self, year: int, rows: list[DayOffInput], effect: Effect) -> None:
        change = compared(listed(year), rows)
        for mark, days in (("+", change.added), ("-", change.withdrawn)):
            for row in days:
                self.stdout.write(f"{mark} {row.day} {row.kind} {row.name}")
        told = _("Of %(open)s open deadlines %(moved)s move.")
        self.stdout.write(told % {"open": effect.open, "moved": effect.moved})


def _read(file: Path) -> list[DayOffInput]:
    """The rows of the list. CommandError for a file that is not there or holds none."""
    try:
        with file.open("rb") as content:
            rows = read_days(content, local=False)
    except OSError as error:
        raise CommandError(str(error)) from None
    if not rows:
        raise CommandError(_("The list is empty."))
    return rows
