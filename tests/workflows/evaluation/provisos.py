"""Every rule of a step from both sides: what breaks it alone, and what then keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.workflows.evaluation.office import Office
from tests.workflows.planning.desk import broken

Act = Callable[[], Any]
Case = Callable[[Office], Iterator[Act]]


class Provisos(list[Any]):
    """Cases by step, code and words. A case gives the act that this one rule refuses, then one that it lets pass."""

    def __init__(self) -> None:
        super().__init__()
        self.covered: set[tuple[str, str]] = set()

    def case(self, step: str, code: str, says: str) -> Callable[[Case], Case]:
        def add(case: Case) -> Case:
            self.covered.add((step, code))
            self.append(pytest.param(case, code, says, id=f"{step}-{case.__name__}"))
            return case

        return add


def refused_then_taken(office: Office, case: Case, code: str, says: str) -> None:
    """The first act is refused by exactly this rule, in these words; the second is not refused."""
    acts = case(office)
    refused = next(acts)
    with broken(code, says=says):
        refused()
    next(acts)()
    assert next(acts, None) is None
