"""The operator loads the official list of days off."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.workflows.planning.desk import Desk, day, due
from workflows.cycles.models import DayOff
from workflows.jobs.commands import run_waiting

OFFICIAL = Path("demo/fixtures/holidays-2026.csv")
MORE = "2026-01-19,joint_leave,Cuti bersama tambahan\n"


def load(*words: object) -> str:
    out = StringIO()
    call_command("load_holidays", *map(str, words), "--language", "en", stdout=out)
    return out.getvalue()


def listed(folder: Path, text: str) -> Path:
    path = folder / "libur.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_list_is_told_first_and_loaded_with_apply(desk: Desk, tmp_path: Path) -> None:
    plan = desk.submitted()
    path = listed(tmp_path, OFFICIAL.read_text(encoding="utf-8") + MORE)
    assert load(path).splitlines() == [
        "+ 2026-01-19 joint_leave Cuti bersama tambahan",
        "Of 2 open deadlines 1 move.",
        "Nothing was changed yet; that is done by --apply.",
    ]
    assert not DayOff.objects.filter(day="2026-01-19").exists()
    assert load(path, "--apply").splitlines()[-1] == "The list of 2026 is loaded."
    assert run_waiting() == 1
    assert due(plan, "rater_decides").last_day == day("2026-01-21")


def test_a_wrong_list_is_refused_with_each_cell(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"days_off, 2, kind: .*holiday, joint_leave"):
        load(listed(tmp_path, "date,kind,name\n2027-01-01,sunday,A\n"), "--apply")
    with pytest.raises(CommandError, match="The list is empty"):
        load(listed(tmp_path, "date,kind,name\n"), "--apply")
    with pytest.raises(CommandError, match="No such file"):
        load(tmp_path / "none.csv")
    with pytest.raises(CommandError, match="has passed"):
        load(listed(tmp_path, "date,kind,name\n2026-12-25,holiday,Natal\n"), "--apply")
    assert DayOff.objects.filter(withdrawn_at=None).count() == 25
