"""Reads of changes of posts and of imports, always as far as the reader may see."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cycle_engine.clock import Moment
from cycle_engine.errors import type_sentence
from directory.remit import grants_of
from directory.rows import Problem
from workflows.staffing.models import Import, ImportLine, ImportSheet, PostChange


def known_changes(person: int, at: Moment) -> QuerySet[PostChange]:
    """The changes in units that the person manages or inspects, and his own once they are carried out."""
    units = grants_of(person, at).units
    theirs = Q(unit__in=units) | Q(new_unit__in=units)
    return PostChange.objects.filter(theirs | Q(person=person, state="applied"))


def own_imports(person: int, at: Moment) -> QuerySet[Import]:
    """The imports that this person has asked for, as long as he is manager of any unit."""
    sheets = Prefetch("sheets", ImportSheet.objects.defer("content"))
    found = Import.objects.select_related("preview", "application").prefetch_related(sheets)
    return found.filter(requested_by=person) if grants_of(person, at).manages else found.none()


STANDINGS: dict[str, type_sentence] = {
    "previewing": _("The preview is being made"),
    "previewed": _("Ready to be applied"),
    "applying": _("Being applied"),
    "applied": _("Applied"),
    "stale": _("The directory has changed; look at the new preview"),
    "failed": _("Failed"),
}
RUNNING = ("queued", "running")


def standing(found: Import) -> str:
    """How far an import has come: one of `STANDINGS`."""
    if found.applied_at is not None:
        return "applied"
    application = found.application.state if found.application else ""
    preview = found.preview.state if found.preview else ""
    if application:
        return "applying" if application in RUNNING else "stale" if application == "done" else "failed"
    return "previewing" if preview in RUNNING else "previewed" if preview == "done" else "failed"


def problem_of(line: ImportLine) -> Problem:
    """What is wrong, of a line that is."""
    return Problem(line.sheet, line.row, line.column, line.sentence, line.data, line.rule)
