"""The predicates of a unit beside the guide: bars, the same as a table, and whom one may ask to look again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from cycle_engine.errors import Missing, type_sentence
from directory.models import UnitRow
from directory.names import Names
from web.evaluation.words import BASES
from web.pages import PersonPage
from web.paging import page_of
from web.shares import bar_of
from web.steps import Offered, offered
from workflows.evaluation.disclosure import is_withheld
from workflows.evaluation.facts import EvaluationFacts
from workflows.evaluation.models import Evaluation
from workflows.evaluation.queries import compared, in_charge, is_granted, visible_evaluations
from workflows.evaluation.ratings import Predicate
from workflows.evaluation.rows import Word

RECONSIDER = "ask_to_reconsider"


@dataclass(frozen=True, slots=True)
class Rated:
    """Somebody who is evaluated in the unit, and the step by which one asks to look again, if it is there."""

    evaluation: Evaluation
    who: str
    label: type_sentence
    reconsider: Offered | None


class DistributionPage(PersonPage):
    """A unit in a period, for who rates there, his superior, managers and inspectors."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        periods = self._periods(key)
        period = request.GET.get("period") or next(iter(periods), "")
        found = compared(key, period, self.reader, self.moment) if period in periods else None
        if found is None:
            raise Missing
        known, comparison = found
        return self.show(
            "web/appeals/distribution.html",
            key=key,
            unit=name_of(key, self),
            period=period,
            periods=periods,
            achievement=Word(known.word).label if known else "",
            basis=BASES.get(known.basis, known.basis) if known else "",
            comparison=comparison,
            bars=[bar_of(each) for each in comparison.shares],
        )

    def _periods(self, unit: int) -> list[str]:
        """Those in which the reader may compare the unit, the newest first."""
        granted = is_granted(self.reader, unit, self.moment)
        rows = Evaluation.objects.all() if granted else in_charge(self.reader, self.moment)
        found = rows.filter(unit=unit).exclude(state="excused").order_by("-period")
        return list(found.values_list("period", flat=True).distinct())


class UnitResultsPage(PersonPage):
    """Who is evaluated in a unit in a period, as far as the reader sees them; whom he may ask to have seen again."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        seen = visible_evaluations(self.reader, self.moment).filter(unit=key)
        period = (
            request.GET.get("period") or seen.order_by("-period").values_list("period", flat=True).first()
        )
        rows = seen.filter(period=period)
        some = page_of(rows.exclude(state="excused").order_by("plan__employee", "pk"), request)
        if not some.paginator.count:
            raise Missing
        self.note_read(each.plan_id for each in some)
        context: dict[str, Any] = {"key": key, "unit": name_of(key, self), "period": period, "some": some}
        return self.show("web/appeals/unit_results.html", rated=self._rated(list(some)), **context)

    def _rated(self, evaluations: list[Evaluation]) -> list[Rated]:
        asked = [each for each in evaluations if each.state == "rated"]
        steps = offered(asked, self, EvaluationFacts(asked, *self.moment))
        names = Names.of((each.plan.employee_id for each in evaluations), self.moment)
        return [
            Rated(
                each,
                names[each.plan.employee_id],
                _predicate(each, self.reader),
                next((one for one in steps.get(each.pk, ()) if one.step.name == RECONSIDER), None),
            )
            for each in evaluations
        ]


def name_of(unit: int, page: PersonPage) -> str:
    """What a unit is called today."""
    return UnitRow.objects.on(page.day).filter(unit=unit).values_list("name", flat=True).first() or ""


def _predicate(evaluation: Evaluation, reader: int) -> type_sentence:
    if not evaluation.predicate or is_withheld(evaluation, reader):
        return ""
    return Predicate(evaluation.predicate).label
