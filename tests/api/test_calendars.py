"""Days off over HTTP: the official list as a sheet, what it would change, and the days of units."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.asking import Asking, Client, code
from workflows.cycles.models import DayOff
from workflows.jobs.commands import run_waiting

HEADER = "date,kind,name"
NEXT = [
    "2027-01-01,holiday,Tahun Baru 2027",
    "2027-08-17,holiday,Proklamasi Kemerdekaan",
    "2027-12-24,joint_leave,Cuti bersama Natal",
]


def send(client: Client, path: str, *lines: str) -> Any:
    file = SimpleUploadedFile("libur.csv", "\n".join([HEADER, *lines]).encode(), "text/csv")
    return client.http.post(f"/api/v1/{path}", {"file": file}, format="multipart")


def official(ask: Asking) -> list[str]:
    """The list of 2026, as it was loaded."""
    days = ask.ani.read("calendars/2026/")["days"]
    return [f"{each['date']},{each['kind']},{each['name']}" for each in days]


def test_everybody_reads_the_days_off_and_whether_they_are_estimates(ask: Asking) -> None:
    this, following = ask.eko.read("calendars/2026/"), ask.eko.read("calendars/2027/")
    assert (this["provisional"], len(this["days"]), this["closures"]) == (False, 25, [])
    assert following["provisional"] is True
    assert "2027-12-25" in [each["date"] for each in following["days"]]
    assert code(ask.ani.get("calendars/1999/")) == (404, "not_found")


def test_a_list_is_looked_at_first_and_then_loaded(ask: Asking) -> None:
    preview = send(ask.dewi, "calendars/2027/preview/", *NEXT)
    assert preview.status_code == 200, preview.content
    change = preview.json()
    assert [each["date"] for each in change["added"]] == ["2027-12-24"]
    assert "2027-12-25" in [each["date"] for each in change["withdrawn"]]
    assert ask.ani.read("calendars/2027/")["provisional"] is True
    loaded = send(ask.dewi, "calendars/2027/", *NEXT)
    assert (loaded.status_code, len(loaded.json()["days"])) == (200, 3)
    assert run_waiting() == 1
    assert ask.dewi.read(f"jobs/{loaded.json()['job']}/")["state"] == "done"
    calendar = ask.ani.read("calendars/2027/")
    assert (calendar["provisional"], len(calendar["days"])) == (False, 3)
    assert send(ask.dewi, "calendars/2027/", *NEXT).json()["job"] is None


def test_a_new_day_off_moves_open_deadlines_as_many_as_was_said(ask: Asking) -> None:
    address = ask.submitted()
    before = ask.budi.read("inbox/")["results"][0]["due_at"]
    lines = [*official(ask), "2026-01-19,joint_leave,Cuti bersama tambahan"]
    change = send(ask.dewi, "calendars/2026/preview/", *lines).json()
    assert (change["open"], change["moved"]) == (2, 1)
    assert [each["date"] for each in change["added"]] == ["2026-01-19"]
    assert ask.budi.read("inbox/")["results"][0]["due_at"] == before
    job = send(ask.dewi, "calendars/2026/", *lines).json()["job"]
    run_waiting()
    assert ask.dewi.read(f"jobs/{job}/")["result"] == {"moved": 1}
    assert ask.budi.read("inbox/")["results"][0]["due_at"] > before
    assert ask.ani.read(address)["state"] == "submitted"


def test_a_day_that_is_withdrawn_moves_nothing_to_an_earlier_day(ask: Asking) -> None:
    ask.submitted()
    lines = [each for each in official(ask) if not each.startswith("2026-01-16")]
    assert send(ask.dewi, "calendars/2026/preview/", *lines).json()["moved"] == 0


def test_a_day_off_that_has_passed_stays(ask: Asking) -> None:
    lines = [each for each in official(ask) if not each.startswith("2026-01-01")]
    for path in ("calendars/2026/preview/", "calendars/2026/"):
        answer = send(ask.dewi, path, *lines)
        assert [each["rule"] for each in answer.json()["blockers"]] == ["day_passed"]
    assert len(official(ask)) == 25


def test_a_unit_has_days_of_its_own_by_its_manager(ask: Asking) -> None:
    unit = ask.agency.units["KEC-PEL"].pk
    ask.submitted()
    day = "2026-01-19,local,Hari jadi kecamatan"
    assert send(ask.dewi, f"calendars/2026/preview/?unit={unit}", day).json()["moved"] == 1
    assert send(ask.dewi, f"calendars/2026/?unit={unit}", day).status_code == 200
    closures = ask.eko.read("calendars/2026/")["closures"]
    assert [(each["unit"]["name"], each["date"], each["name"]) for each in closures] == [
        ("Unit KEC-PEL", "2026-01-19", "Hari jadi kecamatan")
    ]
    assert ask.eko.read(f"calendars/2026/?unit={ask.agency.units['KEC'].pk}")["closures"] == []
    assert code(send(ask.dewi, "calendars/2026/?unit=4711", day)) == (404, "not_found")


def test_nobody_else_loads_or_looks_ahead(ask: Asking) -> None:
    for client in (ask.ani, ask.indah):
        for path in ("calendars/2027/", "calendars/2027/preview/"):
            assert code(send(client, path, *NEXT)) == (403, "not_your_turn")
    assert not DayOff.objects.filter(year=2027).exists()


def test_a_wrong_sheet_is_refused_by_row_and_column(ask: Asking) -> None:
    answer = send(ask.dewi, "calendars/2027/", "2026-01-01,holiday,A", "2027-01-02,sunday,B")
    assert code(answer) == (400, "invalid")
    places = [each.partition(":")[0] for each in answer.json()["errors"]["file"]]
    assert places == ["2 date", "3 kind"]
    assert code(send(ask.dewi, "calendars/1999/", *NEXT)) == (404, "not_found")
