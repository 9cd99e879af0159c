"""What acts changed in the document of a plan, in words."""

from __future__ import annotations

from dataclasses import dataclass

from web.audit.telling import Told
from web.planning.differences import Change, differences
from web.planning.shown import Served
from workflows.planning.rows import Revision


@dataclass(frozen=True, slots=True)
class Frozen:
    """The revision that an act froze, and how it differs from the one before (`against`; none: it is the first)."""

    number: int
    against: int | None
    changes: list[Change]


def with_documents(plan: int, entries: list[Told]) -> list[Told]:
    """The same entries of a plan, each that froze a revision with what it changed; one query."""
    revisions = list(Revision.objects.filter(plan=plan).order_by("number"))
    frozen = {
        (each.frozen_at, each.hash): (each, before)
        for each, before in zip(revisions, [None, *revisions], strict=False)
    }
    for told in entries:
        named = str((told.entry.changes.get("notes") or {}).get("revision", ""))
        if (told.entry.at, named) in frozen:
            told.document = _frozen(*frozen[told.entry.at, named])
    return entries


def _frozen(revision: Revision, before: Revision | None) -> Frozen:
    found = differences(before.contents if before else {}, revision.contents, Served())
    return Frozen(revision.number, before.number if before else None, found)
