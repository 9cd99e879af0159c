"""In which order changes are carried out."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pytest

from workflows.staffing.turns import in_turns


@dataclass(frozen=True)
class Going:
    """Somebody goes from a post to another on a day of May."""

    name: str
    post_id: int | None
    new_post_id: int | None
    day: int = 1

    @property
    def effective(self) -> datetime.date:
        return datetime.date(2026, 5, self.day)


@pytest.mark.parametrize(
    ("moves", "turns"),
    [
        ([Going("a", 1, 2), Going("b", 2, 3)], ["b", "a"]),
        ([Going("a", 1, 2), Going("b", 2, None)], ["b", "a"]),
        ([Going("a", 1, 2), Going("b", 2, 1)], ["ab"]),
        ([Going("a", 1, 2), Going("b", 2, 3), Going("c", 3, 1)], ["abc"]),
        ([Going("x", 9, 1), Going("a", 1, 2), Going("b", 2, 1)], ["ab", "x"]),
        ([Going("n", None, 1), Going("a", 1, None)], ["a", "n"]),
        ([Going("late", 1, None, 2), Going("early", 2, None, 1)], ["early", "late"]),
        ([Going("a", 1, 2, 1), Going("b", 2, None, 1), Going("a2", 2, 3, 9)], ["b", "a", "a2"]),
        (
            [Going("z", 7, 2, 9), Going("x", 2, None, 1), Going("y", 1, 2, 1), Going("y2", 2, None, 9)],
            ["x", "y", "y2", "z"],
        ),
        ([], []),
    ],
)
def test_who_takes_a_post_comes_after_who_leaves_it(moves: list[Going], turns: list[str]) -> None:
    assert ["".join(each.name for each in group) for group in in_turns(moves)] == turns
