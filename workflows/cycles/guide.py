"""How predicates should be distributed with what an organisation achieved: figures that a policy may set.

The norm says that ideally most predicates equal the achievement (`6/2022:IV.B.2`); the figures are those of the
ministry's circular 3/2023.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

ACHIEVEMENTS = ("istimewa", "baik", "butuh_perbaikan", "kurang", "sangat_kurang")
PREDICATES = ("sangat_baik", "baik", "butuh_perbaikan", "kurang", "sangat_kurang")


@dataclass(frozen=True, slots=True)
class Limit:
    """How many people have one of `predicates` where the organisation achieved `achievement`.

    `at_least` and `at_most`: percent of the people. `someone`: one person at least. ValueError for anything else.
    """

    achievement: str
    predicates: tuple[str, ...]
    at_least: int = 0
    at_most: int = 100
    someone: bool = False

    def __post_init__(self) -> None:
        known = self.achievement in ACHIEVEMENTS and set(self.predicates) <= set(PREDICATES)
        if not (known and self.predicates and 0 <= self.at_least <= self.at_most <= 100):
            raise ValueError(f"no limit: {self}")

    @classmethod
    def from_json(cls, given: object) -> Limit:
        """The limit that a plain JSON object describes. TypeError or ValueError when it is none."""
        if not isinstance(given, Mapping) or not isinstance(given.get("predicates"), list | tuple):
            raise TypeError
        for name, kind in (("at_least", int), ("at_most", int), ("someone", bool)):
            if name in given and type(given[name]) is not kind:
                raise TypeError
        return cls(**{**given, "predicates": tuple(given["predicates"])})

    def to_json(self) -> dict[str, Any]:
        """As plain JSON; `from_json` reads it back."""
        return asdict(self) | {"predicates": list(self.predicates)}


Guide = tuple[Limit, ...]

GUIDE: Guide = (
    Limit("istimewa", ("sangat_baik",), at_most=70),
    Limit("baik", ("baik",), at_most=70),
    Limit("baik", ("butuh_perbaikan", "kurang"), someone=True),
    Limit("butuh_perbaikan", ("butuh_perbaikan",), at_least=60),
    Limit("butuh_perbaikan", ("sangat_baik",), at_most=10),
    Limit("kurang", ("kurang",), at_least=60),
    Limit("kurang", ("butuh_perbaikan",), at_least=10),
    Limit("kurang", ("sangat_baik",), at_most=10),
    Limit("sangat_kurang", ("sangat_kurang",), at_least=60),
    Limit("sangat_kurang", ("kurang", "butuh_perbaikan"), at_least=10),
    Limit("sangat_kurang", ("sangat_baik",), at_most=0),
)
