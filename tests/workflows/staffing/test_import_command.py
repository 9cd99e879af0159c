"""`manage.py import_directory`, the first step of an empty house."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from directory.models import Assignment, Grant, Person, Post, Unit, User
from tests.databases import Database

FIXTURES = Path(__file__).parents[3] / "demo" / "fixtures"
SHEETS = [str(FIXTURES / f"{name}.csv") for name in ("people", "units", "capacities", "posts")]


def run(*arguments: object) -> str:
    out = io.StringIO()
    call_command("import_directory", *arguments, language="en", stdout=out, stderr=out)
    return out.getvalue()


def refused(*arguments: object) -> str:
    out = io.StringIO()
    with pytest.raises(CommandError) as error:
        call_command("import_directory", *arguments, language="en", stdout=out, stderr=out)
    return f"{out.getvalue()}{error.value}"


def test_an_empty_house_is_filled_by_four_sheets_in_any_order(fresh_database: Database) -> None:
    said = run(*SHEETS)
    assert "units: new 103, changed 0, unchanged 0, leaving 0, wrong 0" in said
    assert "--apply" in said
    assert not Unit.objects.exists()
    assert "The directory was changed." in run(*SHEETS, "--apply", "--day", "2026-01-01")
    assert (Unit.objects.count(), Post.objects.count(), Person.objects.count()) == (103, 203, 200)
    assert (Assignment.objects.count(), Grant.objects.count()) == (200, 3)
    assert not User.objects.get(username="ani").has_usable_password()


def test_the_same_sheets_again_change_nothing(fresh_database: Database) -> None:
    run(*SHEETS, "--apply")
    said = run(*SHEETS, "--apply")
    assert "people: new 0, changed 0, unchanged 200, leaving 0, wrong 0" in said
    assert Assignment.objects.count() == 200


def written(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


UNITS = "code,name,parent_code,timezone,work_week"


def test_each_wrong_row_is_told_and_nothing_is_changed(fresh_database: Database, tmp_path: Path) -> None:
    wrong = written(tmp_path, "x.csv", UNITS, "KAB,Kabupaten,,Asia/Jakarta,5", "KEC,,NONE,Asia/Jakarta,5")
    said = refused(wrong, "--apply")
    assert "units, row 3, name: This must be filled in." in said
    assert "units, row 3, parent_code: Nothing with the code “NONE” is known." in said
    assert "Nothing was changed: 2 things are wrong." in said
    assert not Unit.objects.exists()


def test_the_valid_rows_are_taken_when_the_operator_says_so(fresh_database: Database, tmp_path: Path) -> None:
    wrong = written(tmp_path, "x.csv", UNITS, "KAB,Kabupaten,,Asia/Jakarta,5", "KEC,,KAB,Asia/Jakarta,5")
    assert "units 2: KAB (new)" in run(wrong, "--apply", "--valid-rows")
    assert list(Unit.objects.values_list("code", flat=True)) == ["KAB"]


def test_who_leaves_a_complete_sheet_is_told_by_name(fresh_database: Database, tmp_path: Path) -> None:
    run(*SHEETS, "--apply", "--day", "2026-01-01")
    header, *people = (FIXTURES / "people.csv").read_text(encoding="utf-8").splitlines()
    rest = written(tmp_path, "people.csv", header, *[line for line in people if ",ani," not in line])
    said = run(rest, "--complete", "--apply", "--day", "2026-03-01")
    assert "(leaving)" in said
    assert "leaving 1" in said
    (left,) = Assignment.objects.filter(valid_to__isnull=False)
    assert (left.valid_to.isoformat() if left.valid_to else "") == "2026-02-28"
    assert "Only a sheet of people can be complete." in refused(SHEETS[1], "--complete")


def test_a_file_that_is_no_sheet_or_not_there_or_twice_there_is_refused(
    fresh_database: Database, tmp_path: Path
) -> None:
    other = written(tmp_path, "other.csv", "a,b", "1,2")
    assert "by its header this is no sheet" in refused(other)
    assert "No such file" in refused(tmp_path / "none.csv")
    assert "there is another sheet of units" in refused(SHEETS[1], written(tmp_path, "again.csv", UNITS))


def test_a_sheet_with_a_wrong_header_is_known_by_its_name(fresh_database: Database, tmp_path: Path) -> None:
    wrong = written(tmp_path, "units.csv", "code;name;parent_code;timezone;work_week")
    assert "The columns are separated by “;”" in refused(wrong)
