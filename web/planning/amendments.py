"""The page of a change of a plan: what it changes, where it stands, and what can be done."""

from __future__ import annotations

from django.db.models import F, Q, Subquery
from django.http import HttpRequest, HttpResponse

from cycle_engine.models import Entry
from directory.names import Names
from web.pages import PersonPage
from web.planning.differences import differences
from web.planning.plans import open_ones, pin_address
from web.planning.remarks import remarks_on
from web.planning.shown import served, shown, titles
from web.records import AMENDMENTS
from web.steps import offered
from web.timeline import timeline
from workflows.planning.commands import refusal_to_write
from workflows.planning.contents import Document
from workflows.planning.facts import AmendmentFacts
from workflows.planning.machine import AmendmentCause, AmendmentState
from workflows.planning.models import Amendment
from workflows.planning.rows import Revision

WRITTEN = (AmendmentState.DRAFTING, AmendmentState.RETURNED)


class AmendmentPage(PersonPage):
    """One change."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """What it changes of the plan in force; of one that was approved, of the plan as it was before."""
        record = AMENDMENTS.find(key, self)
        facts, plan = AmendmentFacts([record], *self.moment), record.plan
        drafted = record.state in WRITTEN
        contents = facts.contents(record) if drafted else facts.frozen(record) or facts.contents(record)
        rater = facts.rater_person(record)
        names = Names.of([plan.employee_id, record.proposed_by_id], self.moment)
        served_by = served(contents, rater, plan.cycle_id, facts.day(record), self.moment)
        return self.show(
            "web/planning/amendment.html",
            record=record,
            plan=plan,
            employee=names[plan.employee_id],
            proposed_by=names[record.proposed_by_id],
            causes=[AmendmentCause(cause).label for cause in record.causes],
            deadlines=open_ones(facts, record, self),
            steps=offered([record], self, facts, titles(facts.contents(record)))[key],
            pins=pin_address("amendments", record, facts, self),
            writes=drafted and refusal_to_write(record, facts, self.reader) is None,
            changes=differences(_before(record), contents, served_by),
            contents=shown(contents, served_by, remarks_on(plan, record, facts, self)),
            weights=facts.policy(record).weights,
        )


class AmendmentHistoryPage(PersonPage):
    """What has happened to one change."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The newest first."""
        record = AMENDMENTS.find(key, self)
        entries = list(Entry.objects.filter(record="amendment", record_id=key).order_by("-seq"))
        owner = record.plan.employee_id
        return self.show(
            "web/planning/amendment_history.html",
            record=record,
            employee=Names.of([owner], self.moment)[owner],
            happened=timeline(entries, self),
        )


def _before(amendment: Amendment) -> Document:
    """The document that it changes: the last in force that is not its own."""
    own = Revision.objects.filter(amendment=amendment).order_by("number").values("number")[:1]
    others = Revision.objects.filter(plan=amendment.plan_id, in_force_from__isnull=False)
    others = others.annotate(own=Subquery(own)).filter(Q(own=None) | Q(number__lt=F("own")))
    return others.order_by("-in_force_from", "-number").values_list("contents", flat=True).first() or {}
