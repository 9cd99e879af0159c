"""What a survey asks, and the index that comes of the answers (PermenPANRB 14/2017)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import type_sentence

LOWEST, HIGHEST = 1, 4
SCORES = range(LOWEST, HIGHEST + 1)
FULL = 25  # a mean of 4 is an index of 100
MOST_ELEMENTS, LONGEST_TEXT = 20, 150
NEAR_ONE = Fraction(1, 100)  # rounded weights such as 0.111 need not total exactly 1
GRADES = (("A", Decimal("88.31")), ("B", Decimal("76.61")), ("C", Decimal("65.00")), ("D", Decimal("25.00")))

FIT = (_("Does not fit"), _("Fits little"), _("Fits"), _("Fits very well"))
GOOD = (_("Bad"), _("Rather bad"), _("Good"), _("Very good"))

# The nine elements of PermenPANRB 14/2017: name, question, and the words for the scores 1 to 4.
NINE: dict[str, tuple[type_sentence, type_sentence, Sequence[type_sentence]]] = {
    "requirements": (_("Requirements"), _("Do the requirements fit the kind of service?"), FIT),
    "procedure": (
        _("System, mechanism and procedure"),
        _("How easy is the procedure?"),
        (_("Not easy"), _("Less easy"), _("Easy"), _("Very easy")),
    ),
    "time": (
        _("Time to complete"),
        _("How quick is the service?"),
        (_("Not quick"), _("Less quick"), _("Quick"), _("Very quick")),
    ),
    "cost": (
        _("Cost or tariff"),
        _("How fair is the cost?"),
        (_("Very expensive"), _("Rather expensive"), _("Cheap"), _("Free of charge")),
    ),
    "product": (
        _("Product specification"),
        _("Does what you received fit what was promised?"),
        FIT,
    ),
    "competence": (
        _("Staff competence"),
        _("How competent is the staff?"),
        (_("Not competent"), _("Less competent"), _("Competent"), _("Very competent")),
    ),
    "behaviour": (
        _("Staff behaviour"),
        _("How polite and friendly is the staff?"),
        (_("Not polite"), _("Less polite"), _("Polite"), _("Very polite and friendly")),
    ),
    "facilities": (
        _("Facilities"),
        _("How good are the facilities?"),
        (_("Bad"), _("Sufficient"), _("Good"), _("Very good")),
    ),
    "complaints": (
        _("Handling of complaints"),
        _("How are complaints handled?"),
        (_("Not at all"), _("There is something, but it does not work"), _("Not at its best"), _("Well")),
    ),
}


class InstrumentError(ValueError):
    """What was given is no instrument; `sentence` says why, filled by `data`."""

    def __init__(self, sentence: type_sentence, **data: object) -> None:
        super().__init__(sentence)
        self.sentence, self.data = sentence, data

    def __str__(self) -> str:
        return str(self.sentence) % self.data


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that is asked: one of the nine by its code, or another with its own `text`.

    `weight` as a figure ("0.111") or a share ("1/9"); empty: the same for all.
    """

    code: str
    text: str = ""
    weight: str = ""

    @property
    def name(self) -> str | Promise:
        return self.text or NINE[self.code][0]

    @property
    def question(self) -> str | Promise:
        return self.text or NINE[self.code][1]

    @property
    def words(self) -> Sequence[type_sentence]:
        """What the scores 1 to 4 mean."""
        return GOOD if self.text else NINE[self.code][2]


@dataclass(frozen=True)
class Instrument:
    """The elements of a survey, in order."""

    elements: tuple[Element, ...]

    @cached_property
    def weights(self) -> tuple[Fraction, ...]:
        """Exactly 1/n each where none is said."""
        same = Fraction(1, len(self.elements))
        return tuple(Fraction(each.weight) if each.weight else same for each in self.elements)

    @cached_property
    def _parts(self) -> tuple[tuple[int, ...], int]:
        """The weights as parts of one whole, so that many sums are weighed quickly."""
        whole = lcm(*(weight.denominator for weight in self.weights))
        return tuple(int(weight * whole) for weight in self.weights), whole

    def weighed(self, totals: Sequence[int | Fraction]) -> Fraction:
        """Σ total x weight, by elements in order."""
        parts, whole = self._parts
        return Fraction(sum(part * total for part, total in zip(parts, totals, strict=True))) / whole

    @property
    def codes(self) -> list[str]:
        return [each.code for each in self.elements]

    @classmethod
    def from_json(cls, given: object) -> Instrument:
        """The instrument that `given`, a list of elements as plain JSON, describes. InstrumentError if it is none."""
        if given == NINE_PLAIN:
            return STANDARD
        if not isinstance(given, list) or not 1 <= len(given) <= MOST_ELEMENTS:
            raise InstrumentError(_("A survey has 1 to %(most)s elements."), most=MOST_ELEMENTS)
        found = cls(tuple(_element(each) for each in given))
        if len(set(found.codes)) < len(found.codes):
            raise InstrumentError(_("An element stands there twice."))
        if abs(sum(found.weights, Fraction()) - 1) > NEAR_ONE:
            raise InstrumentError(_("The weights of all elements must total 1."))
        return found

    def to_json(self) -> list[dict[str, str]]:
        """As `from_json` reads it."""
        return [
            {name: value for name in ("code", "text", "weight") if (value := getattr(each, name))}
            for each in self.elements
        ]


def _element(given: object) -> Element:
    if not isinstance(given, Mapping) or not all(isinstance(part, str) for part in given.values()):
        raise InstrumentError(_("An element has a code, and perhaps a text and a weight."))
    if not given.get("code") or set(given) - {"code", "text", "weight"}:
        raise InstrumentError(_("An element has a code, and perhaps a text and a weight."))
    made = Element(**given)
    if len(made.text) > LONGEST_TEXT or len(made.code) > LONGEST_TEXT:
        raise InstrumentError(_("The text of an element has up to %(most)s characters."), most=LONGEST_TEXT)
    if not made.text and made.code not in NINE:
        raise InstrumentError(
            _("“%(code)s” is none of the nine elements, so it needs a text."), code=made.code
        )
    if made.weight:
        _weight(made.weight)
    return made


def _weight(text: str) -> Fraction:
    try:
        weight = Fraction(text) if len(text) < 20 else Fraction(0)
    except (ValueError, ZeroDivisionError):
        weight = Fraction(0)
    if not 0 < weight <= 1:
        raise InstrumentError(_("“%(weight)s” is no weight: write it as 0.111 or 1/9."), weight=text)
    return weight


STANDARD = Instrument(tuple(Element(code) for code in NINE))
NINE_PLAIN = STANDARD.to_json()


# The index


def half_up(part: int | Fraction, whole: int = 1) -> Decimal:
    """A share that is not negative to two decimals; exact, as no figure in between is rounded."""
    return Decimal((200 * part + whole) // (2 * whole)).scaleb(-2)


def grade_of(index: Decimal) -> str:
    """A, B, C or D, of the rounded index."""
    return next(grade for grade, least in GRADES if index >= least)


def dumped(found: Instrument) -> list[dict[str, Any]]:
    """The elements as people read them, in the language that is active."""
    return [
        {
            "code": each.code,
            "name": str(each.name),
            "question": str(each.question),
            "words": [str(word) for word in each.words],
        }
        for each in found.elements
    ]
