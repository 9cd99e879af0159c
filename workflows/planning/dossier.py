"""What is written beside a plan or an amendment, read in one statement for many."""

# ruff: noqa: S608 - made of names of the models alone

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from cycle_engine.statements import ask
from cycle_engine.tables import columns, row_of
from workflows.planning.rows import Draft, Revision


@dataclass(frozen=True, slots=True)
class Dossier:
    """The draft, the newest revision, the number of the plan's last one, and remarks not settled."""

    draft: Draft | None
    revision: Revision | None
    last_number: int
    open_remarks: int
    unresolved_remarks: int


def dossiers(keys: Collection[tuple[int, int | None]]) -> dict[tuple[int, int | None], Dossier]:
    """The dossier of each (plan, amendment); of the plan itself where the amendment is none."""
    ordered = list(keys)
    rows = ask(DOSSIERS, [plan for plan, _ in ordered], [amendment for _, amendment in ordered])
    return {(row[0], row[1]): _dossier(row[2:]) for row in rows}


UNREAD = frozenset({"contents"})  # of a frozen revision the hash is enough for most
DRAFT_COLUMNS, REVISION_COLUMNS = columns(Draft), columns(Revision, UNREAD)
DRAFT_WIDTH, REVISION_WIDTH = len(DRAFT_COLUMNS.split(", ")), len(REVISION_COLUMNS.split(", "))

DOSSIERS = f"""
    SELECT k.plan, k.amendment, draft.*, revision.*, last.number, remarks.open, remarks.unresolved
    FROM unnest(%s::bigint[], %s::bigint[]) AS k(plan, amendment)
    LEFT JOIN LATERAL (
        SELECT {DRAFT_COLUMNS} FROM planning_draft t
        WHERE t.plan_id = k.plan AND t.amendment_id IS NOT DISTINCT FROM k.amendment
    ) AS draft ON true
    LEFT JOIN LATERAL (
        SELECT {REVISION_COLUMNS} FROM planning_revision t
        WHERE t.plan_id = k.plan AND t.amendment_id IS NOT DISTINCT FROM k.amendment
        ORDER BY t.number DESC LIMIT 1
    ) AS revision ON true
    CROSS JOIN LATERAL (
        SELECT coalesce(max(t.number), 0) AS number FROM planning_revision t WHERE t.plan_id = k.plan
    ) AS last
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE t.state = 'open') AS open, count(*) AS unresolved
        FROM planning_remark t
        WHERE t.plan_id = k.plan AND t.amendment_id IS NOT DISTINCT FROM k.amendment
          AND t.state IN ('open', 'answered')
    ) AS remarks
"""


def _dossier(row: tuple[object, ...]) -> Dossier:
    draft, rest = row[:DRAFT_WIDTH], row[DRAFT_WIDTH:]
    revision, (number, open_remarks, unresolved) = rest[:REVISION_WIDTH], rest[REVISION_WIDTH:]
    return Dossier(
        row_of(Draft, draft) if draft[0] is not None else None,
        row_of(Revision, revision, UNREAD) if revision[0] is not None else None,
        number,  # type: ignore[arg-type]
        open_remarks,  # type: ignore[arg-type]
        unresolved,  # type: ignore[arg-type]
    )
