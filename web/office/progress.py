"""One cycle as its managers see it: how far it has come, unit by unit, and what is to be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from web.choosing import units
from web.office.bars import Bar
from web.office.manager import ManagerPage
from web.paging import page_of
from workflows.planning.progress import Progress, progress

DOORS = (
    ("web:office_late", _("Who is late")),
    ("web:office_rehearsal", _("Rehearsal")),
)
OF_THE_AGENCY = (("web:office_opening", _("Opening")), ("web:office_policy", _("Policy")))


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit of the table."""

    unit: int
    name: str
    above: str
    told: Progress
    bar: Bar


class CyclePage(ManagerPage):
    """A cycle."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """How far its plans have come, the unit with most late ones first."""
        cycle = self.cycle(key)
        found = progress(cycle, self.units_of(cycle), self.moment)
        named = {row.unit_id: row for row in units(found, self.day).rows}
        rows = sorted(
            (UnitLine(unit, *_called(named.get(unit)), told, Bar.of(told)) for unit, told in found.items()),
            key=lambda line: (-line.told.late, line.name.casefold(), line.above, line.unit),
        )
        doors = (*DOORS, *OF_THE_AGENCY) if cycle.unit_id in self.units else DOORS
        whole = sum(found.values(), Progress())
        return self.show(
            "web/office/cycle.html",
            cycle=cycle,
            some=page_of(rows, request),
            whole=whole,
            bar=Bar.of(whole),
            doors=[(reverse(name, args=[cycle.pk]), label) for name, label in doors],
        )


def _called(row: Any) -> tuple[str, str]:
    """The name of a unit and of the one above it."""
    return (row.name, row.above or "") if row else ("", "")
