"""The predicates of a unit beside the guide, and reporting its evaluations at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.acts import after_commit
from api.v1.bulk import BulkResults
from api.v1.documents import described
from api.v1.errors import of_engine
from api.v1.fields import dump
from api.v1.http import Api, answer
from api.v1.kinds import EVALUATIONS
from api.v1.periods import PERIOD
from api.v1.rows.evaluations import Organisation
from cycle_engine.errors import Missing, NotYourTurn
from cycle_engine.perform import Act
from directory.models import Unit
from workflows.evaluation import commands, distribution, queries
from workflows.evaluation.models import Evaluation


@dataclass(frozen=True)
class DistributionQuery:
    """`period`: "2026-Q2", "2026-06" or "2026"."""

    period: str = field(metadata=PERIOD)


@dataclass(frozen=True)
class Share:
    """How many have this predicate, what percentage of those who are rated, and between which the guide has it."""

    predicate: str
    label: str
    count: int
    percent: str
    at_least: int
    at_most: int


@dataclass(frozen=True)
class Distribution:
    """The predicates of a unit in a period. `ideal`: the predicate that ideally most have.

    `shares` are empty for few people, and before anybody is rated. `breaches`: where the guide cannot be kept any
    more, in words; a breach asks who signs for a reason. What is withheld from you counts as not rated.
    """

    unit: str
    period: str
    achievement: Organisation | None
    ideal: str | None
    rated: int
    waiting: int
    shares: list[Share]
    breaches: list[str]


@dataclass(frozen=True)
class NewReport:
    """`to`: the competent official (PyB) to whom the evaluations of the period are reported."""

    to: str
    period: str = field(metadata=PERIOD)


class DistributionView(Api):
    """The predicates of a unit beside the guide."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """The live distribution, for who rates there, his superior, managers and inspectors."""
        asked = self.query(DistributionQuery)
        _refuse_no_unit(id)
        if not queries.may_compare(self.reader, id, asked.period, self.moment):
            raise NotYourTurn
        found = queries.compared(id, asked.period, self.reader, self.moment)
        if found is None:
            raise Missing
        known, comparison = found
        return answer(
            Distribution(
                unit=str(id),
                period=asked.period,
                achievement=Organisation(known.word, known.basis) if known else None,
                ideal=comparison.ideal,
                rated=comparison.rated,
                waiting=comparison.waiting,
                shares=[_share(each) for each in comparison.shares],
                breaches=[each.message for each in comparison.breaches],
            )
        )


class ReportView(Api):
    """Reporting a unit."""

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Report what waits for it of a unit and period, as who rates there or supervises: a result for each."""
        new = self.body(NewReport)
        _refuse_no_unit(id)
        acts = commands.report_unit(id, new.period, new.to, self.reader)
        with after_commit():
            return Response({"results": _results(acts, self)})


def _refuse_no_unit(key: int) -> None:
    if not Unit.objects.filter(pk=key).exists():
        raise Missing


def _share(share: distribution.Share) -> Share:
    predicate = share.predicate
    return Share(
        str(predicate), str(predicate.label), share.count, str(share.percent), share.at_least, share.at_most
    )


def _results(acts: Sequence[Act[Evaluation]], view: Api) -> list[dict[str, Any]]:
    """What became of each, as a bulk tells it."""
    shapes = EVALUATIONS.of([act.record_id for act in acts if act.error is None and act.record_id], view)
    errors = [act.error for act in acts if act.error is not None]
    refused = dict(zip(map(id, errors), of_engine(errors, view), strict=True))
    results: list[dict[str, Any]] = []
    for index, act in enumerate(acts):
        told = {"index": index, "record": f"{EVALUATIONS.path}/{act.record_id}"}
        if act.error is None:
            results.append(told | {"status": 200, "answer": dump(shapes[act.record_id or 0])})
        else:
            refusal = refused[id(act.error)]
            results.append(told | {"status": refusal.status, "problem": refusal.document()})
    return results


described(DistributionView, "get", "units_distribution", asks=DistributionQuery, answers=Distribution)
described(ReportView, "post", "units_report", takes=NewReport, answers=BulkResults)
