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
