"""Import sheets by the operator of the machine, who is no person of the directory: the first step of a new house."""

from __future__ import annotations

import datetime
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from cycle_engine import clock
from cycle_engine.actors import Actor
from directory.acts import take_turns
from directory.models import Zone
from directory.rows import LEAVING, Change
from directory.sheets import KINDS, kind_of
from workflows.staffing.intake import Found, Intake, Terms

SHOWN = 20


class Command(BaseCommand):
    """Look at sheets, and put them with `--apply`; exit 1 with each row that is wrong."""

    help = (
        "Look at sheets of units, posts, people and capacities (CSV or XLSX, told apart by their header), and say"
        " what would change or what is wrong with them; with --apply put them into the directory."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="file")
        parser.add_argument("--apply", action="store_true", help="change the directory")
        parser.add_argument("--valid-rows", action="store_true", help="leave out the rows that are wrong")
        parser.add_argument(
            "--complete", action="store_true", help="who is in no row of the people leaves the post"
        )
        parser.add_argument(
            "--day", type=datetime.date.fromisoformat, help="from which day on it holds (default: today)"
        )
        parser.add_argument(
            "--language", choices=[code for code, _name in settings.LANGUAGES], default=settings.LANGUAGE_CODE
        )

    def handle(self, *args: Any, files: list[Path], language: str, **options: Any) -> None:
        day = options["day"] or clock.now().astimezone(ZoneInfo(Zone.WIB)).date()
        with translation.override(language), ExitStack() as stack:
            sheets = _sorted(files, stack)
            if options["complete"] and "people" not in sheets:
                raise CommandError(_("Only a sheet of people can be complete."))
            self._take(Terms(day, options["complete"]), sheets, options)

    def _take(self, terms: Terms, sheets: dict[str, BinaryIO], options: dict[str, Any]) -> None:
        shown = _First()
        found = Intake(terms, shown.take).walk(sheets)
        self._tell_problems(found)
        if found.problems.count and not options["valid_rows"]:
            told = _("Nothing was changed: %(count)s things are wrong.") % {"count": found.problems.count}
            raise CommandError(told)
        self._tell_changes(shown.changes, found)
        if not options["apply"]:
            self.stdout.write(_("Nothing was changed yet; that is done by --apply."))
            return
        with transaction.atomic():
            take_turns()
            done = Intake(terms, lambda changes: None, actor=Actor.clock()).walk(sheets)
            if done.digest != found.digest:
                raise CommandError(
                    _("Somebody else has changed the directory meanwhile. Nothing was changed.")
                )
        self.stdout.write(_("The directory was changed."))

    def _tell_problems(self, found: Found) -> None:
        for problem in found.problems.found:
            self.stderr.write(
                _("%(sheet)s, row %(row)s, %(column)s: %(message)s")
                % {
                    "sheet": problem.sheet,
                    "row": problem.row,
                    "column": problem.column or "-",
                    "message": problem.message,
                }
            )
        if left := found.problems.count - len(found.problems.found):
            self.stderr.write(_("… and %(count)s more.") % {"count": left})

    def _tell_changes(self, changes: list[Change], found: Found) -> None:
        words = {
            "new": _("new"),
            "changed": _("changed"),
            "unchanged": _("unchanged"),
            "leaving": _("leaving"),
            "wrong": _("wrong"),
        }
        for change in changes:
            place = f"{change.sheet} {change.row}" if change.row else change.sheet
            self.stdout.write(f"{place}: {change.subject} ({words[change.kind]})")
        for sheet, tally in found.summary.items():
            self.stdout.write(f"{sheet}: " + ", ".join(f"{words[kind]} {tally[kind]}" for kind in words))


class _First:
    """Keeps the first changes of each kind, and all who leave."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self._seen = Counter[tuple[str, str]]()

    def take(self, changes: list[Change]) -> None:
        for change in changes:
            self._seen[change.sheet, change.kind] += 1
            if change.kind == LEAVING or self._seen[change.sheet, change.kind] <= SHOWN:
                self.changes.append(change)


def _sorted(files: list[Path], stack: ExitStack) -> dict[str, BinaryIO]:
    """The files by kind of sheet: by their header, else by their name. CommandError where that does not tell."""
    found: dict[str, BinaryIO] = {}
    for path in files:
        try:
            file = stack.enter_context(path.open("rb"))
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None
        kind = kind_of(file) or next((name for name in KINDS if name in path.stem.lower()), None)
        if kind is None:
            told = _("%(file)s: by its header this is no sheet of units, posts, people or capacities.")
            raise CommandError(told % {"file": path})
        if kind in found:
            raise CommandError(
                _("%(file)s: there is another sheet of %(kind)s.") % {"file": path, "kind": kind}
            )
        found[kind] = file
    return found
