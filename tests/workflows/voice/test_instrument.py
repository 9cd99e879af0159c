"""The index of a survey, against totals that were published, and by the norm's own table of grades."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.utils.translation import override

from workflows.voice.indices import Figure, Sums, figure, index_of, period_of, periods_ended
from workflows.voice.instrument import STANDARD, Element, Instrument, InstrumentError, grade_of

# Bantul, land and spatial planning, 2023: the means of the nine elements, of which 87.28 was published.
PUBLISHED = ("3.31", "3.35", "3.49", "3.93", "3.45", "3.39", "3.39", "3.35", "3.76")


def index(instrument: Instrument, *means: str) -> Decimal:
    """Of one answer with such scores, which are means."""
    totals: Any = tuple(Fraction(each) for each in means)
    return index_of([(instrument, Sums(1, totals))], 1)


def test_the_published_index_comes_of_the_published_means() -> None:
    assert index(STANDARD, *PUBLISHED) == Decimal("87.28")
    rounded = Instrument(tuple(Element(each.code, weight="0.111") for each in STANDARD.elements))
    assert index(rounded, *PUBLISHED) == Decimal("87.19"), "a rounded weight gives what was not published"


@pytest.mark.parametrize(
    ("index", "grade"),
    [
        *(("87.28", "B"), ("75.56", "C"), ("86.29", "B"), ("94.61", "A")),  # as published
        *(("100.00", "A"), ("88.31", "A"), ("88.30", "B"), ("76.61", "B"), ("76.60", "C")),
        *(("65.00", "C"), ("64.99", "D"), ("25.00", "D")),
    ],
)
def test_a_grade_has_its_bounds(index: str, grade: str) -> None:
    assert grade_of(Decimal(index)) == grade


def test_an_index_is_rounded_half_up_of_the_exact_sum() -> None:
    alone = Instrument((Element("cost"),))
    assert index(alone, "3.0002") == Decimal("75.01")  # 75.005
    assert index(alone, "3.0001") == Decimal("75.00")


def test_fourteen_elements_and_weights_of_ones_own_are_data() -> None:
    fourteen = Instrument.from_json([{"code": f"u{n}", "text": f"Unsur {n}"} for n in range(1, 15)])
    assert fourteen.weights == (Fraction(1, 14),) * 14
    weighed = Instrument.from_json([{"code": "cost", "weight": "0.25"}, {"code": "time", "weight": "3/4"}])
    assert index(weighed, "4", "2") == Decimal("62.50")
    assert Instrument.from_json(weighed.to_json()) == weighed


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "1 to 20"),
        ("cost", "1 to 20"),
        ([{"code": "cost"}, {"code": "cost"}], "twice"),
        ([{"code": "cost", "weight": "0.5"}], "total 1"),
        ([{"code": "cost", "weight": "1/0"}], "no weight"),
        ([{"code": "cost", "weight": "-1"}], "no weight"),
        ([{"code": "warmth"}], "needs a text"),
        ([{"code": "cost", "colour": "red"}], "An element has a code"),
        ([{"code": 1}], "An element has a code"),
        ([{"code": "warmth", "text": "x" * 151}], "150 characters"),
    ],
)
def test_what_is_no_instrument_is_refused_with_its_reason(given: object, said: str) -> None:
    with override("en"), pytest.raises(InstrumentError, match=said):
        Instrument.from_json(given)


def test_a_figure_shows_nothing_but_the_number_of_answers_before_there_are_enough() -> None:
    few, enough = Sums(29, (29 * 4,) * 9), Sums(30, (30 * 4,) * 9)
    assert figure([(STANDARD, few)], 30) == Figure(29, 30)
    assert figure([(STANDARD, few)], 30).lacking == 1
    shown = figure([(STANDARD, enough)], 30)
    assert (shown.index, shown.grade, shown.means[0].value) == (Decimal("100.00"), "A", Decimal("4.00"))
    assert figure([], 0) == Figure(0, 0), "of no answers there is no mean"


def test_services_of_a_unit_count_by_their_answers_whatever_they_ask() -> None:
    one = Instrument.from_json([{"code": "cost"}])
    mixed = figure([(STANDARD, Sums(30, (60,) * 9)), (one, Sums(10, (40,)))], 30)
    assert (mixed.index, mixed.means) == (Decimal("62.50"), ()), "(30 x 50 + 10 x 100) / 40"


def test_periods_end_with_their_last_day() -> None:
    import datetime

    day = datetime.date
    assert period_of(day(2026, 5, 31), "quarter").name == "2026-Q2"  # type: ignore[arg-type]
    assert [each.name for each in periods_ended(day(2025, 12, 3), day(2026, 3, 1), "month")] == [  # type: ignore[arg-type]
        "2025-12",
        "2026-01",
        "2026-02",
    ]
    assert periods_ended(day(2026, 1, 1), day(2026, 12, 31), "year") == []  # type: ignore[arg-type]
