"""Answering a remark, and settling it, with what it says and what it is on in sight."""

from __future__ import annotations

from typing import Any

from directory.names import Names
from web.planning.shown import titles, words_of
from web.steps import StepPage
from workflows.planning.machine import UNSIGNED
from workflows.planning.models import Remark


class RemarkStepPage(StepPage):
    """A step of a remark."""

    template = "web/planning/remark.html"

    def initial(self, record: Remark) -> dict[str, object]:
        """An answer that is there already is gone on with."""
        return super().initial(record) | {"answer": record.answer_text}

    def more(self, record: Remark) -> dict[str, Any]:
        facts = self.facts(record)
        unsigned = facts.discussed_state(record) in UNSIGNED
        contents = facts.contents(record) if unsigned else facts.frozen(record)
        return {
            "item": titles(contents).get(record.item, ""),
            "words": words_of(contents).get(record.item, ""),
            "author": Names.of([record.author_id], self.moment).told_to(self.reader)[record.author_id],
        }
