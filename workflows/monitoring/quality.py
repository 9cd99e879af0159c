"""What a reader of progress should know of how far its values can be relied on: hints, each with what to do.

Nothing here stops anybody. The functions are pure: they look at one indicator with what was entered for it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import type_sentence
from workflows.goals.figures import Figure, Words, read, target_of
from workflows.goals.models import Quality
from workflows.monitoring.measured import Measured
from workflows.monitoring.reaching import reached

MONTHS = 3  # in which the same value is no accident
FIRST = datetime.timedelta(days=31)  # of a plan, in which a year's target is seldom reached
NOT_WORDS = re.compile(r"^[^A-Za-z%]+")


@dataclass(frozen=True, slots=True)
class Entered:
    """A value as it was typed for a `day` of the period that ends on `period_ends`, and when (`entered_on`).

    `evidence`: by its name, whether it is broken.
    """

    day: datetime.date
    value: str
    entered_on: datetime.date
    period_ends: datetime.date
    evidence: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Seen:
    """An indicator of a plan that `begins` on a day, the entries that stand, oldest first, and what was measured."""

    indicator: Mapping[str, Any]
    entries: Sequence[Entered]
    measured: Measured | None
    begins: datetime.date

    @property
    def values(self) -> list[Entered]:
        """Entries with a value."""
        return [each for each in self.entries if each.value.strip()]

    def figure(self, value: str) -> Figure:
        return read(value, self.indicator.get("unit"), target_of(self.indicator))


Data = Mapping[str, object] | None
Look = Callable[[Seen], Data]


@dataclass(frozen=True, slots=True)
class Flag:
    """What was found, and what to do about it."""

    code: str
    sentence: type_sentence
    advice: type_sentence
    data: Mapping[str, object]

    @property
    def message(self) -> str:
        """In the reader's language."""
        return str(self.sentence) % self.data

    @property
    def remedy(self) -> str:
        """In the reader's language."""
        return str(self.advice) % self.data


CHECKS: dict[str, tuple[Look, type_sentence, type_sentence]] = {}


def flag(code: str, sentence: type_sentence, advice: type_sentence) -> Callable[[Look], Look]:
    """A function that looks for one thing: nothing, or what fills the sentence where it is found."""

    def make(look: Look) -> Look:
        CHECKS[code] = look, sentence, advice
        return look

    return make


def flags(seen: Seen) -> list[Flag]:
    """All that is worth knowing of this indicator's values."""
    return [
        Flag(code, sentence, advice, data)
        for code, (look, sentence, advice) in CHECKS.items()
        if (data := look(seen)) is not None
    ]


@flag(
    "no_evidence",
    _("None of the values has evidence."),
    _("Add a file or a link, or choose one that is there already."),
)
def no_evidence(seen: Seen) -> Data:
    proven = seen.measured is not None and seen.measured.quality != Quality.REPORTED
    proven = proven or any(each.evidence for each in seen.entries)
    return {} if seen.values and not proven else None


@flag(
    "same_value",
    _("The same value, %(value)s, was entered in each of %(months)s months."),
    _("Look whether it was measured each month, and say in a note how."),
)
def same_value(seen: Seen) -> Data:
    months: dict[tuple[int, int], Entered] = {(each.day.year, each.day.month): each for each in seen.values}
    different = {seen.figure(each.value) for each in months.values()}
    if len(months) < MONTHS or len(different) > 1:
        return None
    return {"value": seen.values[-1].value, "months": len(months)}


@flag(
    "entered_late",
    _("Values that were entered after their period had ended: %(count)s."),
    _("Enter values when they are known, and say in a note where the late ones were written down before."),
)
def entered_late(seen: Seen) -> Data:
    late = sum(each.entered_on > each.period_ends for each in seen.values)
    return {"count": late} if late else None


@flag(
    "reached_at_once",
    _("The first value, %(value)s, reaches the target in the first month already."),
    _("Look whether the target asks for more than what was there before, and amend it if it does not."),
)
def reached_at_once(seen: Seen) -> Data:
    if not seen.values:
        return None
    first = seen.values[0]
    percent = reached(seen.indicator, first.value).percent
    at_once = percent is not None and percent >= 100 and first.day < seen.begins + FIRST
    return {"value": first.value} if at_once else None


@flag(
    "other_unit",
    _("%(value)s is not in the target's unit, %(unit)s."),
    _("Correct the entry, or have the unit of the target put right by an amendment."),
)
def other_unit(seen: Seen) -> Data:
    unit = seen.indicator.get("unit") or ""
    typed = [each.value for each in seen.values]
    if seen.measured and seen.measured.unit:
        typed.append(f"{seen.measured.value} {seen.measured.unit}")
    strange = next((each for each in typed if unit and _is_in_another(each, unit)), None)
    return {"value": strange, "unit": unit} if strange else None


def _is_in_another(value: str, unit: str) -> bool:
    """Whether it is a figure, but one with a unit of its own."""
    own = NOT_WORDS.sub("", value.strip())
    is_figure = bool(own) and own != value.strip() and not isinstance(read(value, own), Words)
    return is_figure and isinstance(read(value, unit), Words)


@flag(
    "broken_evidence",
    _("This evidence is not there any more as it was: %(names)s."),
    _("Add it again, and correct the entry so that it names the new one."),
)
def broken_evidence(seen: Seen) -> Data:
    names = [name for each in seen.entries for name, broken in each.evidence.items() if broken]
    return {"names": ", ".join(dict.fromkeys(names))} if names else None
