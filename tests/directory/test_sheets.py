"""Import sheets as files."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from cycle_engine.actors import Actor, Capacity
from directory import commands, queries, sheets
from directory.models import Person, Post, Unit
from directory.rows import DirectoryError
from tests.directory.agency import DAY, known

FIXTURES = Path(__file__).parents[2] / "demo" / "fixtures"
UNITS = "code,name,parent_code,timezone,work_week"


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "sheet.csv"
    path.write_text(text, encoding=encoding)
    return path


def problems(error: pytest.ExceptionInfo[DirectoryError]) -> list[tuple[str, int, str]]:
    return [(each.sheet, each.row, each.column) for each in error.value.problems]


def test_the_demo_agency_is_taken_and_taken_again_changes_nothing(db: None) -> None:
    actor = Actor(None, Capacity.MANAGER)

    def put() -> list[int]:
        return [
            commands.put_units(sheets.read_units(FIXTURES / "units.csv"), day=DAY, actor=actor),
            commands.put_posts(sheets.read_posts(FIXTURES / "posts.csv"), day=DAY, actor=actor),
            commands.put_people(sheets.read_people(FIXTURES / "people.csv"), day=DAY, actor=actor),
            commands.put_grants(sheets.read_grants(FIXTURES / "capacities.csv"), actor=actor),
        ]

    assert put() == [Unit.objects.count(), Post.objects.count(), Person.objects.count(), 3]
    assert put() == [0, 0, 0, 0]
    agency = known()
    duties = queries.duties(
        queries.lines([agency.posts["KEC-KASI-YAN"]], DAY)[agency.posts["KEC-KASI-YAN"]], agency.people["ani"]
    )
    assert [holder.person for holders in duties.holders[:2] for holder in holders] == [
        agency.people["budi"],
        agency.people["citra"],
    ]


def test_columns_come_in_any_order_and_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    text = "work_week,code,timezone,name,parent_code\n6, PKM ,Asia/Jakarta,Puskesmas,\n"
    (row,) = sheets.read_units(written(tmp_path, text, "utf-8-sig"))
    assert (row.row, row.code, row.work_week, row.parent_code) == (2, "PKM", 6, "")


def test_a_missing_and_an_unknown_column_are_both_named(tmp_path: Path) -> None:
    with pytest.raises(DirectoryError) as error:
        sheets.read_units(written(tmp_path, "code,name,parent,timezone,work_week\n"))
    assert problems(error) == [("units", 1, "parent"), ("units", 1, "parent_code")]


def test_all_cells_that_cannot_be_read_are_told_at_once(tmp_path: Path) -> None:
    header = "username,capacity,unit_code,from,to"
    text = f"{header}\ndewi,manager,KAB,2026-1-32,\nani,inspector,KAB,2026-01-05,x\n"
    with pytest.raises(DirectoryError) as error:
        sheets.read_grants(written(tmp_path, text))
    assert problems(error) == [("capacities", 2, "from"), ("capacities", 3, "to")]
    with translation.override("en"):
        assert "not a date" in str(error.value)


def test_a_week_that_is_no_number_and_a_flag_that_is_neither_yes_nor_no_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DirectoryError) as error:
        sheets.read_units(written(tmp_path, f"{UNITS}\nKAB,Kabupaten,,Asia/Jakarta,five\n"))
    assert problems(error) == [("units", 2, "work_week")]
    header = "code,title,unit_code,superior_code,rater_code,level,heads_unit,independent_unit_head,top"
    with pytest.raises(DirectoryError) as error:
        sheets.read_posts(written(tmp_path, f"{header}\nA,Camat,KAB,,,administrator,ya,no,none\n"))
    assert problems(error) == [("posts", 2, "heads_unit")]


def test_a_row_with_too_many_cells_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DirectoryError) as error:
        sheets.read_units(written(tmp_path, f"{UNITS}\nKAB,Dinas Komunikasi, Informatika,,Asia/Jakarta,5\n"))
    assert ("units", 2, "") in problems(error)
