"""What comes out of files that people call sheets, and what is said of those that are none."""

from __future__ import annotations

import datetime
import io
import re
import tracemalloc
from typing import Any

import pytest

from sheets import workbooks
from sheets.reading import MOST_ROWS, Fault, Formula, Unreadable, letters, opened
from sheets.writing import as_csv, as_xlsx
from tests.sheets.files import book, lying, repacked, rows

JANUARY = datetime.date(2026, 1, 31)


def read(content: bytes | str) -> tuple[list[str], list[tuple[int, list[Any]]]]:
    with opened(io.BytesIO(content.encode() if isinstance(content, str) else content)) as table:
        return table.header, list(table.rows())


def faults(content: bytes | str) -> list[Fault]:
    with pytest.raises(Unreadable) as error:
        read(content)
    return list(error.value.faults)


def fault(content: bytes | str) -> tuple[str, int, str]:
    first, *_ = faults(content)
    return first.code, first.row, first.column


# CSV


def test_rows_are_numbered_as_a_spreadsheet_numbers_them_empty_ones_and_long_cells_too() -> None:
    header, found = read('code,name\n\nA,"two\nlines"\nB,x\n')
    assert header == ["code", "name"]
    assert found == [(3, ["A", "two\nlines"]), (4, ["B", "x"])]


def test_a_byte_order_mark_does_no_harm_and_short_rows_are_filled_up() -> None:
    assert read("\ufeffa,b,c\n 1 ,2\n".encode()) == (["a", "b", "c"], [(2, ["1", "2", ""])])


def test_what_we_have_written_is_read_as_it_was() -> None:
    cells = ["-1", "+62 21", "=1+1", "'quoted", "@x", "a;=1+1;b", "satu\n=2+2\n- dua", "it's; -x;-1"]
    csv = b"".join(as_csv(list("abcdefgh"), [cells]))
    assert read(csv)[1] == [(2, cells)]
    for cut in (",", ";", "\t", "\n"):
        for cell in csv.decode().split(cut):
            assert not re.match(r"[=+@]|-\S", cell), f"{cell} is a formula where cells are cut by {cut!r}"


def test_a_text_that_begins_like_a_formula_is_one() -> None:
    assert read("a,b\n=SUM(A1),x\n")[1] == [(2, [Formula(), "x"])]


def test_windows_1252_is_named_with_row_column_and_byte() -> None:
    content = "code,name\nA,Kantor\nB,Caf\u00e9 \u2013 Pusat\n".encode("cp1252")
    assert faults(content) == [
        Fault("encoding", 3, "name", {"byte": "E9", "place": 6, "shown": "\u00e9"}),
    ]


def test_utf_16_is_called_by_its_name() -> None:
    assert fault("a,b\n1,2\n".encode("utf-16")) == ("utf_16", 0, "")


@pytest.mark.parametrize(("mark", "said"), [(";", ";"), ("\t", "tab"), ("|", "|")])
def test_columns_cut_by_another_mark_are_seen(mark: str, said: str) -> None:
    (found,) = faults(f"code{mark}name\nA{mark}B\n")
    assert (found.code, found.row, found.data) == ("semicolons", 1, {"mark": said})


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf\n", b",,\n"])
def test_an_empty_file_is_said_to_be_empty(content: bytes) -> None:
    assert fault(content)[0] == "empty"


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n", b"<html><table>", b"\x89PNG\r\n\x1a\n\0\0\0", b'{"a": 1}', b"a,b\n\0,1\n"]
)
def test_what_is_no_sheet_is_said_to_be_none(content: bytes) -> None:
    assert fault(content)[0] in ("no_sheet", "encoding")


def test_columns_without_a_name_and_of_the_same_name_are_all_told() -> None:
    assert [(each.code, each.column) for each in faults("a,,b,a,b,c\n")] == [
        ("header_empty", "B"),
        ("header_twice", "a"),
        ("header_twice", "b"),
    ]


def test_empty_columns_at_the_end_are_nothing() -> None:
    assert read("a,b,,\n1,2,,\n") == (["a", "b"], [(2, ["1", "2", "", ""])])


def test_too_many_columns_and_rows_are_refused() -> None:
    assert fault(",".join(f"c{number}" for number in range(41)))[0] == "too_many_columns"
    assert fault("a,b\n" + "1,2\n" * MOST_ROWS) == ("too_many_rows", MOST_ROWS + 1, "")


def test_a_quote_that_never_ends_is_no_reason_to_read_everything_into_one_cell() -> None:
    assert fault('a,b\n"' + "x" * 200_000) == ("broken", 0, "")


def test_a_long_csv_takes_no_more_memory_than_a_short_one() -> None:
    content = io.BytesIO(b"a,b\n" + b"one,two\n" * 100_000)
    tracemalloc.start()
    with opened(content) as table:
        assert sum(1 for _ in table.rows()) == 100_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**20


# XLSX


def test_a_workbook_is_read_with_its_row_numbers_and_days() -> None:
    content = book(rows([], ["code", "day", "week"], ["A", JANUARY, 5], [], ["B", "2026-01-31", 1.5]))
    assert read(content) == (
        ["code", "day", "week"],
        [(3, ["A", JANUARY, 5]), (5, ["B", "2026-01-31", 1.5])],
    )


def test_a_workbook_of_ours_is_read_again() -> None:
    content = as_xlsx("x", ["a", "b"], [["=1", JANUARY], ["-", ""]])
    assert read(content)[1] == [(2, ["=1", JANUARY]), (3, ["-", ""])]


def test_formulas_and_errors_are_seen_though_the_workbook_remembers_their_values() -> None:
    def fill(sheet: Any, _days: Any) -> None:
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_row(1, 0, ["x"])
        sheet.write_formula(1, 1, "=1+1", value=2)
        sheet.write_formula(2, 0, "=1/0", value="#DIV/0!")

    assert read(book(fill))[1] == [(2, ["x", Formula()]), (3, [Formula(), ""])]


def test_numbers_that_lost_their_digits_stay_numbers_for_who_asks() -> None:
    assert read(book(rows(["nip"], [1.98501e17])))[1] == [(2, [1.98501e17])]


def test_merged_cells_are_named() -> None:
    def fill(sheet: Any, _days: Any) -> None:
        sheet.write_row(0, 0, ["a", "b"])
        sheet.merge_range("A5:A7", "same")
        sheet.merge_range("B2:B3", "same")

    assert [(each.row, each.data["range"]) for each in faults(book(fill))] == [(2, "B2:B3"), (5, "A5:A7")]


def test_an_empty_second_sheet_is_nothing_and_one_with_data_is_refused() -> None:
    assert read(book(rows(["a"], ["1"]), rows()))[0] == ["a"]
    (found,) = faults(book(rows(["a"]), rows(["b"])))
    assert (found.code, found.data) == ("several_sheets", {"sheets": "“Sheet1”, “Sheet2”"})


def test_a_protected_and_an_old_workbook_are_told_apart() -> None:
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    assert fault(compound + "EncryptedPackage".encode("utf-16-le"))[0] == "password"
    assert fault(compound + "Workbook".encode("utf-16-le"))[0] == "old_workbook"


def test_a_zip_that_is_no_workbook_and_a_damaged_one_are_refused() -> None:
    good = book(rows(["a"], ["1"]))
    assert fault(repacked(good, workbook=None))[0] == "no_sheet"
    assert fault(good[: len(good) // 2])[0] == "broken"
    assert fault(repacked(good, sheet1=b"<worksheet>"))[0] == "broken"


# A small file from which much would come


def sheet_of(cells: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    inner = f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'
    return repacked(book(rows(["a"], ["1"])), sheet1=inner.encode())


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "too_many_columns"),
        ('<row r="1"><c r="xfd1"><v>1</v></c></row>', "too_many_columns"),
        ('<row r="1">' + "<c><v>1</v></c>" * 41 + "</row>", "too_many_columns"),
        ('<row r="1"><c r="A1048576"><v>1</v></c></row>', "too_many_rows"),
        ('<row r="1048576"><c><v>1</v></c></row>', "too_many_rows"),
        ('<row r="-1"><c><v>1</v></c></row>', "too_many_rows"),
    ],
)
def test_a_cell_far_away_does_not_make_the_sheet_between(cells: str, code: str) -> None:
    assert fault(sheet_of(cells))[0] == code


def test_a_zip_bomb_is_stopped_while_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 2**20)
    bomb = repacked(book(rows(["a"], ["1"])), sharedStrings=b"<sst>" + b" " * 2**21 + b"</sst>")
    assert len(bomb) < 2**15
    assert fault(bomb)[0] == "too_large_inside"


def test_a_part_that_lies_about_its_size_is_not_read_beyond_it() -> None:
    good = book(rows(["a"], ["1"]))
    assert fault(lying(good, "xl/sharedStrings.xml", 10))[0] == "broken"


def test_more_elements_than_any_sheet_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_ELEMENTS", 100)
    assert fault(sheet_of('<row r="1"><c r="A1"/></row>' + "<x/>" * 200))[0] == "too_many_rows"


def test_entities_are_not_even_declared() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><sst>&a;</sst>'
    assert fault(repacked(book(rows(["a"], ["1"])), sharedStrings=bomb))[0] == "broken"


def test_columns_are_called_as_spreadsheets_call_them() -> None:
    assert [letters(number) for number in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
