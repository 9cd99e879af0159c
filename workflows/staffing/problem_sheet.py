"""What is wrong with an import as a sheet: a line for each cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import type_sentence
from workflows.staffing.models import Import, ImportLine
from workflows.staffing.queries import problem_of

SHEETS: dict[str, type_sentence] = {
    "units": gettext_lazy("Units"),
    "posts": gettext_lazy("Posts"),
    "people": gettext_lazy("People"),
    "capacities": gettext_lazy("Managers and inspectors"),
}


def header() -> list[str]:
    """The names of the columns, in the language that is active."""
    return [_("Sheet"), _("Row"), _("Column"), _("What is wrong")]


def lines(found: Import) -> Iterator[Sequence[object]]:
    """The rows of the sheet, in the language that is active; one query."""
    for line in ImportLine.objects.filter(of=found, kind=ImportLine.WRONG).order_by("pk"):
        yield str(SHEETS[line.sheet]), line.row, line.column, problem_of(line).message
