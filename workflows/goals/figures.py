"""Figures as people type them: what a target or a realised value says, and how far a target was reached.

Decimal marks are mixed in what people type: `61,95` and `61.95`, `1.250.000,00` and `1,250,000.00`. A single mark
with three digits after it, as in `3.942`, can be either. Then the unit or the target settles it, or nobody does:
nothing is ever taken for a thousand times more or less than was meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import type_sentence

Direction = Literal["higher", "lower", "range"]


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, however it was written: `80-60` is 60 to 80."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Bound:
    """`op` is one of <, <=, >, >=."""

    op: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Ratio:
    """So many of so many: `15/1000`. It is comparable with a ratio only."""

    part: Decimal
    whole: Decimal


@dataclass(frozen=True, slots=True)
class Words:
    """Anything that is no figure in the indicator's unit: `WTP`, `Level 3 Penuh`, `7 UPP, 14 Kab/Kota`."""

    text: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """A figure that can be read in two ways, a thousand times apart."""

    text: str
    whole: Decimal
    fraction: Decimal


Figure = Number | Range | Bound | Ratio | Words | Unclear


class NotANumberError(ValueError):
    """A number was needed and the text is none; `message` says so, and what to write instead."""

    def __init__(self, sentence: type_sentence, data: Mapping[str, object]) -> None:
        super().__init__(sentence)
        self.sentence, self.data = sentence, dict(data)

    @property
    def message(self) -> str:
        """The sentence in the reader's language."""
        return str(self.sentence) % self.data

    def __str__(self) -> str:
        return self.message


LONGEST = 100  # characters; what is longer is told in words
DASHES = str.maketrans(dict.fromkeys("\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}", "-"))
NUMBER = r"-?[0-9]+(?:[.,][0-9]+)*"
FIGURE = re.compile(
    rf"(?P<op>[<>≤≥]|[<>]=|=[<>])?\s*"
    rf"(?P<rp>rp(?![a-z])\.?\s*)?(?P<first>{NUMBER})"
    rf"(?:\s*%?\s*(?P<between>/|-|s\.?/?d\.?|sampai)\s*(?:rp(?![a-z])\.?\s*)?(?P<second>{NUMBER}))?"
    rf"(?P<unit>[^0-9]*)",
    re.IGNORECASE,
)
OPERATORS = {"≤": "<=", "=<": "<=", "≥": ">=", "=>": ">="}
REMARK = re.compile(r"\([^()]*\)|\*")  # behind a figure: "81 (A)", "1.000*"
SAME_UNIT = {"persen": "%", "prosen": "%", "rupiah": "rp"}

# Of these there are no thousandths: "3.942 berita" are thousands.
THINGS = """rp aplikasi berita buah desa dokumen event instansi jenis kali kegiatan kelompok kelurahan laporan lembaga
naskah orang organisasi paket pegawai peserta pengguna permohonan rekap sekolah sms surat titik umkm unit user
"""
COUNTED = frozenset(THINGS.split())


def read(text: str, unit: str | None = None, like: Figure | None = None) -> Figure:
    """What `text` says; never an error. `unit`: in which it is meant; `like`: the indicator's own target.

    A figure stands alone or with its unit. One in another unit (`10 hari kerja` where weeks are meant) is Words.
    """
    found = FIGURE.fullmatch(text.strip().translate(DASHES)) if len(text) <= LONGEST else None
    if found is None or not _in_unit(found, unit):
        return Words(text)
    meant = _unit(unit or _said(found))
    readings = [_settled(_readings(found["first"]), meant, like)]
    if found["second"]:
        within = ["rp"] if found["between"] == "/" else meant  # of "15/1.000" a thousand
        readings.append(_settled(_readings(found["second"]), within, like))
    if not all(readings):
        return Words(text)
    if both := next((each for each in readings if len(each) > 1), None):
        return Unclear(text, *both)
    return _shape(text, found, [each[0] for each in readings])


def number(text: str, unit: str | None = None, like: Figure | None = None) -> Number | Ratio:
    """The one figure, or one ratio, that `text` says. NotANumberError if it says none, several, or either of two."""
    figure = read(text, unit, like)
    if isinstance(figure, Number | Ratio):
        return figure
    raise refusal(figure, text)


def refusal(figure: Figure, text: str) -> NotANumberError:
    """Why `text`, read as `figure`, is not the one number that was needed."""
    if isinstance(figure, Unclear):
        return NotANumberError(
            _("“%(text)s” can mean %(whole)s or %(fraction)s. Write it as one of these."),
            # Four digits after the mark can be read in one way only.
            {"text": text, "whole": figure.whole, "fraction": f"{figure.fraction:.4f}".replace(".", ",")},
        )
    return NotANumberError(
        _("“%(text)s” is not a number: write one figure alone, such as 61,95 or 3942."), {"text": text}
    )


def target_of(indicator: Mapping[str, Any]) -> Figure:
    """The target of an indicator of a plan's contents: its range, its target, or the words of its narrative."""
    unit, low, high = (indicator.get(name) for name in ("unit", "target_low", "target_high"))
    if indicator.get("target"):
        return read(indicator["target"], unit)
    if low and high:
        return read(f"{low} - {high}", unit)
    return Words(indicator.get("narrative") or "")


# Reading


def _in_unit(found: re.Match[str], unit: str | None) -> bool:
    """Whether the words beside the figure are its declared unit, or the beginning of it."""
    said = _unit(_said(found))
    if not unit or not unit.strip():
        return said in ([], ["%"], ["rp"])
    return _unit(unit)[: len(said)] == said


def _said(found: re.Match[str]) -> str:
    return ("rp " if found["rp"] else "") + REMARK.sub(" ", found["unit"])


def _unit(text: str) -> list[str]:
    words = text.replace("%", " % ").casefold().split()
    return [SAME_UNIT.get(word, word).rstrip(".") for word in words]


def _readings(token: str) -> list[Decimal]:
    """What the digits can mean: nothing, one thing, or first the whole number and then the fraction."""
    sign, digits = ("-", token[1:]) if token.startswith("-") else ("", token)
    parts, marks = re.split("[.,]", digits), re.findall("[.,]", digits)
    found = []
    if len(set(marks)) <= 1 and _grouped(parts):
        found.append(Decimal(sign + "".join(parts)))
    *before, last = marks or [""]
    if last and last not in before and len(set(before)) <= 1 and _grouped(parts[:-1]):
        found.append(Decimal(f"{sign}{''.join(parts[:-1])}.{parts[-1]}"))
    return [value + 0 for value in found]  # no negative zero


def _grouped(parts: list[str]) -> bool:
    """Whether these are thousands, millions and so on; a number without marks is one group of any length."""
    first, *rest = parts
    return not rest or (len(first) <= 3 and first[0] != "0" and all(len(part) == 3 for part in rest))


def _settled(readings: list[Decimal], unit: list[str], like: Figure | None) -> list[Decimal]:
    """Of two readings the one to which unit and target point, if they point to one; else both."""
    if len(readings) < 2:
        return readings
    whole, _fraction = readings
    left = {whole} if unit and unit[0] in COUNTED else set(readings)
    near = {value for value in readings if _near(value, like)}
    left &= near or left
    return list(left) if len(left) == 1 else readings


def _near(value: Decimal, target: Figure | None) -> bool:
    """Less than ten times the target and more than a tenth: of two readings only one is so near to a figure."""
    match target:
        case Number(edge) | Bound(_, edge):
            edges = [edge]
        case Range(low, high):
            edges = [low, high]
        case _:
            edges = []
    return any(abs(edge) < 10 * abs(value) and abs(value) < 10 * abs(edge) for edge in edges)


def _shape(text: str, found: re.Match[str], values: list[Decimal]) -> Figure:
    op, between = found["op"], found["between"]
    if op and not between:
        return Bound(OPERATORS.get(op, op), values[0])
    if op or (between == "/" and values[1] == 0):
        return Words(text)
    if between == "/":
        return Ratio(*values)
    return Range(min(values), max(values)) if between else Number(values[0])


# How far a target was reached


def achievement(
    target: Figure, realised: Figure, direction: Direction | None, cap: int = 120
) -> Decimal | None:
    """How far the target was reached, in percent from 0 to `cap`, rounded half up to two decimals.

    Inside a range it is 100; outside, and for a single figure, the distance from the nearest edge as a share of
    that edge: realised / target where higher is better, 2 - realised / target where lower is better. Where the
    direction is `range`, either side is a loss. A bound that agrees with its direction (`<22`, lower) is the
    figure that it names; any other bound is a range without an end. An edge of zero has no shares: 100 when it
    was reached, 0 when it was missed.

    None where nothing can be computed: words, a realised value that is not one number, a ratio against a number.
    """
    edges, reached = _edges(target, direction), _reached(target, realised)
    if edges is None or reached is None:
        return None
    low, high = edges
    if low is not None and reached < low:
        edge = low
    elif high is not None and reached > high:
        edge = high
    else:
        return min(Decimal(100), Decimal(cap))
    gain = _gain(reached - edge, direction or _implied(target))
    percent = 100 + 100 * gain / abs(edge) if edge else Decimal(100 if gain > 0 else 0)
    return min(max(percent, Decimal(0)), Decimal(cap)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _edges(target: Figure, direction: Direction | None) -> tuple[Decimal | None, Decimal | None] | None:
    match target:
        case Number(value) if direction:
            return value, value
        case Ratio(part, whole) if direction:
            return part / whole, part / whole
        case Range(low, high):
            return low, high
        case Bound(_, value):
            rising = _implied(target) == "higher"
            if direction in (None, _implied(target)):
                return value, value
            return (value, None) if rising else (None, value)
    return None


def _implied(target: Figure) -> Direction:
    """The direction that a target itself tells."""
    if isinstance(target, Bound):
        return "higher" if target.op.startswith(">") else "lower"
    return "range"


def _reached(target: Figure, realised: Figure) -> Decimal | None:
    match realised:
        case Number(value) if not isinstance(target, Ratio):
            return value
        case Ratio(part, whole) if isinstance(target, Ratio):
            return part / whole
    return None


def _gain(more: Decimal, direction: Direction) -> Decimal:
    """How much better than the edge it is; negative when worse."""
    return {"higher": more, "lower": -more, "range": -abs(more)}[direction]
