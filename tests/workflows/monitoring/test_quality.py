"""How far an indicator was reached and how that was computed; and how far its values can be trusted."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from workflows.monitoring.measured import Measured, as_typed
from workflows.monitoring.quality import Entered, Seen, flags
from workflows.monitoring.reaching import reached

WEEKS: dict[str, Any] = {"target": "10", "unit": "minggu", "direction": "higher"}
QUARTER = datetime.date(2026, 3, 31)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(f"2026-{text}")


def entered(on: str, value: str, late: str = "", **evidence: bool) -> Entered:
    return Entered(day(on), value, day(late or on), QUARTER, evidence)


def found(*entries: Entered, measured: Measured | None = None, **indicator: Any) -> dict[str, str]:
    """The flags by their codes, each with its sentence."""
    seen = Seen(WEEKS | indicator, entries, measured, day("01-01"))
    with translation.override("en"):
        every = flags(seen)
        assert all(each.remedy for each in every)
        return {each.code: each.message for each in every}


def measured(unit: str = "minggu", quality: str = "evidenced") -> Measured:
    return Measured("LAMA", "Lama", "7", unit, day("01-01"), day("02-28"), quality, "entered", "")


def test_values_without_evidence_are_told_and_what_has_some_or_was_measured_is_not() -> None:
    bare = entered("02-10", "3")
    assert found(bare)["no_evidence"] == "None of the values has evidence."
    assert found(bare, entered("02-11", "", bukti=False)) == {}
    assert found(bare, measured=measured()) == {}
    assert "no_evidence" in found(bare, measured=measured(quality="reported"))
    assert found() == {} == found(entered("02-10", ""))


def test_the_same_value_in_three_months_is_told_and_another_or_fewer_is_not() -> None:
    same = [entered(f"{month:02}-10", value, a=False) for month, value in ((1, "3"), (2, "3,0"), (3, "3"))]
    assert found(*same)["same_value"] == "The same value, 3, was entered in each of 3 months."
    assert "same_value" not in found(*same[:2])
    assert "same_value" not in found(*same, entered("03-20", "4"))
    assert "same_value" not in found(*same[:2], entered("02-12", "3"))


def test_a_value_that_comes_after_its_period_is_told_and_one_of_its_last_day_is_not() -> None:
    late, timely = entered("02-10", "3", "04-01", a=False), entered("03-31", "4", a=False)
    assert found(late, timely)["entered_late"] == "Values that were entered after their period had ended: 1."
    assert found(timely) == {}
    assert found(entered("02-10", "", "04-01"), timely) == {}


def test_a_target_that_is_reached_in_the_first_month_is_told_and_later_or_in_part_is_not() -> None:
    told = found(entered("01-05", "10", a=False), entered("02-05", "11"))
    assert told["reached_at_once"].startswith("The first value, 10, reaches the target")
    assert found(entered("02-01", "10", a=False)) == {}
    assert found(entered("01-05", "9", a=False), entered("01-06", "10")) == {}
    assert found(entered("01-05", "10", a=False), target="dilaksanakan semuanya") == {}


def test_a_figure_in_another_unit_is_told_and_words_are_not() -> None:
    told = found(entered("02-10", "10 hari", a=False))
    assert told == {"other_unit": "10 hari is not in the target's unit, minggu."}
    assert found(entered("02-10", "3 minggu", a=False)) == {}
    assert found(entered("02-10", "belum selesai", a=False)) == {}
    assert found(entered("02-10", "10 hari", a=False), unit=None) == {}
    assert found(measured=measured("hari")) == {"other_unit": "7 hari is not in the target's unit, minggu."}
    assert found(measured=measured("")) == {} == found(measured=measured())


def test_broken_evidence_is_named_and_whole_evidence_is_not() -> None:
    told = found(entered("02-10", "3", foto=True, laporan=False), entered("03-10", "4", foto=True))
    assert told == {"broken_evidence": "This evidence is not there any more as it was: foto."}
    assert found(entered("02-10", "3", foto=False)) == {}


@pytest.mark.parametrize(
    ("indicator", "value", "percent", "how"),
    [
        ({}, "5", "50.00", "Higher is better: 5 / 10."),
        ({}, "30", "120.00", "Higher is better: 30 / 10. It is cut off at 120%."),
        ({"direction": "lower"}, "12", "80.00", "Lower is better: 2 - 12 / 10."),
        ({"target": "<10"}, "8", "100.00", "8 lies inside the target."),
        ({"target": "<10"}, "15", "120.00", "15 is compared with the nearest edge of the target. It is"),
        ({"target": "<10", "direction": "lower"}, "8", "120.00", "Lower is better: 2 - 8 / <10. It is"),
        (
            {"target": None, "target_low": "80", "target_high": "90"},
            "85",
            "100.00",
            "85 lies inside the target.",
        ),
        ({"target": None, "target_low": "80", "target_high": "90"}, "40", "50.00", "40 is compared with the"),
        ({"target": "0", "direction": "lower"}, "0", "100.00", "A target of 0 has no shares"),
        ({}, "", None, "There is no value yet."),
        ({"target": "WTP"}, "WTP", None, "The target is told in words"),
        ({}, "banyak", None, "“banyak” is not a number"),
        ({"direction": None}, "5", None, "The plan does not say which way is good"),
        ({"target": "15/1000"}, "5", None, "“5” cannot be compared with the target 15/1000."),
        ({"target": "3.942", "unit": "indeks"}, "5", None, "The target can be read in two ways"),
    ],
)
def test_a_value_is_told_with_how_far_it_reaches_and_why(
    indicator: dict[str, Any], value: str, percent: str | None, how: str
) -> None:
    seen = reached(WEEKS | indicator, value)
    with translation.override("en"):
        assert seen.how.startswith(how)
    if percent is None:
        assert seen.percent is None
    else:
        assert seen.percent is not None and seen.percent == Decimal(percent)


def test_what_was_measured_is_typed_so_that_nobody_reads_thousands() -> None:
    values = {
        "87.2800": "87,28",
        "3942.0000": "3942",
        "3.9420": "3,9420",
        "-0.5000": "-0,5",
        "0.1234": "0,1234",
    }
    assert {value: as_typed(Decimal(value)) for value in values} == values
    assert Measured.of(measured().plain) == measured()
