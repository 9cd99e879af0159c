"""A matrix of roles and results as a sheet, as on form A.1.5: a line for each employee, a column for each item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from cycle_engine.clock import Moment
from directory import queries as directory
from directory.names import Names
from directory.today import today
from workflows.planning.matrix import Matrix, Place


def header(found: Matrix) -> list[str]:
    """The names of the columns, in the language that is active."""
    return [_("Employee"), _("Post"), *(each.text for each in found.columns)]


def lines(found: Matrix, at: Moment) -> Iterator[Sequence[object]]:
    """The rows of the sheet: a role in each column, or that there is none; two queries."""
    names = Names.of((row.employee for row in found.rows), at)
    posts = directory.posts({row.post for row in found.rows if row.post}, today(at))
    for row in found.rows:
        title = posts[row.post].title if row.post in posts else ""
        yield [names[row.employee], title, *(_role(place) for place in row.places.values())]


def _role(place: Place) -> str:
    """Empty as long as nothing is set."""
    return _("No role") if place.text == "" else place.text or ""
