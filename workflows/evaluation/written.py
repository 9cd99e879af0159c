"""What was written to evaluations, read in one statement for many."""

# ruff: noqa: S608 - made of names of the models alone

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import models

from cycle_engine.statements import ask
from cycle_engine.tables import columns, row_of
from workflows.evaluation.rows import Document, Rating, SelfAssessment


@dataclass(frozen=True, slots=True)
class Written:
    """The newest self-assessment, rating and signed document of an evaluation."""

    self_assessment: SelfAssessment | None = None
    rating: Rating | None = None
    document: Document | None = None


def written(evaluations: Collection[int]) -> dict[int, Written]:
    """What was written to each of these (ids)."""
    found = {}
    for key, *values in ask(WRITTEN, list(evaluations)) if evaluations else ():
        newest: list[Any] = []
        for model, _latest in PARTS:
            width = len(columns(model).split(", "))
            newest.append(row_of(model, values[:width]) if values[0] is not None else None)
            values = values[width:]
        found[key] = Written(*newest)
    return found


# In the order of `Written`, each with what the newest is newest by.
PARTS: list[tuple[type[models.Model], str]] = [
    (SelfAssessment, "said_at"),
    (Rating, "number"),
    (Document, "number"),
]


def _newest(model: type[models.Model], latest: str) -> str:
    table = model._meta.db_table
    return f"""
    LEFT JOIN LATERAL (
        SELECT {columns(model)} FROM {table} t WHERE t.evaluation_id = k.id
        ORDER BY t.{latest} DESC, t.id DESC LIMIT 1
    ) AS of_{table} ON true"""


WRITTEN = f"SELECT * FROM unnest(%s::bigint[]) AS k(id) {''.join(_newest(*each) for each in PARTS)}"
