"""Credit points, with the figures of the norm and its examples; no database is asked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from workflows.development.credits import Account, Level, Part, level_of, months, opens_promotion, points

# Level: what a year is worth with Sangat Baik, Baik, Butuh Perbaikan, Kurang and Sangat Kurang.
YEARLY = {
    "pemula": "5.63 3.75 2.81 1.88 0.94",
    "terampil": "7.50 5.00 3.75 2.50 1.25",
    "mahir": "18.75 12.50 9.38 6.25 3.13",
    "penyelia": "37.50 25.00 18.75 12.50 6.25",
    "ahli_pertama": "18.75 12.50 9.38 6.25 3.13",
    "ahli_muda": "37.50 25.00 18.75 12.50 6.25",
    "ahli_madya": "56.25 37.50 28.13 18.75 9.38",
    "ahli_utama": "75.00 50.00 37.50 25.00 12.50",
}
PREDICATES = ("sangat_baik", "baik", "butuh_perbaikan", "kurang", "sangat_kurang")


@pytest.mark.parametrize("level", Level)
def test_a_year_is_worth_the_percentage_of_its_predicate_of_the_yearly_coefficient(level: Level) -> None:
    assert " ".join(str(points(each, level)) for each in PREDICATES) == YEARLY[level]


def test_the_examples_of_the_norm_come_out() -> None:
    assert points("sangat_baik", Level.AHLI_PERTAMA) == Decimal("18.75")
    assert points("baik", Level.AHLI_PERTAMA, 2) == Decimal("2.08")


def test_a_part_of_a_year_has_no_more_than_twelve_months() -> None:
    with pytest.raises(ValueError, match="13 months"):
        points("baik", Level.MAHIR, 13)


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), 12),
        (date(2026, 1, 12), date(2026, 12, 31), 12),
        (date(2026, 1, 1), date(2026, 3, 14), 2),
        (date(2026, 3, 15), date(2026, 12, 31), 10),
        (date(2026, 3, 16), date(2026, 3, 31), 0),
        (date(2026, 11, 1), date(2026, 12, 31), 2),
    ],
)
def test_a_month_counts_where_its_middle_lies(first: date, last: date, count: int) -> None:
    assert months(first, last) == count


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Auditor Ahli Pertama", "ahli_pertama"),
        ("Analis SDM Aparatur Muda", "ahli_muda"),
        ("Guru Ahli  MADYA", "ahli_madya"),
        ("Perawat Terampil", "terampil"),
        ("Pranata Komputer Penyelia", "penyelia"),
        ("Auditor", None),
        ("Perawat Terampil Ahli Muda", None),
        ("Pembina Utama Kegiatan", None),
    ],
)
def test_the_level_is_read_out_of_the_title_or_not_known(title: str, level: str | None) -> None:
    assert level_of(title) == level


def part(year: int, predicate: str, level: Level | None, first: date, last: date) -> Part:
    return Part(1, 1, year, first, last, "Auditor", functional=True, predicate=predicate, level=level)


def test_an_account_adds_its_parts_and_says_what_it_does_not_know() -> None:
    half = part(2025, "baik", Level.AHLI_PERTAMA, date(2025, 1, 1), date(2025, 6, 30))
    rest = part(2025, "sangat_baik", Level.AHLI_MUDA, date(2025, 7, 1), date(2025, 12, 31))
    dim = part(2026, "baik", None, date(2026, 1, 1), date(2026, 12, 31))
    account = Account([half, rest], last_year=2025)
    assert (account.total, account.unknown, account.opens_promotion) == (Decimal("25.00"), False, False)
    assert account.by_level == {Level.AHLI_PERTAMA: Decimal("6.25"), Level.AHLI_MUDA: Decimal("18.75")}
    more = Account([half, rest, dim], last_year=2026)
    assert (more.total, more.unknown, more.opens_promotion) == (Decimal("25.00"), True, True)
    assert Account([], last_year=0).total == 0


@pytest.mark.parametrize(
    "years",
    [
        [(2025, "baik"), (2026, "butuh_perbaikan")],
        [(2025, "baik"), (2026, "baik"), (2026, "kurang")],
        [(2024, "baik"), (2026, "baik")],
        [],
    ],
)
def test_two_years_at_least_good_in_every_part_open_a_promotion(years: list[tuple[int, str]]) -> None:
    assert opens_promotion([(2025, "baik"), (2026, "sangat_baik")], 2026)
    assert not opens_promotion(years, 2026)
