"""What people write into the forms of an evaluation: the worked examples' figures, else what chance gives them.

Everybody is as able and as diligent as he is: the same in each run, and much the same in each period.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast, get_args

from demo.agency import FIXTURES, YEAR
from demo.words import OF_RESULT, OF_VALUE, RECOMMENDATION
from workflows.evaluation.data import Mark, Rated, Realisation, ResultMark, Said, SelfAssessed
from workflows.evaluation.ratings import predicate, suggestion
from workflows.goals.figures import achievement, read, target_of
from workflows.planning import contents as plans
from workflows.planning.contents import Document

MARKS: tuple[Mark, ...] = get_args(Mark)
Chances = tuple[int, int, int]
PEOPLE: dict[tuple[Chances, Chances], int] = {
    ((85, 15, 0), (75, 25, 0)): 28,
    ((15, 78, 7), (10, 88, 2)): 54,
    ((3, 30, 67), (3, 85, 12)): 18,
}
"""Chances of the marks, of a result and of behaviour, and how many in a hundred have them."""

REACHED = {"above": 1.06, "as_expected": 1.0, "below": 0.84}  # of a target
ALMOST, FULL = Decimal(90), Decimal(100)  # percent of a target


@dataclass(frozen=True, slots=True)
class Example:
    """What a worked example of the regulation says of an indicator: realised on what basis, marked, and felt."""

    value: str
    note: str
    mark: str
    feedback: str


@lru_cache
def examples() -> dict[str, dict[str, Example]]:
    """By post code and indicator."""
    found: dict[str, dict[str, Example]] = {}
    with (FIXTURES / "realised.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            example = Example(row["value"], row["note"], row["mark"], row["feedback"])
            found.setdefault(row["post_code"], {})[row["indicator"]] = example
    return found


@dataclass(frozen=True, slots=True)
class Work:
    """A person's work in a period, as the plan that is evaluated has it; `post` by code, `measured`: indicators."""

    owner: str
    post: str
    period: str
    contents: Document
    measured: frozenset[str] = frozenset()

    def realised(self) -> SelfAssessed:
        """The owner's self-assessment: each indicator's value; what is measured says itself."""
        marks, known = self.marks(), self._examples
        return SelfAssessed(
            [
                Realisation(each["id"], known[each["id"]].value, note=known[each["id"]].note)
                if each["id"] in known
                else Realisation(each["id"], _value(each, marks[result["id"]]))
                for result, each in plans.items(self.contents)
                if result and each["id"] not in self.measured
            ]
        )

    def rated(self, results: Mark | None = None, behaviour: Mark | None = None, failed: Any = None) -> Rated:
        """The rater's form. What he thinks of all results and of behaviour he says, or it follows the guide."""
        marks, chance = self.marks(), self._chance("feedback")
        kinds = {each["id"]: each["kind"] for each in plans.results(self.contents)}
        guided = suggestion(marks, kinds).rating
        results = results or cast(Mark, str(guided or "as_expected"))
        behaviour = behaviour or self._drawn("behaviour", self._able[1])
        feedback = [Said(self._feedback(key, mark, chance), result=key) for key, mark in marks.items()]
        feedback += [Said(chance.choice(OF_VALUE[behaviour]), value=value) for value in plans.VALUES]
        return Rated(
            [ResultMark(key, mark) for key, mark in marks.items()],
            results,
            behaviour,
            feedback,
            RECOMMENDATION[predicate(results, behaviour, failed)],
            failed,
        )

    def marks(self) -> dict[str, Mark]:
        """How each result met what was expected."""
        found = {}
        for each in plans.results(self.contents):
            found[each["id"]] = self._example_of(each) or self._drawn(each["id"], self._able[0])
        return found

    def _example_of(self, result: Mapping[str, Any]) -> Mark | None:
        """The mark that the example gives, or that most of its realised values ask for."""
        told = [
            (each, self._examples[each["id"]])
            for each in result["indicators"]
            if each["id"] in self._examples
        ]
        marks = [known.mark for _, known in told if known.mark] or [
            _mark(each, known.value) for each, known in told
        ]
        return cast(Mark, Counter(marks).most_common(1)[0][0]) if marks else None

    def _feedback(self, result: str, mark: str, chance: random.Random) -> str:
        told = (known.feedback for key, known in self._examples.items() if key.startswith(f"{result}."))
        return next(filter(None, told), None) or chance.choice(OF_RESULT[mark])

    @property
    def _examples(self) -> Mapping[str, Example]:
        """The examples tell of a whole year."""
        return examples().get(self.post, {}) if self.period == str(YEAR) else {}

    @property
    def _able(self) -> tuple[Chances, Chances]:
        return random.Random(self.owner).choices(list(PEOPLE), list(PEOPLE.values()))[0]

    def _drawn(self, what: str, chances: Chances) -> Mark:
        return self._chance(what).choices(MARKS, chances)[0]

    def _chance(self, what: str) -> random.Random:
        return random.Random(f"{self.owner} {self.period} {what}")


def _mark(indicator: Mapping[str, Any], value: str) -> str:
    """What a realised value means beside its target; words mean that it is as expected."""
    target = target_of(indicator)
    percent = achievement(target, read(value, indicator.get("unit"), target), indicator.get("direction"))
    if percent is None or ALMOST <= percent <= FULL:
        return "as_expected"
    return "above" if percent > FULL else "below"


def _figure(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _value(indicator: Mapping[str, Any], mark: str) -> str:
    """A realised value that fits the mark, written with a comma as people do; of a narrative some words."""
    if indicator.get("narrative"):
        return {"above": "Melampaui harapan", "below": "Belum seperti yang diharapkan"}.get(mark, "Tercapai")
    low = _figure(indicator.get("target_low") or indicator["target"])
    high = _figure(indicator["target_high"]) if indicator.get("target_high") else low
    factor = Decimal(str(REACHED[mark]))
    reached = low * (2 - factor) if indicator["direction"] == "lower" else low * factor
    if mark != "below" and high > low:
        reached = high if mark == "above" else (low + high) / 2
    if indicator["unit"].startswith("%") and high <= FULL:
        reached = min(reached, FULL)
    digits = max(-int(low.as_tuple().exponent), 1 if low < 10 else 0)
    return f"{reached:.{digits}f}".replace(".", ",")
