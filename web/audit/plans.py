"""The timeline of one plan for inspectors: every entry of its chain, with before and after."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from cycle_engine.errors import Missing, NotYourTurn
from directory.names import Names
from web.audit.revisions import with_documents
from web.audit.telling import TIMELINE, tell_of
from web.pages import PersonPage
from web.paging import page_of
from workflows.audit import queries
from workflows.audit.queries import Search
from workflows.planning.models import Plan


class TimelinePage(PersonPage):
    """What has happened to a plan and to what belongs to it."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """All entries of its chain, oldest first."""
        units = queries.inspected(self.reader, self.moment)
        if not units:
            raise NotYourTurn
        plan = Plan.objects.filter(pk=key, unit__in=units).first()
        if plan is None:
            raise Missing
        some = page_of(range(1, plan.seq + 1), request, TIMELINE)
        found = queries.entries(self.reader, Search(plan=key), self.moment)
        rows = list(found.filter(seq__in=list(some)).order_by("seq"))
        return self.show(
            "web/audit/plan.html",
            plan=plan,
            employee=Names.of([plan.employee_id], self.moment)[plan.employee_id],
            some=some,
            entries=with_documents(key, tell_of({key: plan}, rows, self)),
        )
