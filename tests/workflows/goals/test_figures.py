"""Figures as people type them, and how far a target was reached."""

from __future__ import annotations

import csv
import json
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.architecture.source import ROOT
from workflows.goals import figures
from workflows.goals.figures import (
    Bound,
    Direction,
    Figure,
    NotANumberError,
    Number,
    Range,
    Ratio,
    Unclear,
    Words,
    achievement,
    read,
    target_of,
)

PUBLISHED = list(csv.DictReader((ROOT / "tests/data/figures.csv").read_text(encoding="utf-8").splitlines()))


def D(text: str | int) -> Decimal:  # noqa: N802 - the shortest name in a table of cases
    return Decimal(text)


def written(figure: Figure) -> str:
    """A figure as the table of published ones tells it."""
    match figure:
        case Number(value):
            return str(value)
        case Range(low, high):
            return f"{low}..{high}"
        case Bound(op, value):
            return f"{op}{value}"
        case Ratio(part, whole):
            return f"{part}/{whole}"
        case Unclear(_, whole, fraction):
            return f"{whole}|{fraction}"
    return "words"


# Reading


@pytest.mark.parametrize(
    ("text", "unit", "figure"),
    [
        ("61,95", None, Number(D("61.95"))),
        ("61.95", None, Number(D("61.95"))),
        ("0.615", "indeks", Number(D("0.615"))),
        ("102.23865", None, Number(D("102.23865"))),
        ("3949.125", "hektar", Number(D("3949.125"))),
        ("1.250.000", None, Number(D(1250000))),
        ("1.250.000,00", None, Number(D("1250000.00"))),
        ("1,250,000.00", None, Number(D("1250000.00"))),
        ("1.234,567", None, Number(D("1234.567"))),
        ("Rp 1.250.000,00", "Rp", Number(D("1250000.00"))),
        ("Rp. 1.250", "rupiah", Number(D(1250))),
        ("Rp1.250", None, Number(D(1250))),
        ("80%", None, Number(D(80))),
        ("80 persen", "%", Number(D(80))),
        ("10000%", "Persen", Number(D(10000))),
        ("1.000*", "orang", Number(D(1000))),
        ("81 (A)", None, Number(D(81))),
        ("2 hari", "hari setelah permohonan disampaikan", Number(D(2))),
        (" −5 ", None, Number(D(-5))),  # noqa: RUF001
        ("-0.00", None, Number(D("0.00"))),
        ("80-90", "%", Range(D(80), D(90))),
        ("80 – 90 %", "%", Range(D(80), D(90))),  # noqa: RUF001
        ("80%-90%", "%", Range(D(80), D(90))),
        ("80 s.d. 90", None, Range(D(80), D(90))),
        ("80 s/d 90", None, Range(D(80), D(90))),
        ("80-60", None, Range(D(60), D(80))),
        ("70,38-70,76", None, Range(D("70.38"), D("70.76"))),
        ("<22", None, Bound("<", D(22))),
        ("≤5", "menit", Bound("<=", D(5))),
        ("=<5", "menit", Bound("<=", D(5))),
        (">3,5", "IPK", Bound(">", D("3.5"))),
        (">= 3", None, Bound(">=", D(3))),
        ("15/1000", None, Ratio(D(15), D(1000))),
        ("15/1.000", None, Ratio(D(15), D(1000))),
    ],
)
def test_a_figure_is_read_as_it_is_meant(text: str, unit: str | None, figure: Figure) -> None:
    assert read(text, unit) == figure


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "WTP", "BB", "A", "Level 3 Penuh", "7 UPP, 14 Kab/Kota", "1 dokumen (27 Kab/Kota)", "?"),
        *(
            "100 dari 110",
            "12.01.2026",
            "12/01/2026",
            "2026-01-31",
            "1.2.3",
            "1,25,000",
            "1.250,00.00",
            "5/0",
        ),
        *("80-", "<80-90", "< 5/1000", "1e5", "½", "٣", "9" * 101),
    ],
)
def test_what_is_no_figure_stays_words(text: str) -> None:
    assert read(text) == Words(text)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("10 hari kerja", "minggu setelah pengaduan masuk"),
        ("10 hari kerja", None),
        ("80%", "dokumen"),
        ("Rp 1.250", "dokumen"),
        ("5 hari kerja", "hari"),
    ],
)
def test_a_figure_in_another_unit_is_not_taken_for_one_in_this(text: str, unit: str | None) -> None:
    assert read(text, unit) == Words(text)


def test_a_published_figure_says_what_a_reader_takes_from_it() -> None:
    read_so = {(row["text"], row["unit"]): written(read(row["text"], row["unit"])) for row in PUBLISHED}
    assert read_so == {(row["text"], row["unit"]): row["reads"] for row in PUBLISHED}
    assert len(read_so) > 1000


def test_every_target_of_the_demonstration_is_clear() -> None:
    templates = json.loads((ROOT / "demo/fixtures/templates.json").read_text(encoding="utf-8"))
    targets = [
        target_of(indicator)
        for plan in templates.values()
        for result in plan["results"]
        for indicator in result["indicators"]
        if plan["approach"] == "kuantitatif"
    ]
    assert len(targets) > 100
    assert {type(each) for each in targets} == {Number, Range}


@given(st.text())
@example("1.000-")
@example("Rp")
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    read(text, text, like=read(text))


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=2), st.booleans())
def test_a_number_is_read_back_however_it_was_written(value: Decimal, indonesian: bool) -> None:  # noqa: FBT001
    text = f"{value:,.2f}"
    assert read(text.translate(str.maketrans(",.", ".,")) if indonesian else text) == Number(value)


# Two readings


@pytest.mark.parametrize("text", ["3.942", "3,942", "-3.942", "999.999", "1.000*", "1.000-2.000", "<1.500"])
def test_one_mark_before_three_digits_can_be_read_in_two_ways(text: str) -> None:
    assert isinstance(read(text, "hektar"), Unclear)


@pytest.mark.parametrize(
    ("text", "unit", "like", "figure"),
    [
        ("3.942", "Berita", None, Number(D(3942))),
        ("2,697", "orang dibina", None, Number(D(2697))),
        ("860.862", "ton", "860862", Number(D(860862))),
        ("1.824", "hektar", "1500", Number(D(1824))),
        ("1.824", "hektar", "2", Number(D("1.824"))),
        ("1.824", "hektar", "1,5-1,75", Number(D("1.824"))),
        ("1.824", "hektar", ">1700", Number(D(1824))),
        ("3.942", "berita", "3500", Number(D(3942))),
    ],
)
def test_the_unit_or_the_target_settles_which(text: str, unit: str, like: str | None, figure: Figure) -> None:
    assert read(text, unit, read(like, unit) if like else None) == figure


@pytest.mark.parametrize(
    ("text", "unit", "like"),
    [
        ("3.942", "nilai", "100"),  # twenty-five times less, or forty times more
        ("1.000", "%", "100"),  # ten times more is no longer near
        ("1.000", "%", "10"),  # nor is ten times less
        ("3.942", "nilai", "WTP"),
        ("3.942", "nilai", "3.500"),  # a target that is unclear itself
        ("3.942", "nilai", "0"),
        ("3.942", "berita", "4"),  # the unit says one, the target the other
        ("3.942", "nilai", "3-4000"),
    ],
)
def test_what_neither_settles_stays_unclear(text: str, unit: str, like: str) -> None:
    assert isinstance(read(text, unit, read(like, unit)), Unclear)


@given(st.integers(1, 999), st.integers(0, 999), st.decimals("0.01", 10**6, places=2))
def test_a_reading_is_never_a_thousand_times_away_from_the_target(
    thousands: int, rest: int, target: Decimal
) -> None:
    figure = read(f"{thousands}.{rest:03}", "hektar", Number(target))
    assume(isinstance(figure, Number))
    assert isinstance(figure, Number)
    assert target / 10 < figure.value < target * 10


# When a number is needed


@pytest.mark.parametrize(("text", "figure"), [("61,95", Number(D("61.95"))), ("3/4", Ratio(D(3), D(4)))])
def test_one_number_is_given_where_one_is_needed(text: str, figure: Figure) -> None:
    assert figures.number(text) == figure


@pytest.mark.parametrize("text", ["", "WTP", "80-90", "<22", "10 hari kerja"])
def test_what_is_not_one_number_is_refused_in_words(text: str) -> None:
    with pytest.raises(NotANumberError) as error:
        figures.number(text, "minggu")
    with translation.override("en"):
        said = error.value.message
    assert said == f"“{text}” is not a number: write one figure alone, such as 61,95 or 3942."


def test_an_unclear_number_is_refused_with_both_readings_as_they_can_be_written() -> None:
    with pytest.raises(NotANumberError) as error:
        figures.number("3.942", "nilai")
    with translation.override("en"):
        assert str(error.value) == "“3.942” can mean 3942 or 3,9420. Write it as one of these."
    assert figures.number("3942", "nilai") == Number(D(3942))
    assert figures.number("3,9420", "nilai") == Number(D("3.9420"))


# The target of an indicator


@pytest.mark.parametrize(
    ("indicator", "figure"),
    [
        ({"target": "61,95", "unit": "%"}, Number(D("61.95"))),
        ({"target_low": "80", "target_high": "90", "unit": "%"}, Range(D(80), D(90))),
        ({"target_low": "-5", "target_high": "-3"}, Range(D(-5), D(-3))),
        ({"target_low": "80", "unit": "%"}, Words("")),
        ({"narrative": "Semua pemohon terlayani"}, Words("Semua pemohon terlayani")),
        ({}, Words("")),
    ],
)
def test_a_target_is_what_the_plan_says(indicator: dict[str, str], figure: Figure) -> None:
    assert target_of(indicator) == figure


# How far it was reached

REACHED = [
    ("100", "higher", "100", "100"),
    ("100", "higher", "95", "95.00"),
    ("90", "higher", "70", "77.78"),
    ("61,95", "higher", "50", "80.71"),
    ("3,5", "higher", "4", "114.29"),
    ("100", "higher", "119,99", "119.99"),
    ("100", "higher", "120", "120.00"),
    ("100", "higher", "171,9", "120.00"),
    ("100", "higher", "0", "0.00"),
    ("100", "higher", "-5", "0.00"),
    ("12", "lower", "12", "100"),
    ("12", "lower", "9", "120.00"),
    ("12", "lower", "11", "108.33"),
    ("12", "lower", "15", "75.00"),
    ("12", "lower", "24", "0.00"),
    ("12", "lower", "40", "0.00"),
    ("12", "range", "12", "100"),
    ("12", "range", "15", "75.00"),
    ("12", "range", "9", "75.00"),
    # A range: whatever is inside has reached it.
    ("80-90", "range", "80", "100"),
    ("80-90", "range", "85", "100"),
    ("80-90", "range", "90", "100"),
    ("80-90", "range", "79,2", "99.00"),
    ("80-90", "range", "99", "90.00"),
    ("80-90", None, "99", "90.00"),
    ("80-90", "higher", "85", "100"),
    ("80-90", "higher", "72", "90.00"),
    ("80-90", "higher", "99", "110.00"),
    ("7-8", "lower", "9", "87.50"),
    ("7-8", "lower", "7,5", "100"),
    ("2-3", "lower", "1", "120.00"),
    # A bound is the figure that it names where it agrees with the direction, or where there is none.
    (">3,5", "higher", "3,39", "96.86"),
    (">3,5", "higher", "4", "114.29"),
    (">3,5", None, "4", "114.29"),
    ("<22", "lower", "20", "109.09"),
    ("<22", "lower", "33", "50.00"),
    ("≤5", None, "6", "80.00"),
    # Else it is a range without an end.
    ("<22", "range", "1", "100"),
    ("<22", "range", "33", "50.00"),
    (">3", "range", "300", "100"),
    (">3", "lower", "2", "120.00"),
    ("<22", "higher", "10", "100"),
    # Of nothing there are no shares.
    ("0", "lower", "0", "100"),
    ("0", "lower", "1", "0.00"),
    ("0", "higher", "0", "100"),
    ("0", "higher", "3", "100.00"),
    ("0", "higher", "-1", "0.00"),
    ("0-2", "range", "-1", "0.00"),
    # Below zero the distance counts as above it.
    ("-10", "higher", "-5", "120.00"),
    ("-10", "higher", "-11", "90.00"),
    ("-10", "lower", "-11", "110.00"),
    ("-10", "lower", "-5", "50.00"),
    ("15/1000", "lower", "12/1000", "120.00"),
    ("15/1000", "lower", "18/1000", "80.00"),
    ("3/4", "higher", "6/8", "100"),
]


@pytest.mark.parametrize(("target", "direction", "realised", "percent"), REACHED)
def test_achievement_is_the_distance_from_the_nearest_edge(
    target: str, direction: Direction | None, realised: str, percent: str
) -> None:
    assert achievement(read(target), read(realised), direction) == D(percent)


@pytest.mark.parametrize(
    ("target", "direction", "realised"),
    [
        ("A", "higher", "BB"),
        ("80", "higher", "WTP"),
        ("80", "higher", ""),
        ("80", "higher", "80-90"),
        ("80", "higher", ">80"),
        ("80", "higher", "3.942"),
        ("3.942", "higher", "4"),
        ("80", None, "80"),
        ("15/1000", "lower", "12"),
        ("80", "higher", "8/10"),
    ],
)
def test_nothing_is_computed_where_there_is_nothing_to_compute(
    target: str, direction: Direction | None, realised: str
) -> None:
    assert achievement(read(target), read(realised), direction) is None


def test_who_asks_says_where_the_cap_is() -> None:
    assert achievement(read("100"), read("171,9"), "higher", cap=150) == 150
    assert achievement(read("100"), read("100"), "higher", cap=90) == 90


NUMBERS = st.decimals(-(10**6), 10**6, allow_nan=False, places=3)
DIRECTIONS: st.SearchStrategy[Direction] = st.sampled_from(["higher", "lower", "range"])


@given(NUMBERS, NUMBERS, DIRECTIONS)
def test_it_is_a_percentage_up_to_the_cap(target: Decimal, realised: Decimal, direction: Direction) -> None:
    percent = achievement(Number(target), Number(realised), direction)
    assert percent is not None
    assert 0 <= percent <= 120


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_more_is_never_less_where_higher_is_better(
    one: Decimal, other: Decimal, low: Decimal, high: Decimal
) -> None:
    target = Range(min(low, high), max(low, high))
    less, more = (achievement(target, Number(value), "higher") for value in sorted([one, other]))
    assert less is not None
    assert more is not None
    assert less <= more
    mirrored = Range(-target.high, -target.low)
    assert achievement(mirrored, Number(-max(one, other)), "lower") == more


@given(st.decimals("0.01", 10**6, places=2), st.decimals(0, 10**6, places=2))
def test_for_a_plain_target_it_is_the_formula_of_the_norm(target: Decimal, realised: Decimal) -> None:
    share = 100 * realised / target
    for direction, formula in (("higher", share), ("lower", 200 - share)):
        percent = achievement(Number(target), Number(realised), direction)  # type: ignore[arg-type]
        assert percent == pytest.approx(min(max(formula, D(0)), D(120)), abs=D("0.005"))
