"""Remarks at the items of a plan: shown where they are pinned, asked, answered and resolved from there."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity
from cycle_engine.errors import type_sentence
from cycle_engine.machine import machine_of
from directory.names import Names
from web.pages import PersonPage
from web.records import step_address
from workflows.planning.machine import RemarkState
from workflows.planning.models import Amendment, Plan, Remark

MACHINE = machine_of(Remark)


@dataclass(frozen=True, slots=True)
class ShownRemark:
    """A remark with its answer. `steps`: label and address of what the reader's capacity may do with it."""

    pk: int
    item: str
    state: str
    state_label: type_sentence
    settled: bool
    text: str
    author: str
    said_at: datetime.datetime
    answer: str
    answered_at: datetime.datetime | None
    steps: list[tuple[type_sentence, str]]

    def get_state_display(self) -> type_sentence:
        """The state in words, as records say it."""
        return self.state_label


def remarks_on(plan: Plan, amendment: Amendment | None, facts: Any, page: PersonPage) -> list[ShownRemark]:
    """The remarks on a plan or on one amendment of it, oldest first; one query. `facts` of what they are on."""
    found = list(Remark.objects.filter(plan=plan, amendment=amendment).order_by("said_at", "pk"))
    names = Names.of((each.author_id for each in found), page.moment).told_to(page.reader)
    record = amendment or plan
    held = {
        capacity
        for capacity in (Capacity.OWNER, Capacity.RATER, Capacity.SUPERIOR)
        if any(holder.person == page.reader for holder in facts.holders(record, capacity))
    }
    return [_shown(each, held, names) for each in found]


def _shown(remark: Remark, held: set[Capacity], names: Names) -> ShownRemark:
    settled = remark.state == RemarkState.RESOLVED
    return ShownRemark(
        remark.pk,
        remark.item,
        remark.state,
        remark.get_state_display(),
        settled,
        remark.text,
        names[remark.author_id],
        remark.said_at,
        remark.answer_text,
        remark.answered_at,
        [] if settled else _steps(remark, held),
    )


def _steps(remark: Remark, held: set[Capacity]) -> list[tuple[type_sentence, str]]:
    """Where a remark is answered or resolved; the page of the step says whether it can be now."""
    name = "answer" if Capacity.OWNER in held else "resolve"
    again = remark.state == RemarkState.ANSWERED and name == "answer"
    label = _("Change the answer") if again else MACHINE.steps[name].declaration.label
    return [(label, step_address("remark", remark.pk, name))] if held else []
