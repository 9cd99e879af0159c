"""What was written to evaluations, for lists of them, as far as a reader may read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from workflows.evaluation.disclosure import is_withheld, readable
from workflows.evaluation.rows import Document, Rating, SelfAssessment


@dataclass(frozen=True)
class Beside:
    """For `reader`; lists have the oldest first. A query for each kind that is asked for."""

    evaluations: Sequence[Any]
    reader: int

    @cached_property
    def reported(self) -> dict[int, SelfAssessment]:
        """What the employees reported last, by evaluation."""
        rows = SelfAssessment.objects.filter(evaluation__in=self._keys).order_by("pk")
        return {row.evaluation_id: row for row in rows}

    def ratings_of(self, evaluation: Any) -> Sequence[Rating]:
        """Those that the reader may see."""
        return [] if is_withheld(evaluation, self.reader) else self._ratings.get(evaluation.pk, [])

    def documents_of(self, evaluation: Any) -> Sequence[Document]:
        """Those that the reader may see, without their contents."""
        return readable(evaluation, self._documents.get(evaluation.pk, []), self.reader)

    @property
    def _keys(self) -> list[int]:
        return [each.pk for each in self.evaluations]

    @cached_property
    def _ratings(self) -> dict[int, list[Rating]]:
        found: dict[int, list[Rating]] = defaultdict(list)
        for row in Rating.objects.filter(evaluation__in=self._keys).order_by("number"):
            found[row.evaluation_id].append(row)
        return found

    @cached_property
    def _documents(self) -> dict[int, list[Document]]:
        found: dict[int, list[Document]] = defaultdict(list)
        rows = Document.objects.filter(evaluation__in=self._keys).defer("contents")
        for row in rows.order_by("number"):
            found[row.evaluation_id].append(row)
        return found
