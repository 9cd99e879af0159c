"""A rehearsal as a sheet: a line for each finding, and one for each person without any."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from workflows.planning.rehearsal import Route


def header() -> list[str]:
    """The names of the columns, in the language that is active."""
    return [
        _("Employee"),
        _("Post"),
        _("Unit"),
        _("Rater's post"),
        _("Rater"),
        _("Superior"),
        _("Severity"),
        _("Code"),
        _("Finding"),
        _("Post to mend"),
    ]


def lines(routes: Iterable[Route]) -> Iterator[Sequence[object]]:
    """The rows of the sheet."""
    for route in routes:
        start = _way(route)
        for found in route.findings:
            post = found.post.title if found.post else ""
            severity = _("Blocks") if found.blocks else _("Warns")
            yield [*start, severity, found.blocker.rule, found.blocker.message, post]
        if not route.findings:
            yield [*start, "", "", "", ""]


def _way(route: Route) -> list[str]:
    """Who it is, in which post and unit, and who would rate and supervise."""
    way, known = route.way, route.way.known
    acting = [known.name(holder.person) for _seat, holder in way.used[:2]]
    return [
        known.name(way.person),
        way.post.title if way.post else "",
        known.units.get(way.post.unit_id, "") if way.post else "",
        known.title(way.line[0].post) if way.line else "",
        *acting,
        *[""] * (2 - len(acting)),
    ]
