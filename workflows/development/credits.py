"""Credit points (*angka kredit*) of functional officials: figures and arithmetic, nothing stored.

What a year is worth is the percentage of its predicate times the yearly coefficient of the level, for a part of a
year times its months / 12 (PermenPANRB 1/2023, Perban BKN 3/2023). The figures are the norm's.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import type_sentence
from workflows.evaluation.ratings import Predicate

CENT = Decimal("0.01")
MIDDLE = 15  # the day of a month that decides to which part of a year the month counts [ours]
YEARS = 2  # that open a promotion


class Level(TextChoices):
    """Levels of functional posts, of skill and of expertise."""

    PEMULA = "pemula", _("Pemula")
    TERAMPIL = "terampil", _("Terampil")
    MAHIR = "mahir", _("Mahir")
    PENYELIA = "penyelia", _("Penyelia")
    AHLI_PERTAMA = "ahli_pertama", _("Ahli Pertama")
    AHLI_MUDA = "ahli_muda", _("Ahli Muda")
    AHLI_MADYA = "ahli_madya", _("Ahli Madya")
    AHLI_UTAMA = "ahli_utama", _("Ahli Utama")


PERCENT: Mapping[str, int] = {
    Predicate.SANGAT_BAIK: 150,
    Predicate.BAIK: 100,
    Predicate.BUTUH_PERBAIKAN: 75,
    Predicate.KURANG: 50,
    Predicate.SANGAT_KURANG: 25,
}
COEFFICIENT: Mapping[Level, Decimal] = {
    Level.PEMULA: Decimal("3.75"),
    Level.TERAMPIL: Decimal(5),
    Level.MAHIR: Decimal("12.5"),
    Level.PENYELIA: Decimal(25),
    Level.AHLI_PERTAMA: Decimal("12.5"),
    Level.AHLI_MUDA: Decimal(25),
    Level.AHLI_MADYA: Decimal("37.5"),
    Level.AHLI_UTAMA: Decimal(50),
}
SKILL = re.compile(r"\b(pemula|terampil|mahir|penyelia)\b")
EXPERTISE = re.compile(r"\bahli (pertama|muda|madya|utama)\b|\b(pertama|muda|madya|utama)$")


def level_of(title: str) -> Level | None:
    """The level that the title of a functional post names ("Auditor Ahli Pertama", "Perawat Terampil", "Analis
    Muda"); none where it names none, or two."""
    said = " ".join(title.casefold().split())
    expertise = {first or last for first, last in EXPERTISE.findall(said)}
    found = set(SKILL.findall(said)) | {f"ahli_{each}" for each in expertise}
    return Level(found.pop()) if len(found) == 1 else None


def months(first: datetime.date, last: datetime.date) -> int:
    """How many months count to these days: those of which the 15th is among them, so that parts of a year that
    adjoin share its twelve months without any of them counting twice."""
    begins = first.year * 12 + first.month + (first.day > MIDDLE)
    ends = last.year * 12 + last.month - (last.day < MIDDLE)
    return max(ends - begins + 1, 0)


def points(predicate: str, level: Level, of_months: int = 12) -> Decimal:
    """What so many months (0 to 12) with this predicate are worth, rounded half up to two decimals.

    ValueError for another number of months; KeyError for a word that is no predicate.
    """
    if not 0 <= of_months <= 12:
        raise ValueError(f"no part of a year: {of_months} months")
    worth = PERCENT[predicate] * COEFFICIENT[level] * of_months / 1200
    return worth.quantize(CENT, ROUND_HALF_UP)


def opens_promotion(years: Iterable[tuple[int, str]], last: int) -> bool:
    """Whether predicates (with their years) are at least Baik in each of the two years up to `last`, in every part
    of them: then a promotion in rank may be proposed."""
    known: dict[int, list[str]] = {}
    for year, predicate in years:
        known.setdefault(year, []).append(predicate)
    return all(_all_good(known.get(last - back, ())) for back in range(YEARS))


def _all_good(predicates: Collection[str]) -> bool:
    return bool(predicates) and all(PERCENT[each] >= PERCENT[Predicate.BAIK] for each in predicates)


@dataclass(frozen=True, slots=True)
class Part:
    """A settled year, or part of one, of a person: `level` where the post was a functional one and its title names
    its level. `points`: none where it does not."""

    evaluation: int
    plan: int
    year: int
    first: datetime.date
    last: datetime.date
    title: str
    functional: bool
    predicate: str
    level: Level | None

    @property
    def months(self) -> int:
        return months(self.first, self.last)

    @property
    def predicate_label(self) -> type_sentence:
        return Predicate(self.predicate).label

    @property
    def percent(self) -> int:
        return PERCENT[self.predicate]

    @property
    def coefficient(self) -> Decimal | None:
        return COEFFICIENT[self.level] if self.level else None

    @property
    def points(self) -> Decimal | None:
        return points(self.predicate, self.level, self.months) if self.level else None


@dataclass(frozen=True, slots=True)
class Account:
    """All parts of a person, the oldest first: the points of each level, and whether the last two years open a
    promotion. `unknown`: whether a functional post's title names no level, so that something is missing."""

    parts: Sequence[Part]
    last_year: int

    @property
    def total(self) -> Decimal:
        return sum((each.points for each in self.parts if each.points is not None), Decimal("0.00"))

    @property
    def by_level(self) -> dict[Level, Decimal]:
        found: dict[Level, Decimal] = {}
        for each in self.parts:
            if each.level and each.points is not None:
                found[each.level] = found.get(each.level, Decimal("0.00")) + each.points
        return found

    @property
    def unknown(self) -> bool:
        return any(each.functional and each.level is None for each in self.parts)

    @property
    def opens_promotion(self) -> bool:
        return opens_promotion(((each.year, each.predicate) for each in self.parts), self.last_year)
