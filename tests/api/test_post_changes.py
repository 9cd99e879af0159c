"""Changes of posts over HTTP: previews, single changes, sheets, and who may see them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cycle_engine.actors import Actor
from directory.imports import put_grants
from directory.rows import GrantData
from sheets.writing import as_xlsx
from tests.api.asking import Asking, code
from tests.workflows.evaluation.office import Office
from tests.workflows.planning.desk import Desk
from workflows.planning.models import Plan
from workflows.staffing import clockwork
from workflows.staffing.models import PostChange

HEADER = ["nip", "change", "post_code", "effective", "decree_number", "note"]
LATER = "2026-05-04"


@pytest.fixture
def baru(agency: Any) -> int:
    """A vacant post below Citra's."""
    return Desk(agency).new_post("baru", below="citra", unit="KEC")


def body(ask: Asking, who: str = "ani", **said: Any) -> dict[str, Any]:
    about = {"change": "retirement", "effective": LATER, "decree_number": "882/1/2026"}
    return about | {"person": str(ask.agency.people[who].pk)} | said


def sent(ask: Asking, path: str, rows: list[list[Any]], by: str = "dewi", only: str = "") -> Any:
    """A sheet of these rows, as XLSX."""
    file = SimpleUploadedFile("mutasi.xlsx", as_xlsx("mutasi", HEADER, rows))
    return getattr(ask, by).http.post(f"/api/v1/{path}", {"file": file, "rows": only}, format="multipart")


def row(ask: Asking, who: str, change: str, post: str = "", effective: str = LATER) -> list[Any]:
    return [ask.agency.people[who].nip, change, post, effective, "821/9/2026", ""]


def test_a_manager_sees_what_a_change_would_do_then_records_it(ask: Asking, baru: int) -> None:
    plan = ask.in_force().split("/")[1]
    wish = body(ask, change="transfer", new_post=str(baru))
    told = ask.dewi.post("post-changes/preview/", wish)
    assert told.status_code == 200, told.content
    shown = told.json()
    assert (shown["at_once"], shown["blockers"], shown["warnings"]) == (False, [], [])
    assert [(each["code"], each["plan"]) for each in shown["consequences"]] == [
        ("ended", plan),
        ("successor", None),
    ]
    assert PostChange.objects.count() == 0
    made = ask.dewi.post("post-changes/", wish)
    assert made.status_code == 201, made.content
    assert (made.json()["state"], made.json()["new_post"]["title"]) == ("planned", "baru")
    assert ask.dewi.read(made.headers["Location"]) == made.json()
    ask.agency.at("2026-05-04 00:01")
    assert clockwork.sweep_all()["applied"] == 1
    assert ask.dewi.read(made.headers["Location"])["state"] == "applied"
    assert len(ask.dewi.read(f"post-changes/?person={ask.agency.ani}&state=applied")["results"]) == 1


def test_who_rates_whom_afterwards_is_told_by_name(ask: Asking) -> None:
    ask.in_force()
    shown = ask.dewi.post("post-changes/preview/", body(ask, "budi")).json()
    (duty,) = shown["goes"]
    assert (duty["duty"], duty["employee"]["name"], duty["to"]["name"]) == (
        "rater",
        "Ani Contoh",
        "Citra Contoh",
    )


@pytest.mark.parametrize("path", ["post-changes/", "post-changes/preview/"])
def test_only_a_manager_records_or_previews_a_change(ask: Asking, path: str) -> None:
    for who in ("ani", "budi", "citra", "indah"):
        assert code(getattr(ask, who).post(path, body(ask))) == (403, "not_your_turn")
    assert code(ask.eko.post(path, body(ask))) == (404, "not_found")
    assert code(ask.dewi.post(path, body(ask, "dewi"))) == (403, "own_cause")
    assert PostChange.objects.count() == 0


def test_all_that_forbids_a_change_is_told_at_once_and_nothing_is_done(ask: Asking) -> None:
    wish = body(ask, change="transfer", decree_number=" ", new_post=str(ask.agency.posts["budi"].pk))
    refused = ask.dewi.post("post-changes/", wish)
    assert code(refused) == (422, "rules_broken")
    told = {each["rule"] for each in refused.json()["blockers"]}
    assert told == {"ours:change_decree", "ours:change_post_free"}
    assert PostChange.objects.count() == 0
    assert {each["rule"] for each in ask.dewi.post("post-changes/preview/", wish).json()["blockers"]} == told


def test_a_change_sent_twice_is_recorded_once(ask: Asking) -> None:
    first = ask.dewi.post("post-changes/", body(ask), key="abc")
    again = ask.dewi.post("post-changes/", body(ask), key="abc")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = ask.dewi.post("post-changes/", body(ask))
    assert [each["rule"] for each in other.json()["blockers"]] == ["ours:change_once"]
    assert PostChange.objects.count() == 1


def test_a_planned_change_is_given_up_with_a_reason(ask: Asking) -> None:
    made = ask.dewi.post("post-changes/", body(ask)).json()
    address = f"post-changes/{made['id']}/steps/cancel/"
    assert code(ask.dewi.post(address, {"reason": "SK dicabut"})) == (428, "version_required")
    assert code(ask.dewi.post(address, {}, 1)) == (422, "rules_broken")
    assert code(ask.indah.post(address, {"reason": "?"}, 1)) == (403, "not_your_turn")
    done = ask.dewi.post(address, {"reason": "SK dicabut"}, 1)
    assert (done.status_code, done.json()["state"]) == (200, "cancelled")
    assert code(ask.dewi.post(address, {"reason": "SK dicabut"}, 2)) == (409, "wrong_state")
    ask.agency.at("2026-05-04 00:01")
    assert clockwork.sweep_all() == {"applied": 0, "refused": 0}


def test_a_change_is_seen_by_managers_and_inspectors_and_by_its_person_once_it_is_carried_out(
    ask: Asking,
) -> None:
    planned = ask.dewi.post("post-changes/", body(ask)).json()["id"]
    now = body(ask, "budi", change="unpaid_leave", effective="2026-01-12")
    done = ask.dewi.post("post-changes/", now).json()["id"]
    seen = {
        who: {each["id"] for each in getattr(ask, who).read("post-changes/")["results"]}
        for who in ("ani", "budi", "citra", "eko", "indah", "dewi")
    }
    both = {planned, done}
    assert seen == {"ani": set(), "budi": {done}, "citra": set(), "eko": set(), "indah": both, "dewi": both}
    assert code(ask.ani.get(f"post-changes/{planned}/")) == (404, "not_found")


def test_a_newcomer_is_described_and_put_in_a_post(ask: Asking, baru: int) -> None:
    newcomer = {"nip": "199503052022032001", "name": "Farah Contoh", "kind": "PNS", "username": "farah"}
    wish = body(ask, change="hire", new_post=str(baru), effective="2026-01-12") | {"newcomer": newcomer}
    del wish["person"]
    assert code(ask.citra.post("post-changes/", wish)) == (403, "not_your_turn")
    told = ask.dewi.post("post-changes/preview/", wish | {"newcomer": newcomer | {"nip": "123"}}).json()
    assert [each["rule"] for each in told["blockers"]] == ["ours:directory"]
    made = ask.dewi.post("post-changes/", wish)
    assert made.status_code == 201, made.content
    assert made.json()["person"]["name"] == "Farah Contoh"
    assert code(ask.dewi.post("post-changes/", body(ask) | {"newcomer": newcomer})) == (400, "malformed")
    assert code(ask.dewi.post("post-changes/", body(ask, person=None))) == (400, "malformed")


def test_a_list_of_changes_asks_as_much_for_many_as_for_one(ask: Asking) -> None:
    ask.dewi.post("post-changes/", body(ask))
    ask.dewi.read("post-changes/")
    with CaptureQueriesContext(connection) as one:
        assert len(ask.dewi.read("post-changes/")["results"]) == 1
    for who in ("budi", "citra", "eko"):
        ask.dewi.post("post-changes/", body(ask, who))
    ask.dewi.read("post-changes/")
    with CaptureQueriesContext(connection) as many:
        assert len(ask.dewi.read("post-changes/")["results"]) == 4
    assert len(many) == len(one)


# As a sheet


def test_a_sheet_is_shown_row_by_row_and_taken_whole(ask: Asking, office: Office, baru: int) -> None:
    ask.in_force()
    rows = [
        row(ask, "ani", "promotion", "POST-BUDI"),
        row(ask, "budi", "promotion", "POST-baru"),
        row(ask, "eko", "retirement"),
    ]
    shown = sent(ask, "post-changes/sheet/preview/", rows)
    assert shown.status_code == 200, shown.content
    assert [(each["row"], each["valid"]) for each in shown.json()["rows"]] == [
        (2, True),
        (3, True),
        (4, True),
    ]
    assert PostChange.objects.count() == 0
    taken = sent(ask, "post-changes/sheet/", rows).json()
    assert taken == shown.json() | {"taken": True}
    assert set(PostChange.objects.values_list("state", flat=True)) == {"planned"}
    office.at("2026-05-04 00:00")
    assert [clockwork.sweep_all()["applied"] for _ in range(3)] == [3, 0, 0]
    assert Plan.objects.get(employee=ask.agency.ani, state="drafting").post_id == ask.agency.posts["budi"].pk


def test_two_who_change_places_change_them_together(ask: Asking) -> None:
    rows = [
        row(ask, "ani", "transfer", "POST-EKO", "2026-01-12"),
        row(ask, "eko", "transfer", "POST-ANI", "2026-01-12"),
    ]
    answer = sent(ask, "post-changes/sheet/", rows)
    assert answer.json()["taken"], answer.json()
    assert set(PostChange.objects.values_list("state", flat=True)) == {"applied"}


def test_one_bad_row_stops_the_whole_sheet_until_only_the_good_ones_are_named(ask: Asking) -> None:
    rows = [row(ask, "ani", "retirement"), row(ask, "budi", "transfer", "NOWHERE"), row(ask, "eko", "return")]
    answer = sent(ask, "post-changes/sheet/", rows).json()
    assert (answer["taken"], PostChange.objects.count()) == (False, 0)
    assert [(each["row"], each["valid"]) for each in answer["rows"]] == [(2, True), (3, False), (4, False)]
    assert [each["column"] for each in answer["rows"][1]["problems"]] == ["post_code"]
    rules = [each["rule"] for each in answer["rows"][2]["preview"]["blockers"]]
    assert rules == ["ours:change_return"]
    answer = sent(ask, "post-changes/sheet/", rows, only="2").json()
    assert (answer["taken"], len(answer["rows"]), PostChange.objects.count()) == (True, 1, 1)


def test_what_is_no_sheet_or_not_in_ones_units_is_refused(ask: Asking) -> None:
    file = SimpleUploadedFile("x.csv", b"nip;change;post_code\n1;2;3\n")
    answer = ask.dewi.http.post("/api/v1/post-changes/sheet/preview/", {"file": file}, format="multipart")
    assert code(answer) == (400, "invalid")
    assert "file" in answer.json()["errors"]
    insp = GrantData(2, "budi", "manager", "INSP", datetime.date(2026, 1, 1))
    put_grants([insp], actor=Actor.of(ask.agency.people["dewi"].pk))
    shown = sent(ask, "post-changes/sheet/preview/", [row(ask, "eko", "retirement")], by="budi").json()
    assert [each["column"] for each in shown["rows"][0]["problems"]] == ["nip"]
    shown = sent(ask, "post-changes/sheet/preview/", [row(ask, "ani", "retirement")], by="budi").json()
    assert [each["rule"] for each in shown["rows"][0]["preview"]["blockers"]] == ["not_your_turn"]
    assert code(sent(ask, "post-changes/sheet/", [], only="x")) == (400, "malformed")
