"""What inspectors have read of my records."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import type_sentence
from directory.names import Names
from web.pages import PersonPage
from web.paging import page_of
from workflows.audit import queries
from workflows.audit.models import Access
from workflows.planning.models import Plan

# What stands at an address, by its first part.
READ: dict[str, type_sentence] = {
    "plans": _("Plan"),
    "amendments": _("Amendment"),
    "remarks": _("Remarks"),
    "evaluations": _("Evaluation"),
    "appeals": _("Appeal"),
    "improvements": _("Improvement plan"),
    "credit-points": _("Credit points"),
    "recognitions": _("Recognitions"),
    "guidance": _("Guidance"),
    "counselling": _("Counselling"),
    "development": _("Development"),
    "evidence": _("Evidence"),
    "audit": _("Decisions"),
    "inspect": _("Decisions"),
    "exports": _("Exported sheet"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One read: by whom, of what, when."""

    who: str
    plan: Plan | None
    what: type_sentence
    address: str
    at: datetime.datetime


class AccessesPage(PersonPage):
    """Who has read of me."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Reads of my records by inspectors, the newest first."""
        some = page_of(queries.accesses_of(self.reader).order_by("-pk"), request)
        names = Names.of((each.reader_id for each in some), self.moment)
        plans = Plan.objects.in_bulk({each.plan_id for each in some})
        shown = [_shown(each, names, plans) for each in some]
        return self.show("web/account/accesses.html", some=some, accesses=shown)


def _shown(access: Access, names: Names, plans: dict[int, Plan]) -> Shown:
    what = READ.get(access.what.split("/")[0], _("Records"))
    return Shown(names[access.reader_id], plans.get(access.plan_id), what, access.what, access.at)
