"""Each bad sheet gets words that name the place."""

from __future__ import annotations

import dataclasses
import datetime
import io
from typing import Any

import pytest
from django.utils import translation

from directory.persons import PutPeople
from directory.places import Coming, PutPosts, PutUnits
from directory.rows import DirectoryError, PersonData, PostData, Problems, UnitData
from directory.sheets import kind_of, sheet_in
from sheets.writing import as_xlsx
from tests.directory.agency import DAY, Agency
from tests.sheets.files import book, rows

PUTS: dict[str, Any] = {"units": PutUnits, "posts": PutPosts, "people": PutPeople}


def columns(kind: Any) -> list[str]:
    return [each.name.rstrip("_") for each in dataclasses.fields(kind) if each.name != "row"]


UNITS, POSTS, PEOPLE = columns(UnitData), columns(PostData), columns(PersonData)
NIP = "199001012015011001"
LEVELS = (
    "This must be one of: administrator, fungsional, jpt_madya, jpt_pratama, jpt_utama, pelaksana, pengawas."
)


def told(kind: str, content: bytes | str) -> list[tuple[int, str, str]]:
    """Row, column and words of all that is wrong with a sheet."""
    file = io.BytesIO(content.encode() if isinstance(content, str) else content)
    problems = Problems()
    try:
        with sheet_in(kind, file) as sheet:
            put = PUTS[kind](DAY, Coming(), problems)
            put.look(list(sheet.rows_to_check(problems)))
            put.settle()
        found = problems.found
    except DirectoryError as error:
        found = list(error.problems)
    with translation.override("en"):
        return sorted((each.row, each.column, each.message) for each in found)


def csv(header: list[str], *lines: str) -> str:
    return "\n".join([",".join(header), *lines, ""])


def person(nip: str = NIP, name: str = "Fajar", post: str = "", since: str = "") -> list[object]:
    return [nip, name, "PNS", "", "", "", post, since, *[""] * 7]


def line(*cells: object, **named: object) -> str:
    return ",".join(str(cell) for cell in (cells or person(**named)))  # type: ignore[arg-type]


def test_a_wrong_header_names_what_is_missing_unknown_and_double(db: None) -> None:
    assert told("units", "code,nama,parent_code,timezone\nA,B,,Asia/Jakarta\n") == [
        (1, "nama", "No such column is known."),
        (1, "name", "The column is missing."),
        (1, "work_week", "The column is missing."),
    ]
    assert told("units", csv([*UNITS, "code"])) == [(1, "code", "This column stands here more than once.")]


def test_windows_1252_is_told_with_the_byte_and_the_letter(db: None) -> None:
    content = csv(UNITS, "KAB,Kabupaten,,Asia/Jakarta,5", "KEC,Kecamatan \u2013 Utara,KAB,Asia/Jakarta,5")
    assert told("units", content.encode("cp1252")) == [
        (
            3,
            "name",
            "This file is not written in UTF-8: byte 15 of this row (96) is none of it; in Windows-1252 it would be"
            " “\u2013”. Save it as “CSV UTF-8”, or as XLSX.",
        )
    ]


def test_semicolons_are_told_as_such(db: None) -> None:
    words = "The columns are separated by “;”, where a comma should stand. Save it as XLSX instead."
    assert told("units", csv(UNITS, "A,B,,Asia/Jakarta,5").replace(",", ";")) == [(1, "", words)]


def test_merged_cells_are_told_by_their_range(db: None) -> None:
    def fill(sheet: Any, _days: Any) -> None:
        sheet.write_row(0, 0, UNITS)
        sheet.merge_range("C2:C4", "KAB")

    words = "The cells C2:C4 are merged. Unmerge them, and fill in each row."
    assert told("units", book(fill)) == [(2, "C", words)]


def test_a_date_that_has_become_a_number_is_told_and_a_cell_of_a_date_is_taken(agency: Agency) -> None:
    day = datetime.date(2026, 1, 5)
    words = (
        "46027 is a number where a date should stand. Format the column as a date, or type the date as text, as in"
        " 2026-01-31."
    )
    for content in (
        csv(PEOPLE, line(post="DINAS-HEAD", since="46027")),
        book(rows(PEOPLE, person(post="DINAS-HEAD", since=46027))),  # type: ignore[arg-type]
    ):
        assert told("people", content) == [(2, "from", words)]
    assert told("people", book(rows(PEOPLE, person(post="DINAS-HEAD", since=day)))) == []  # type: ignore[arg-type]
    assert told("people", csv(PEOPLE, line(post="DINAS-HEAD", since="05/01/2026"))) == [
        (2, "from", "This is not a date, as 2026-01-31 is.")
    ]


@pytest.mark.parametrize("shown", ["1.98501E+17", '"1,98501E+17"'])
def test_a_nip_that_a_spreadsheet_has_rounded_is_told_with_what_to_do(agency: Agency, shown: str) -> None:
    words = (
        f"The spreadsheet has made {shown.strip(chr(34))} of this number, and digits are lost. Format the column as"
        " text and type the number again."
    )
    assert told("people", csv(PEOPLE, line(nip=shown))) == [(2, "nip", words)]


def test_a_nip_that_is_a_number_in_a_workbook_is_told_too(agency: Agency) -> None:
    content = book(rows(PEOPLE, person(nip=198501012010011901)))  # type: ignore[arg-type]
    ((row, column, words),) = told("people", content)
    assert (row, column) == (2, "nip")
    assert words.endswith("digits are lost. Format the column as text and type the number again.")


def test_a_nip_that_stands_twice_is_told_in_both_rows(agency: Agency) -> None:
    words = "This stands in more than one row of the sheet."
    found = told("people", csv(PEOPLE, line(), line(name="Gita"), line(name="Hadi")))
    assert found == [(row, "nip", words) for row in (2, 3, 4)]


def test_a_nip_with_a_wrong_birth_date_is_told(agency: Agency) -> None:
    words = "Digits 1 to 8 are not a date of birth (year, month, day)."
    assert told("people", csv(PEOPLE, line(nip="199013012015011001"))) == [(2, "nip", words)]


def test_an_unknown_post_is_told_with_its_code(agency: Agency) -> None:
    content = csv(PEOPLE, line(post="NONE", since="2026-01-05"))
    assert told("people", content) == [(2, "post_code", "Nothing with the code “NONE” is known.")]


def test_a_loop_of_superiors_is_told_with_its_way(agency: Agency) -> None:
    tail = "pelaksana,no,no,none"
    content = csv(
        POSTS, f"A,A,KAB,B,,{tail}", f"B,B,KAB,C,,{tail}", f"C,C,KAB,A,,{tail}", f"D,D,KAB,A,,{tail}"
    )
    words = "The posts are superior to each other in a loop: %s."
    assert told("posts", content) == [
        (2, "superior_code", words % "A → B → C → A"),
        (3, "superior_code", words % "B → C → A → B"),
        (4, "superior_code", words % "C → A → B → C"),
        (5, "superior_code", "The row of “A” in this import is wrong itself."),
    ]


@pytest.mark.parametrize("cell", ["=1+1", '=HYPERLINK("http://x.example","y")'])
def test_a_formula_is_told_in_a_csv_and_in_a_workbook(agency: Agency, cell: str) -> None:
    words = "This is a formula or an error. Put the value itself there."
    quoted = '"' + cell.replace('"', '""') + '"'
    assert told("people", csv(PEOPLE, line(name=quoted))) == [(2, "name", words)]
    assert told("people", book(rows(PEOPLE, person(name=cell)))) == [(2, "name", words)]
    assert told("people", book(rows(PEOPLE, person("1", cell, "NONE", cell)))) == [
        (2, "from", words),
        (2, "name", words),
        (2, "nip", "A NIP has 18 digits and nothing else."),
        (2, "post_code", "Nothing with the code “NONE” is known."),
    ]
    assert told(
        "posts", book(rows(POSTS, [cell, "A", "NONE", cell, "KASI", "highest", cell, "no", "none"]))
    ) == [
        (2, "code", words),
        (2, "heads_unit", words),
        (2, "level", LEVELS),
        (2, "superior_code", words),
        (2, "unit_code", "Nothing with the code “NONE” is known."),
    ]


def test_one_wrong_row_among_many_is_told_and_nothing_else(agency: Agency) -> None:
    lines = [line(nip=f"19900101201501{1 + n % 2}{1 + n // 2:03}", name=f"Orang {n}") for n in range(1900)]
    lines[1234] = lines[1234].replace("19900101", "19900231")
    words = "Digits 1 to 8 are not a date of birth (year, month, day)."
    assert told("people", csv(PEOPLE, *lines)) == [(1236, "nip", words)]


def test_a_code_that_a_spreadsheet_took_for_a_date_is_told(db: None) -> None:
    content = book(rows(UNITS, [datetime.date(2026, 2, 1), "Unit", "", "Asia/Jakarta", 5]))
    words = (
        "The spreadsheet has made a date of this (2026-02-01). Format the column as text and type it again."
    )
    assert told("units", content) == [(2, "code", words)]


def test_characters_that_nobody_sees_are_told(db: None) -> None:
    words = "There are characters in it that nobody can see. Type it again."
    assert told("units", csv(UNITS, "KA\u200bB,Unit,,Asia/Jakarta,5")) == [(2, "code", words)]


def test_a_good_workbook_is_as_good_as_a_csv(db: None) -> None:
    assert told("units", as_xlsx("units", UNITS, [["KAB", "Kabupaten", "", "Asia/Jakarta", 5]])) == []


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (UNITS, "units"),
        (POSTS, "posts"),
        (PEOPLE, "people"),
        (["username", "capacity"], "capacities"),
        (["x", "code"], None),
    ],
)
def test_a_sheet_is_known_by_its_header(header: list[str], kind: str | None) -> None:
    assert kind_of(io.BytesIO(csv(header).encode())) == kind
