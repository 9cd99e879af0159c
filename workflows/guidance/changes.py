"""What the steps of guidance and of counselling change beside the state.

What was written goes into papers: the entry of the step commits to it, and tells nothing of it.
"""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import Any

from cycle_engine.case import Case

AnyCase = Case[Any]
SALT_BYTES = 16


def arrange(case: AnyCase) -> None:
    """The guide who was named; none where the rater guides himself."""
    case.record.way = case.data.way
    case.record.guide_id = case.facts.named(case.record, case.data.post)
    case.notes["guide"] = case.record.guide_id


def keep(case: AnyCase, part: str) -> None:
    """Keep what was sent with the step, if anything was, as this part of the record's papers."""
    if case.data is not None:
        _write(case, part, asdict(case.data))
        case.data = None


def name_counsellor(case: AnyCase) -> None:
    """Who holds the post counsels from now on."""
    counsellor = case.facts.named(case.record, case.data.post)
    case.changes.change(case.record, counsellor_id=counsellor)
    case.notes["guide"] = counsellor
    _write(case, "meeting", {"meeting": case.data.meeting})
    case.data = None


def counsel(case: AnyCase) -> None:
    """What was said, and what is recommended: for other eyes each."""
    _write(case, "session", {"session": case.data.session})
    _write(case, "recommendation", {"recommendation": case.data.recommendation})
    case.data = None


def _write(case: AnyCase, part: str, contents: dict[str, Any]) -> None:
    paper = type(case.record).papers.rel.related_model(
        of=case.record,
        part=part,
        contents=contents,
        salt=os.urandom(SALT_BYTES).hex(),
        by_id=case.actor.person,
        written_at=case.now,
    )
    case.changes.add(paper)
    case.notes[part] = paper.commitment
