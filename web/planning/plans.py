"""The page of a plan: where it stands, what can be done, what it says, and what was asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity
from cycle_engine.errors import Missing, type_sentence
from directory.names import Names
from forms.documents import plan_forms
from web.pages import PersonPage
from web.planning.remarks import remarks_on
from web.planning.shown import served, shown, titles
from web.planning.stages import stages
from web.steps import offered
from web.timeline import timeline
from workflows.audit.histories import last_words, reason_in
from workflows.planning import queries, sight
from workflows.planning.above import served_above
from workflows.planning.beside import with_names
from workflows.planning.contents import Document
from workflows.planning.facts import PlanFacts
from workflows.planning.machine import RUNNING, UNSIGNED
from workflows.planning.models import Plan, TakenOver
from workflows.planning.rules import DISCUSSED

TAKEN_OVER = TakenOver.objects.filter(plan=OuterRef("pk"))
BESIDE = {
    "taken_over_results": ArraySubquery(TAKEN_OVER.values("result")),
    "return_words": Subquery(last_words("plan", "return_for_revision").values("text")[:1]),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Which document of a plan is shown. `number`: of the revision; none for a draft."""

    words: type_sentence
    contents: Document
    revision: Any = None


class OfPlanPage(PersonPage):
    """A page about one plan."""

    def plan(self, key: int) -> Any:
        """The plan with what stands beside it; Missing for who may not see it."""
        plan = with_names(Plan.objects.filter(pk=key), self.moment).annotate(**BESIDE).first()
        if plan is None or not sight.sees(self.reader, plan, self.moment):
            raise Missing
        self.note_read([plan.pk])
        return plan


class PlanPage(OfPlanPage):
    """One plan."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The plan, as far as its reader may see it."""
        plan = self.plan(key)
        facts = PlanFacts([plan], *self.moment)
        rater, superior = (_first(facts.holders(plan, each)) for each in (Capacity.RATER, Capacity.SUPERIOR))
        standing = standing_of(plan, facts)
        contents = standing.contents
        names = Names.of([plan.employee_id, rater, superior], self.moment)
        above = served_above(plan) if plan.state in RUNNING else []
        served_by = served(contents, rater, plan.cycle_id, facts.day(plan), self.moment, above)
        return self.show(
            "web/planning/plan.html",
            plan=plan,
            employee=names[plan.employee_id],
            rater=names[rater],
            superior=names[superior],
            stages=stages(plan),
            deadlines=open_ones(facts, plan, self),
            steps=offered([plan], self, facts, titles(facts.contents(plan)))[key],
            standing=standing,
            contents=shown(contents, served_by, remarks_on(plan, None, facts, self), above),
            taken_over=set(plan.taken_over_results),
            weights=facts.policy(plan).weights,
            forms=plan_forms(contents.get("approach", ""), leader=plan.leader),
            pins=pin_address("plans", plan, facts, self),
            writes=plan.employee_id == self.reader and plan.state in UNSIGNED,
            proposes=plan.state in RUNNING
            and plan.live_amendment is None
            and self.reader in (plan.employee_id, rater),
            returned=reason_in(plan.return_words) if plan.state == "returned" else "",
        )


class HistoryPage(OfPlanPage):
    """What has happened to a plan and to all that belongs to it."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The newest first."""
        plan = self.plan(key)
        entries = list(queries.history(plan).reverse())
        return self.show(
            "web/planning/history.html",
            plan=plan,
            employee=Names.of([plan.employee_id], self.moment)[plan.employee_id],
            stages=stages(plan),
            happened=timeline(entries, self),
        )


def standing_of(plan: Plan, facts: PlanFacts) -> Standing:
    """What a plan says now: its draft while it is written, what was submitted, or the revision in force."""
    if plan.state in UNSIGNED:
        return Standing(_("Draft"), facts.contents(plan))
    dossier = facts.dossier(plan)
    if plan.state != "submitted" and (in_force := facts.in_force(plan)):
        return Standing(_("In force"), in_force.contents, in_force)
    if dossier.revision:
        return Standing(_("As it was submitted"), facts.frozen(plan), dossier.revision)
    return Standing(_("Draft"), facts.contents(plan))


def pin_address(path: str, record: Any, facts: Any, page: PersonPage) -> str:
    """Where the reader remarks on what is discussed, if he rates it or is above; else empty."""
    holders = [*facts.holders(record, Capacity.RATER), *facts.holders(record, Capacity.SUPERIOR)]
    may = record.state in DISCUSSED and any(holder.person == page.reader for holder in holders)
    return reverse("web:remark_new", args=[path, record.pk]) if may else ""


def open_ones(facts: Any, record: Any, page: PersonPage) -> Sequence[Any]:
    """The open deadlines of a record that wait for somebody, and for whom; the first that is due at the head."""
    found = facts.deadlines.get(record.pk, {}).values()
    waiting = [each for each in found if each.waits_for != Capacity.CLOCK]
    turns = {each: facts.holders(record, each) for each in {Capacity(each.waits_for) for each in waiting}}
    people = {holder.person for holders in turns.values() for holder in holders}
    names = Names.of(people, page.moment).told_to(page.reader)
    who = {
        each: ", ".join(dict.fromkeys(names[holder.person] for holder in holders)) or each.label
        for each, holders in turns.items()
    }
    return [
        {
            "who": who[Capacity(each.waits_for)],
            "last_day": each.last_day,
            "late": each.due_at <= facts.now,
        }
        for each in sorted(waiting, key=lambda each: each.due_at)
    ]


def _first(holders: Any) -> int | None:
    return holders[0].person if holders else None
