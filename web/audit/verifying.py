"""Verifying chains of the ledger at the push of a button."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cycle_engine.errors import Missing, NotYourTurn
from cycle_engine.ledger.verify import verify
from web.kept import safe
from web.pages import PersonPage
from workflows.audit import queries
from workflows.planning.models import Plan

MOST = 50  # chains at once


class VerifyPage(PersonPage):
    """Whether the ledger still is what was written."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Walk the chains of these plans from their first entries, as `manage.py verify_ledger` does."""
        units = queries.inspected(self.reader, self.moment)
        if not units:
            raise NotYourTurn
        given = [each for each in request.POST.getlist("plan") if each.isascii() and each.isdecimal()]
        keys = [int(each) for each in given[:MOST] if len(each) < 19]
        plans = list(Plan.objects.filter(pk__in=keys, unit__in=units).values_list("pk", flat=True))
        if not plans:
            raise Missing
        self._tell(plans)
        return redirect(safe(request.POST.get("next", "")))

    def _tell(self, plans: list[int]) -> None:
        entries = 0
        for plan in plans:
            report = verify("plan", plan)
            if report.fault is not None:
                said = _("The ledger is not whole: %(fault)s. Tell the operator at once.")
                messages.error(self.request, said % {"fault": report.fault})
                return
            entries += report.entries
        said = _(
            "All is whole. Plans: %(plans)s, entries: %(entries)s. Each entry was recalculated just now and continues"
            " the one before it, and the last ones lead to where the plans stand."
        )
        messages.success(self.request, said % {"plans": len(plans), "entries": entries})
