"""Imports over HTTP: sent, looked at, mended, applied."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import Assignment, Unit
from sheets.reading import MOST_BYTES, opened
from tests.api.asking import Asking, Client, code
from workflows.jobs.commands import run_waiting

UNITS = "code,name,parent_code,timezone,work_week"
POSTS = "code,title,unit_code,superior_code,rater_code,level,heads_unit,independent_unit_head,top"
PEOPLE = (
    "nip,name,kind,email,username,rank,post_code,from,to,"
    "exempt_cause,exempt_from,exempt_to,contract_number,contract_from,contract_to"
)
CAPACITIES = "username,capacity,unit_code,from,to"
FAJAR = "199002022015011001,Fajar Contoh,PNS,fajar@example.org,fajar,Penata (III/c),{post},2026-01-12,,,,,,,"


def send(client: Client, **parts: Any) -> Any:
    """Sheets by kind, each a text or bytes; other fields as they are."""
    body = {
        name: SimpleUploadedFile(f"{name}.csv", part if isinstance(part, bytes) else part.encode())
        if name in ("units", "posts", "people", "capacities")
        else part
        for name, part in parts.items()
    }
    return client.http.post("/api/v1/imports/", body, format="multipart")


def sent(client: Client, **parts: Any) -> str:
    """The address of an import whose preview has been made."""
    answer = send(client, **parts)
    assert answer.status_code == 202, answer.content
    run_waiting()
    return f"imports/{answer.json()['id']}/"


def sheet(*rows: str) -> str:
    return "\n".join(rows) + "\n"


NEW_UNIT = sheet(UNITS, "PKM,Puskesmas,KEC,Asia/Jakarta,6")
NEW_POST = sheet(POSTS, "DOKTER,Dokter,PKM,POST-CITRA,,fungsional,no,no,none")


def test_units_posts_and_people_of_one_import_name_each_other(ask: Asking) -> None:
    people = sheet(PEOPLE, FAJAR.format(post="DOKTER"))
    capacities = sheet(CAPACITIES, "fajar,inspector,PKM,2026-01-12,")
    parts = {"units": NEW_UNIT, "posts": NEW_POST, "people": people, "capacities": capacities}
    address = sent(ask.dewi, **parts)
    seen = ask.dewi.read(address)
    assert (seen["state"], seen["problems"], seen["day"]) == ("previewed", 0, "2026-01-12")
    assert [(each["sheet"], each["rows"], each["new"]) for each in seen["sheets"]] == [
        ("units", 1, 1),
        ("posts", 1, 1),
        ("people", 1, 1),
        ("capacities", 1, 1),
    ]
    assert not Unit.objects.filter(code="PKM").exists()
    job = ask.dewi.post(f"{address}apply/", {"preview": seen["preview"]})
    assert job.status_code == 202
    run_waiting()
    assert ask.dewi.read(address)["state"] == "applied"
    assert Assignment.objects.get(person__accounts__username="fajar").post.code == "DOKTER"


def test_apply_asked_again_is_the_same_job_and_changes_nothing_more(ask: Asking) -> None:
    address = sent(ask.dewi, units=NEW_UNIT)
    first = ask.dewi.post(f"{address}apply/").json()["id"]
    assert ask.dewi.post(f"{address}apply/").json()["id"] == first
    run_waiting()
    assert ask.dewi.post(f"{address}apply/").json()["id"] == first
    assert run_waiting() == 0
    assert Unit.objects.filter(code="PKM").count() == 1


def test_changes_are_told_column_by_column_before_they_are_made(ask: Asking) -> None:
    address = sent(ask.dewi, units=sheet(UNITS, "KEC,Kecamatan Baru,KAB,Asia/Jakarta,6"))
    (change,) = ask.dewi.read(f"{address}changes/?kind=changed")["results"]
    assert (change["row"], change["subject"]) == (2, "KEC")
    assert change["fields"] == [
        {"column": "name", "before": "Unit KEC", "after": "Kecamatan Baru"},
        {"column": "work_week", "before": 5, "after": 6},
    ]


def test_errors_are_told_in_the_readers_language_with_their_place(ask: Asking) -> None:
    address = sent(ask.dewi, posts=sheet(POSTS, "X,Dokter,NONE,,,fungsional,ja,no,none"))
    error, *others = ask.dewi.get(f"{address}errors/", **{"Accept-Language": "en"}).json()["results"]
    assert {each["column"] for each in others} == {"unit_code"}
    assert error == {
        "sheet": "posts",
        "row": 2,
        "column": "heads_unit",
        "message": "This must be yes or no.",
        "rule": "",
    }
    error, *others = ask.dewi.get(f"{address}errors/", **{"Accept-Language": "id"}).json()["results"]
    assert error["message"] == "Isian harus yes atau no."


def test_errors_come_as_a_sheet_to_mend_by(ask: Asking) -> None:
    wrong = sheet(UNITS, "PKM,Pasar,NOWHERE,Asia/Jakarta,6", "PKN,=1+1,KEC,Asia/Jakarta,6")
    address = sent(ask.dewi, units=wrong)
    answer = ask.dewi.get(f"{address}errors.csv", **{"Accept-Language": "en"})
    text = b"".join(answer.streaming_content).decode()
    assert "Units,3,name,This is a formula or an error. Put the value itself there." in text
    answer = ask.dewi.get(f"{address}errors.xlsx", **{"Accept-Language": "id"})
    with opened(io.BytesIO(answer.content)) as table:
        places = [cells[:3] for _row, cells in table.rows()]
    assert ["Unit kerja", 2, "parent_code"] in places
    assert places[-1] == ["Unit kerja", 3, "name"], (
        "row by row, though a formula is found before an unknown code"
    )


def test_wrong_rows_are_applied_only_when_the_manager_says_that_valid_ones_will_do(ask: Asking) -> None:
    address = sent(ask.dewi, units=sheet(NEW_UNIT.strip(), "X,,KEC,Asia/Jakarta,5"))
    refused = ask.dewi.post(f"{address}apply/", {})
    assert code(refused) == (422, "rules_broken")
    assert [each["rule"] for each in refused.json()["blockers"]] == ["ours:wrong_rows"]
    assert ask.dewi.post(f"{address}apply/", {"rows": "valid"}).status_code == 202
    run_waiting()
    assert Unit.objects.filter(code="PKM").exists()
    assert not Unit.objects.filter(code="X").exists()


def test_apply_is_refused_before_there_is_a_preview_and_for_another_one(ask: Asking) -> None:
    answer = send(ask.dewi, units=NEW_UNIT)
    address = f"imports/{answer.json()['id']}/"
    assert answer.json()["state"] == "previewing"
    assert code(ask.dewi.post(f"{address}apply/")) == (409, "wrong_state")
    run_waiting()
    assert code(ask.dewi.post(f"{address}apply/", {"preview": "0" * 64})) == (412, "stale")


def test_a_preview_that_no_longer_holds_is_not_applied_but_made_anew(ask: Asking) -> None:
    row = "KEC,Kecamatan Baru,KAB,Asia/Jakarta,5"
    first, second = sent(ask.dewi, units=sheet(UNITS, row)), sent(ask.dewi, units=sheet(UNITS, row))
    ask.dewi.post(f"{first}apply/")
    run_waiting()
    job = ask.dewi.post(f"{second}apply/").json()["id"]
    run_waiting()
    assert ask.dewi.read(f"jobs/{job}/")["errors"] == [{"code": "stale"}]
    seen = ask.dewi.read(second)
    assert (seen["state"], seen["sheets"][0]["unchanged"]) == ("stale", 1)
    refused = ask.dewi.post(f"{second}apply/")
    assert [each["rule"] for each in refused.json()["blockers"]] == ["ours:nothing_to_apply"]


def test_only_a_manager_imports_and_nobody_else_sees_it(ask: Asking) -> None:
    assert code(send(ask.ani, units=NEW_UNIT)) == (403, "not_your_turn")
    address = sent(ask.dewi, units=NEW_UNIT)
    for path in ("", "errors/", "errors.csv", "changes/"):
        assert ask.indah.get(f"{address}{path}").status_code == 404
    assert code(ask.indah.post(f"{address}apply/"))[0] == 403
    assert ask.indah.read("imports/")["results"] == []
    assert [f"imports/{each['id']}/" for each in ask.dewi.read("imports/")["results"]] == [address]


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ({}, "ours:no_sheet"),
        ({"units": ""}, "ours:empty_file"),
        ({"units": UNITS, "complete": "true"}, "ours:nothing_complete"),
    ],
)
def test_what_cannot_be_an_import_is_refused_at_once(ask: Asking, parts: Any, rule: str) -> None:
    refused = send(ask.dewi, **parts)
    assert code(refused) == (422, "rules_broken")
    assert [each["rule"] for each in refused.json()["blockers"]] == [rule]


def test_a_file_that_is_too_large_is_refused(ask: Asking) -> None:
    assert code(send(ask.dewi, units=b"x" * (MOST_BYTES + 1))) == (413, "too_large")


def test_an_unknown_field_is_refused(ask: Asking) -> None:
    assert code(send(ask.dewi, unit="x", units=NEW_UNIT)) == (400, "invalid")


def test_a_list_of_imports_reads_no_file_and_asks_no_more_for_more(ask: Asking) -> None:
    sent(ask.dewi, units=NEW_UNIT)
    ask.dewi.read("imports/")
    with CaptureQueriesContext(connection) as one:
        ask.dewi.read("imports/")
    sent(ask.dewi, units=NEW_UNIT, posts=NEW_POST)
    with CaptureQueriesContext(connection) as two:
        assert len(ask.dewi.read("imports/")["results"]) == 2
    assert len(one) == len(two)
    assert not [each for each in two.captured_queries if '"content"' in each["sql"]]
