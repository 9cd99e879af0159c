"""The appeal room: who objects to what, what both sides say, until when, and how it is decided."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import type_sentence
from cycle_engine.models import Entry
from web.appeals.days import open_ones
from web.appeals.matter import matter, must_name
from web.evaluation.rating import let_go
from web.pages import PersonPage
from web.planning.stages import Stage
from web.records import APPEALS
from web.steps import offered
from web.timeline import timeline
from workflows.appeals.machine import AppealState
from workflows.appeals.models import Appeal

S = AppealState
STAGES: list[tuple[type_sentence, set[AppealState]]] = [
    (_("Objection filed"), set()),
    (_("Rater explains"), {S.FILED}),
    (_("Both are heard"), {S.EXPLAINED}),
    (_("Decision"), {S.HEARD}),
]


class AppealPage(PersonPage):
    """One appeal, as far as its reader may read it now."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The room."""
        appeal = APPEALS.find(key, self)
        let_go(appeal, request)
        found = matter(appeal, self)
        return self.show(
            "web/appeals/appeal.html",
            appeal=appeal,
            matter=found,
            stages=stages(appeal),
            left=open_ones(appeal, found.facts),
            must_name=must_name(appeal, found.facts, self.reader),
            steps=offered([appeal], self, found.facts)[appeal.pk],
        )


class AppealHistoryPage(PersonPage):
    """What has happened to an appeal."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        appeal = APPEALS.find(key, self)
        entries = list(Entry.objects.filter(record="appeal", record_id=key).order_by("-seq"))
        return self.show("web/appeals/history.html", appeal=appeal, happened=timeline(entries, self))


def stages(appeal: Appeal) -> list[Stage]:
    """The way of an appeal, with the stage where it is; all done once it has ended."""
    return list(_places(appeal))


def _places(appeal: Appeal) -> Iterator[Stage]:
    ahead = False
    for label, states in STAGES:
        here = appeal.state in states
        yield Stage(label, "now" if here else "ahead" if ahead else "done")
        ahead = ahead or here
