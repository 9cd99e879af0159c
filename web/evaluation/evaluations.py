"""The page of an evaluation: where it stands, until when, what can be done, and what is open to its reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse

from cycle_engine.actors import Actor
from cycle_engine.models import Entry
from directory.names import Names
from web.evaluation.shown import shown
from web.evaluation.words import STAGES
from web.pages import PersonPage
from web.planning.stages import Stage
from web.records import EVALUATIONS
from web.steps import offered
from web.timeline import timeline
from workflows.appeals.models import Appeal
from workflows.appeals.printing import decided_appeal
from workflows.development.commands import beside_rating
from workflows.evaluation.beside import Beside
from workflows.evaluation.machine import WITH_THE_OWNER
from workflows.evaluation.models import Evaluation


class EvaluationPage(PersonPage):
    """One evaluation, as far as its reader may read it now."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """What is open to this reader."""
        evaluation: Any = EVALUATIONS.find(key, self)
        found = shown(evaluation, self)
        steps = offered([evaluation], self, found.facts)[key]
        own = evaluation.plan.employee_id == self.reader
        return self.show(
            "web/evaluation/evaluation.html",
            evaluation=evaluation,
            shown=found,
            stages=stages(evaluation),
            window=(found.facts.opens(evaluation), found.facts.closes(evaluation)),
            steps=steps,
            may_appeal=own and evaluation.state in WITH_THE_OWNER and evaluation.received_on is not None,
            may_raise=beside_rating(evaluation, Actor.of(self.reader), found.facts) is not None,
            to_report=any(each.allowed and each.step.name == "report" for each in steps),
            appeals=_appeals(evaluation),
        )


class DocumentsPage(PersonPage):
    """The signed documents of an evaluation, and the forms that they are printed on."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """Those that the reader may read, the newest first."""
        evaluation = EVALUATIONS.find(key, self)
        documents = Beside([evaluation], self.reader).documents_of(evaluation)
        names = Names.of([each.signed_by_id for each in documents], self.moment).told_to(self.reader)
        return self.show(
            "web/evaluation/documents.html",
            evaluation=evaluation,
            documents=[(each, names[each.signed_by_id]) for each in reversed(documents)],
            decided=bool(documents) and decided_appeal(evaluation, self.reader, self.moment) is not None,
        )


class EvaluationHistoryPage(PersonPage):
    """What has happened to an evaluation."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """Act by act, the newest first; what is withheld from the reader says so."""
        evaluation = EVALUATIONS.find(key, self)
        entries = list(Entry.objects.filter(record="evaluation", record_id=key).order_by("-seq"))
        return self.show(
            "web/evaluation/history.html", evaluation=evaluation, happened=timeline(entries, self)
        )


def _appeals(evaluation: Evaluation) -> list[Appeal]:
    """The appeals against it, newest first; before it was ever signed there are none."""
    if evaluation.signed_by_id is None:
        return []
    return list(Appeal.objects.filter(evaluation=evaluation).order_by("-pk"))


def stages(evaluation: Evaluation) -> list[Stage]:
    """The way of an evaluation, with the stage where it is."""
    return list(_places(evaluation))


def _places(evaluation: Evaluation) -> Iterator[Stage]:
    place = "done"
    for label, states in STAGES:
        here = evaluation.state in states
        yield Stage(label, "now" if here else place)
        place = "ahead" if here else place
