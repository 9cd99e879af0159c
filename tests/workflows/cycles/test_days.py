"""Lists of days off as sheets, and what a new one changes."""

import datetime
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from directory.rows import DirectoryError
from sheets.writing import as_xlsx
from tests.workflows.cycles.agencies import Agencies
from workflows.cycles.commands import DayOffInput
from workflows.cycles.days import Listed, compared, listed, read_days

NEW_YEAR = DayOffInput(datetime.date(2027, 1, 1), "holiday", "Tahun Baru 2027")
EVE = DayOffInput(datetime.date(2027, 12, 24), "joint_leave", "Cuti bersama Natal")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def sheet(*lines: str) -> io.BytesIO:
    return io.BytesIO("\n".join(["date,kind,name", *lines]).encode())


def wrong(*lines: str, local: bool = False) -> list[str]:
    with pytest.raises(DirectoryError) as refused:
        read_days(sheet(*lines), local=local, year=2027)
    return [f"{each.row} {each.column}: {each.message}" for each in refused.value.problems]


def test_the_official_list_of_2026_is_such_a_sheet() -> None:
    with Path("demo/fixtures/holidays-2026.csv").open("rb") as file:
        rows = read_days(file, local=False)
    assert len(rows) == 25
    assert rows[0] == DayOffInput(datetime.date(2026, 1, 1), "holiday", "Tahun Baru 2026 Masehi")


def test_a_workbook_with_days_as_dates_is_read_as_well() -> None:
    book = as_xlsx(
        "Libur", ["name", "date", "kind"], [[row.name, row.day, row.kind] for row in (NEW_YEAR, EVE)]
    )
    assert read_days(io.BytesIO(book), local=False, year=2027) == [NEW_YEAR, EVE]


def test_each_wrong_cell_is_named_by_row_and_column() -> None:
    lines = ("2026-01-01,holiday,A", "2027-02-30,holiday,B", "2027-03-01,sunday,C", "2027-04-01,holiday,")
    assert wrong(*lines) == [
        "2 date: This is not a day of 2027.",
        "3 date: This is not a date, as 2026-01-31 is.",
        "4 kind: This must be one of: holiday, joint_leave.",
        "5 name: This must be filled in.",
    ]
    assert wrong("kemarin,sunday,", "besok,holiday,B") == [
        "2 date: This is not a date, as 2026-01-31 is.",
        "2 kind: This must be one of: holiday, joint_leave.",
        "2 name: This must be filled in.",
        "3 date: This is not a date, as 2026-01-31 is.",
    ]
    assert wrong("2027-01-01,holiday,A", "2027-01-01,holiday,B") == [
        "2 date: This stands in more than one row of the sheet.",
        "3 date: This stands in more than one row of the sheet.",
    ]
    assert wrong("2027-01-01,holiday," + "A" * 201) == ["2 name: This is longer than 200 characters."]
    assert wrong("2027-09-09,holiday,Hari jadi", local=True) == ["2 kind: This must be one of: local."]


def test_a_file_that_is_no_sheet_of_days_is_refused() -> None:
    with pytest.raises(DirectoryError, match="The column is missing"):
        read_days(io.BytesIO(b"date,name\n2027-01-01,Tahun Baru"), local=False)
    with pytest.raises(DirectoryError, match="is empty"):
        read_days(io.BytesIO(b""), local=False)


def test_until_a_list_is_loaded_estimates_stand_in_its_place(agencies: Agencies) -> None:
    present = listed(2027)
    assert present.provisional
    assert DayOffInput(datetime.date(2027, 12, 25), "holiday", "Hari Raya Natal") in present.days
    assert listed(2027, agencies.office) == Listed([], provisional=False)


def test_estimates_are_compared_by_day_and_a_list_by_all_that_it_says() -> None:
    estimates = Listed([DayOffInput(NEW_YEAR.day, "holiday", "Tahun Baru Masehi")], provisional=True)
    assert compared(estimates, [NEW_YEAR, EVE]).added == [EVE]
    assert compared(estimates, [EVE]).withdrawn == estimates.days
    loaded = Listed([NEW_YEAR], provisional=False)
    renamed = DayOffInput(NEW_YEAR.day, "holiday", "Tahun Baru")
    found = compared(loaded, [renamed])
    assert (found.added, found.withdrawn) == ([renamed], [NEW_YEAR])
