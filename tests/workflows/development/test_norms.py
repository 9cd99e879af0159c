"""Hours of training beside the norm; no database is asked."""

from __future__ import annotations

from datetime import date

import pytest

from workflows.development.norms import NORMS, Hours, year_of

PNS, PPPK = NORMS["PNS"], NORMS["PPPK"]
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def test_a_pns_has_at_least_twenty_hours_and_more_count() -> None:
    assert (PNS.hours, PNS.at_most) == (20, False)
    some, many = Hours(PNS, *YEAR, done=12), Hours(PNS, *YEAR, done=30)
    assert (some.counted, some.short, some.above) == (12, 8, 0)
    assert (many.counted, many.short, many.above) == (30, 0, 10)


def test_of_a_pppk_at_most_twenty_four_hours_count_and_none_are_owed() -> None:
    assert (PPPK.hours, PPPK.at_most) == (24, True)
    few, many = Hours(PPPK, *YEAR, done=3), Hours(PPPK, *YEAR, done=30)
    assert (few.counted, few.short, few.above) == (3, 0, 0)
    assert (many.counted, many.short, many.above) == (24, 0, 6)


@pytest.mark.parametrize(
    ("kind", "year", "contract", "days"),
    [
        ("PNS", 2026, None, YEAR),
        ("PPPK", 2026, None, YEAR),
        ("PPPK", 2026, date(2024, 3, 1), (date(2026, 3, 1), date(2027, 2, 28))),
        ("PPPK", 2026, date(2024, 9, 1), (date(2025, 9, 1), date(2026, 8, 31))),
        ("PPPK", 2025, date(2024, 9, 1), (date(2025, 9, 1), date(2026, 8, 31))),
        ("PPPK", 2026, date(2026, 9, 1), (date(2026, 9, 1), date(2027, 8, 31))),
        ("PPPK", 2026, date(2024, 2, 29), (date(2026, 3, 1), date(2027, 2, 28))),
    ],
)
def test_the_year_is_the_calendars_or_the_contracts(
    kind: str, year: int, contract: date | None, days: tuple[date, date]
) -> None:
    assert year_of(kind, year, date(2026, 6, 15), contract) == days
