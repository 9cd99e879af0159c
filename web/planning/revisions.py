"""The revisions of a plan, how two of them differ, and its changes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cycle_engine.actors import Capacity
from cycle_engine.errors import Missing
from directory.names import Names
from web.planning.differences import differences
from web.planning.plans import OfPlanPage
from web.planning.shown import Served, served, shown
from workflows.planning.facts import PlanFacts
from workflows.planning.models import Amendment
from workflows.planning.rows import Revision

DIGITS = 9  # that the number of a revision never has


class RevisionsPage(OfPlanPage):
    """All revisions and changes of a plan."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The newest first. Where the address asks for two revisions, to how they differ."""
        before, after = request.GET.get("before", ""), request.GET.get("after", "")
        if all(each.isascii() and each.isdecimal() and len(each) < DIGITS for each in (before, after)):
            return redirect("web:plan_diff", key, int(before), int(after))
        plan = self.plan(key)
        revisions = list(Revision.objects.filter(plan=plan).defer("contents").order_by("-number"))
        return self.show(
            "web/planning/revisions.html",
            plan=plan,
            employee=Names.of([plan.employee_id], self.moment)[plan.employee_id],
            revisions=revisions,
            amendments=Amendment.objects.filter(plan=plan).order_by("-pk"),
        )


class RevisionPage(OfPlanPage):
    """One revision. It never changes."""

    def get(self, request: HttpRequest, key: int, number: int) -> HttpResponse:
        """What it says."""
        plan = self.plan(key)
        revision = self.revisions(plan, number)[number]
        return self.show(
            "web/planning/revision.html",
            plan=plan,
            employee=Names.of([plan.employee_id], self.moment)[plan.employee_id],
            revision=revision,
            contents=shown(revision.contents, self.names(plan, revision)),
        )

    def revisions(self, plan: Any, *numbers: int) -> dict[int, Revision]:
        """These revisions by number; Missing where one is not."""
        asked = [number for number in numbers if number < 10**DIGITS]
        found = {each.number: each for each in Revision.objects.filter(plan=plan, number__in=asked)}
        if len(found) != len(set(numbers)):
            raise Missing
        return found

    def names(self, plan: Any, *revisions: Revision) -> Served:
        """What the results of these revisions serve, in words."""
        facts = PlanFacts([plan], *self.moment)
        holders = facts.holders(plan, Capacity.RATER)
        rater = holders[0].person if holders else None
        whole = {"results": [each for revision in revisions for each in revision.contents.get("results", ())]}
        return served(whole, rater, plan.cycle_id, facts.day(plan), self.moment)


class DiffPage(RevisionPage):
    """How one revision differs from another."""

    def get(self, request: HttpRequest, key: int, before: int, after: int) -> HttpResponse:  # type: ignore[override]
        """Item by item, word by word."""
        plan = self.plan(key)
        found = self.revisions(plan, before, after)
        first, second = found[before], found[after]
        return self.show(
            "web/planning/diff.html",
            plan=plan,
            employee=Names.of([plan.employee_id], self.moment)[plan.employee_id],
            before=first,
            after=second,
            changes=differences(first.contents, second.contents, self.names(plan, first, second)),
        )
