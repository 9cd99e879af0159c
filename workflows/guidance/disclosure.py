"""Who reads which paper of a guidance and of a counselling (`III.D.4.g-k`, `III.D.5.b`).

Whoever sees the plan learns that there is one, and how far it has come. What the rater tells the employee of his
behaviour, the personnel unit reads once he reports it (`III.D.5.c.1`). What was said in counselling, the two read who
were there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from cycle_engine.actors import Capacity
from workflows.guidance.facts import RoomFacts
from workflows.guidance.models import Counselling, CounsellingPaper, Guidance, GuidancePaper

OWNER, GUIDE, RATER, SUPERIOR = Capacity.OWNER, Capacity.GUIDE, Capacity.RATER, Capacity.SUPERIOR
MANAGER, INSPECTOR = Capacity.MANAGER, Capacity.INSPECTOR
ALL = frozenset({OWNER, GUIDE, RATER, SUPERIOR, MANAGER, INSPECTOR})

OF_GUIDANCE = {
    "sheet": ALL,
    "assessment": ALL,
    "follow_up": ALL,
    "experience": frozenset({OWNER, SUPERIOR, MANAGER}),
}
OF_COUNSELLING = {
    "concern": frozenset({OWNER, RATER, MANAGER, GUIDE}),
    "report": frozenset({OWNER, RATER, MANAGER, GUIDE}),
    "meeting": frozenset({OWNER, MANAGER, GUIDE}),
    "session": frozenset({OWNER, GUIDE}),
    "recommendation": frozenset({OWNER, MANAGER, GUIDE}),
    "follow_up": frozenset({OWNER, MANAGER, GUIDE}),
}
UNREPORTED = frozenset({OWNER, RATER})
R = TypeVar("R", bound=Guidance | Counselling)
Papers = dict[str, GuidancePaper | CounsellingPaper]


def papers(records: Sequence[R], facts: RoomFacts, reader: int) -> dict[int, Papers]:
    """Of each record the newest paper of each part that the reader may read; one query for all of one kind."""
    return {each.pk: _read(each, facts, reader) for each in records}


def _read(record: R, facts: RoomFacts, reader: int) -> Papers:
    readers = OF_GUIDANCE if isinstance(record, Guidance) else OF_COUNSELLING
    held, written = _held(record, facts, reader), facts.papers(record)
    if "report" not in {paper.part for paper in written}:
        readers = readers | {"concern": UNREPORTED}
    return {paper.part: paper for paper in written if readers[paper.part] & held}


def _held(record: R, facts: RoomFacts, reader: int) -> frozenset[Capacity]:
    """In which capacities the reader stands towards the record."""
    return frozenset(
        capacity
        for capacity in ALL
        if any(holder.person == reader for holder in facts.holders(record, capacity))
    )
