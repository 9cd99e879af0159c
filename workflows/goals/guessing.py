"""What a sheet of indicators does not say: what its values are, and which of them are good."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from workflows.goals import figures
from workflows.goals.figures import Bound, Figure, Number, Range
from workflows.goals.models import Better, Kind

PERCENT = {"%", "persen", "prosen", "percent"}
TIMES = {"detik", "menit", "jam", "hari", "minggu", "bulan", "tahun"}
INDICES = {"", "indeks", "nilai", "poin", "skala"}


def kind_of(text: str, unit: str, target: str) -> str:
    """What the values of an indicator most likely are, by its unit, its target and its words."""
    words = unit.casefold().split()
    if PERCENT & set(words) or target.rstrip().endswith("%"):
        return Kind.PERCENTAGE
    if words and words[0] in TIMES:
        return Kind.DURATION
    called_index = text.casefold().startswith(("indeks", "index"))
    return Kind.INDEX if words == ["indeks"] or (called_index and unit.casefold() in INDICES) else Kind.NUMBER


def better_of(targets: Iterable[str], unit: str) -> str:
    """Which values of an indicator are good ones, by its targets of one year after another: a bound says so, and
    targets that fall; else higher ones are."""
    figured = [figures.read(each, unit) for each in targets]
    bound = next((each for each in figured if isinstance(each, Bound)), None)
    if bound is not None:
        return Better.LOWER if bound.op.startswith("<") else Better.HIGHER
    edges = [edge for each in figured if (edge := edge_of(each)) is not None]
    return Better.LOWER if edges and edges[-1] < edges[0] else Better.HIGHER


def edge_of(figure: Figure) -> Decimal | None:
    """The highest figure that a target names."""
    match figure:
        case Number(value) | Bound(_, value) | Range(_, value):
            return value
    return None
