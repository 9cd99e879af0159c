"""How far an indicator of a plan was reached, and how that was computed. It is shown, and never becomes a rating."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import type_sentence
from workflows.goals.figures import (
    Bound,
    Direction,
    Figure,
    Number,
    Range,
    Ratio,
    Unclear,
    Words,
    achievement,
    read,
    refusal,
    target_of,
)

CAP = 120  # per cent

IN_WORDS = _("The target is told in words, so nothing is computed.")
TWO_WAYS = _("The target can be read in two ways, so nothing is computed.")
NO_DIRECTION = _("The plan does not say which way is good, so nothing is computed.")
NO_VALUE = _("There is no value yet.")
NOT_ALIKE = _("“%(value)s” cannot be compared with the target %(target)s.")
HIGHER = _("Higher is better: %(value)s / %(target)s.")
LOWER = _("Lower is better: 2 - %(value)s / %(target)s.")
INSIDE = _("%(value)s lies inside the target.")
OUTSIDE = _("%(value)s is compared with the nearest edge of the target.")
ZERO = _("A target of 0 has no shares: it was reached or missed.")
CAPPED = _("It is cut off at %(cap)s%%.")


@dataclass(frozen=True, slots=True)
class Reached:
    """`percent` from 0 to 120, or nothing where nothing can be computed; `how` it was, or why it was not."""

    percent: Decimal | None
    sentences: tuple[type_sentence, ...]
    data: Mapping[str, object]

    @property
    def how(self) -> str:
        """In the reader's language."""
        return " ".join(str(each) % self.data for each in self.sentences)


def reached(indicator: Mapping[str, Any], value: str) -> Reached:
    """How far the value, as it was typed, reaches the indicator's target."""
    target = target_of(indicator)
    realised = read(value, indicator.get("unit"), target)
    direction: Direction | None = indicator.get("direction")
    percent = achievement(target, realised, direction, CAP) if value.strip() else None
    data = {"value": value, "target": _target(indicator), "cap": CAP}
    if percent is None:
        return _nothing(target, realised, value, direction, data)
    capped = (CAPPED,) if percent == CAP else ()
    return Reached(percent, (_how(target, percent, direction), *capped), data)


def _target(indicator: Mapping[str, Any]) -> str:
    low, high = indicator.get("target_low"), indicator.get("target_high")
    return str(indicator.get("target") or (f"{low}-{high}" if low and high else ""))


def _how(target: Figure, percent: Decimal, direction: Direction | None) -> type_sentence:
    match target:
        case Range():
            return INSIDE if percent == 100 else OUTSIDE
        case Number(edge) if edge == 0:
            return ZERO
        case Number() | Ratio():
            return {"higher": HIGHER, "lower": LOWER}.get(direction or "", OUTSIDE)
        case Bound(op, edge):
            rising = op.startswith(">")
            if edge == 0:
                return ZERO
            if direction in (None, "higher" if rising else "lower"):
                return HIGHER if rising else LOWER
    return INSIDE if percent == 100 else OUTSIDE


def _nothing(
    target: Figure, realised: Figure, value: str, direction: Direction | None, data: Mapping[str, object]
) -> Reached:
    if not value.strip():
        return Reached(None, (NO_VALUE,), data)
    if isinstance(target, Words):
        return Reached(None, (IN_WORDS,), data)
    if isinstance(target, Unclear):
        return Reached(None, (TWO_WAYS,), data)
    if isinstance(realised, Words | Unclear):
        refused = refusal(realised, value)
        return Reached(None, (refused.sentence,), {**refused.data})
    if isinstance(target, Number | Ratio) and direction is None:
        return Reached(None, (NO_DIRECTION,), data)
    return Reached(None, (NOT_ALIKE,), data)
