"""Evidence over HTTP: what is taken, what is refused, and how it is given out."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import UnreadablePostError
from django.http.request import HttpRequest
from django.test import Client as Browser
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests.api.asking import ROOT, Asking, Client, code
from tests.workflows.monitoring import samples
from workflows.monitoring.models import Evidence

MIB = 2**20


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return tmp_path / "evidence"


def number(plan: str) -> str:
    return plan.split("/")[1]


def send(
    client: Client,
    plan: str,
    content: bytes = samples.PDF,
    name: str = "laporan.pdf",
    said: str = "application/pdf",
) -> Any:
    """Send a file as evidence of a plan."""
    file = SimpleUploadedFile("x", content, said)
    file._name = name  # type: ignore[attr-defined]
    return client.http.post(f"{ROOT}evidence/", {"plan": number(plan), "file": file}, format="multipart")


def sent(client: Client, plan: str, *what: Any) -> dict[str, Any]:
    answer = send(client, plan, *what)
    assert answer.status_code == 201, answer.content
    return answer.json()  # type: ignore[no-any-return]


def content_of(client: Client, evidence: dict[str, Any]) -> Any:
    return client.get(f"evidence/{evidence['id']}/content/")


def body_of(answer: Any) -> bytes:
    """The content of an attachment, as the server would send it: it closes the answer afterwards."""
    content = b"".join(answer.streaming_content)
    answer.close()
    return content


def queries(client: Client, address: str) -> int:
    """How many queries a list takes, once all that is remembered is known."""
    client.read(address)
    with CaptureQueriesContext(connection) as seen:
        client.read(address)
    return len(seen)


def stored(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def test_what_was_sent_is_described_and_given_back(ask: Asking) -> None:
    plan = ask.in_force()
    answer = send(ask.ani, plan)
    made = answer.json()
    assert answer.status_code == 201
    assert made == {
        "id": made["id"],
        "plan": number(plan),
        "name": "laporan.pdf",
        "media_type": "application/pdf",
        "size": len(samples.PDF),
        "sha256": hashlib.sha256(samples.PDF).hexdigest(),
        "url": None,
        "found": None,
        "added_by": {"id": str(ask.agency.ani), "name": "Ani Contoh"},
        "added_at": made["added_at"],
    }
    assert made["added_at"].startswith("2026-01-12T02:00:")
    assert ask.budi.read(answer.headers["Location"]) == made
    assert body_of(content_of(ask.budi, made)) == samples.PDF


def test_it_is_given_out_as_an_attachment_that_no_browser_runs(ask: Asking) -> None:
    made = sent(ask.ani, ask.in_force(), b"bulan;jumlah\n", 'rekap "Juli".csv', "text/html")
    answer = content_of(ask.ani, made)
    headers = dict(answer.headers)
    assert body_of(answer) == b"bulan;jumlah\n"
    assert headers["Content-Type"] == "text/csv"
    assert headers["Content-Disposition"] == 'attachment; filename="rekap \\"Juli\\".csv"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Length"] == "13"


def test_a_name_in_any_script_is_told_as_rfc_6266_wants_it(ask: Asking) -> None:
    made = sent(ask.ani, ask.in_force(), samples.PDF, "laporan “Juli”.pdf")
    answer = content_of(ask.ani, made)
    answer.close()
    said = answer.headers["Content-Disposition"]
    assert said == "attachment; filename*=utf-8''laporan%20%E2%80%9CJuli%E2%80%9D.pdf"


def test_a_program_that_accepts_only_the_files_own_type_gets_it(ask: Asking) -> None:
    made = sent(ask.ani, ask.in_force())
    answer = ask.ani.get(f"evidence/{made['id']}/content/", Accept="application/pdf")
    assert (answer.status_code, body_of(answer)) == (200, samples.PDF)


def test_evidence_of_a_plan_is_listed(ask: Asking) -> None:
    plan = ask.in_force()
    made = [sent(ask.ani, plan, samples.PDF, f"{number}.pdf") for number in range(3)]
    first = ask.citra.read(f"evidence/?plan={number(plan)}&page_size=2")
    assert first["results"] == made[:2]
    assert ask.citra.read(first["next"])["results"] == made[2:]
    assert code(ask.ani.get("evidence/")) == (400, "invalid")
    assert code(ask.ani.get(f"evidence/?plan={number(plan)}&name=x")) == (400, "invalid")


def test_a_list_takes_as_many_queries_for_one_as_for_many(ask: Asking) -> None:
    plan = ask.in_force()
    for who in (ask.ani, ask.budi, ask.citra):
        sent(who, plan)
    address = f"evidence/?plan={number(plan)}"
    assert queries(ask.ani, f"{address}&page_size=1") == queries(ask.ani, address)


def test_who_may_not_see_the_plan_sees_none_of_its_evidence(ask: Asking) -> None:
    plan = ask.in_force()
    made = sent(ask.ani, plan)
    hidden = ask.eko.get("evidence/4711/").json()
    for path in (
        f"evidence/{made['id']}/",
        f"evidence/{made['id']}/content/",
        f"evidence/?plan={number(plan)}",
    ):
        answer = ask.eko.get(path)
        assert code(answer) == (404, "not_found")
        assert answer.json() == hidden
    assert code(send(ask.eko, plan)) == (404, "not_found")
    assert code(Client().get(f"evidence/{made['id']}/content/")) == (401, "not_signed_in")
    for who in (ask.dewi, ask.indah):
        assert who.read(f"evidence/{made['id']}/") == made
        assert code(send(who, plan)) == (403, "not_your_turn")


# What is refused


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("laporan.pdf", samples.HTML, "application/pdf"),
        ("laporan.html", samples.HTML, "text/plain"),
        ("foto.png", samples.JPEG, "image/png"),
        ("notula.docx", samples.many_names(), "application/zip"),
        ("../../x", samples.PDF, "application/pdf"),
    ],
)
def test_what_is_no_evidence_is_refused_by_its_content(
    ask: Asking, store: Path, name: str, content: bytes, said: str
) -> None:
    answer = send(ask.ani, ask.in_force(), content, name, said)
    assert code(answer) == (415, "unfit_file")
    assert "PDF" in answer.json()["detail"]
    assert (stored(store), Evidence.objects.count()) == ([], 0)


def test_what_was_said_of_it_does_not_matter(ask: Asking) -> None:
    made = sent(ask.ani, ask.in_force(), samples.PNG, "../../foto.png", "text/html")
    assert (made["media_type"], made["name"]) == ("image/png", "foto.png")


def test_the_limit_is_taken_and_a_byte_more_is_not(ask: Asking, settings: Settings, store: Path) -> None:
    settings.EVIDENCE_LIMIT = MIB
    plan = ask.in_force()
    whole = samples.PDF + bytes(MIB - len(samples.PDF))
    assert sent(ask.ani, plan, whole)["size"] == MIB
    answer = send(ask.ani, plan, whole + b"\x00")
    assert code(answer) == (413, "file_too_large")
    assert "1 MB" in answer.json()["detail"]
    assert len(stored(store)) == 1


def test_it_is_refused_at_the_first_byte_too_many(
    ask: Asking, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EVIDENCE_LIMIT = MIB
    taken = 0
    read = HttpRequest.read

    def counted(request: HttpRequest, *size: int) -> bytes:
        nonlocal taken
        found = read(request, *size)
        taken += len(found)
        return found

    monkeypatch.setattr(HttpRequest, "read", counted)
    assert code(send(ask.ani, ask.in_force(), bytes(8 * MIB))) == (413, "file_too_large")
    assert MIB < taken < 2 * MIB


def test_several_files_are_no_way_around_the_limit(ask: Asking, settings: Settings) -> None:
    settings.EVIDENCE_LIMIT = MIB
    half = samples.PDF + bytes(MIB // 2)
    files = {name: SimpleUploadedFile("a.pdf", half) for name in ("a", "b", "file")}
    answer = ask.ani.http.post(f"{ROOT}evidence/", files, format="multipart")
    assert code(answer) == (413, "file_too_large")


def test_no_temporary_file_is_left_behind(
    ask: Asking, settings: Settings, tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EVIDENCE_LIMIT = MIB
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    plan = ask.in_force()
    sent(ask.ani, plan)
    send(ask.ani, plan, bytes(2 * MIB))
    send(ask.ani, plan, samples.HTML)
    assert stored(settings.FILE_UPLOAD_TEMP_DIR) == []
    assert len(stored(store)) == 1


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"plan": "1"}, "file"),
        ({"plan": "1", "file": "text and no file"}, "file"),
        ({"plan": "1", "file": SimpleUploadedFile("a.pdf", b"")}, "file"),
        ({"file": SimpleUploadedFile("a.pdf", samples.PDF)}, "plan"),
        ({"plan": "one", "file": SimpleUploadedFile("a.pdf", samples.PDF)}, "plan"),
        ({"plan": "1", "more": "x", "file": SimpleUploadedFile("a.pdf", samples.PDF)}, "more"),
    ],
    ids=["no file", "a field", "empty", "no plan", "no id", "a field too many"],
)
def test_a_body_that_lacks_something_says_what(ask: Asking, fields: dict[str, Any], place: str) -> None:
    ask.in_force()
    answer = ask.ani.http.post(f"{ROOT}evidence/", fields, format="multipart")
    assert code(answer) == (400, "invalid")
    assert list(answer.json()["errors"]) == [place]


def test_a_body_that_is_no_multipart_is_refused(ask: Asking) -> None:
    for kind in ("application/json", "application/pdf", "application/x-www-form-urlencoded"):
        assert code(ask.ani.raw("evidence/", b"{}", kind)) == (415, "unsupported_media_type")
    for broken in ("multipart/form-data", "multipart/form-data; boundary="):
        assert code(ask.ani.raw("evidence/", b"x", broken)) == (400, "malformed")
    assert code(ask.ani.raw("evidence/", b"", MULTIPART_CONTENT)) == (400, "invalid")


def test_a_body_that_breaks_off_leaves_nothing(ask: Asking, store: Path) -> None:
    plan = ask.in_force()
    file = SimpleUploadedFile("a.pdf", samples.PDF + bytes(1000))
    whole = encode_multipart(BOUNDARY, {"plan": number(plan), "file": file})
    for length in (len(whole) - 500, len(whole) - len(BOUNDARY) - 6, 30):
        answer = ask.ani.raw("evidence/", whole[:length], MULTIPART_CONTENT)
        assert code(answer)[0] == 400
    assert (stored(store), Evidence.objects.count()) == ([], 0)
    assert ask.ani.raw("evidence/", whole, MULTIPART_CONTENT).status_code == 201


def test_a_connection_that_breaks_off_is_no_mistake_of_ours(
    ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> bytes:
        raise UnreadablePostError("connection reset")

    plan = ask.in_force()
    monkeypatch.setattr(HttpRequest, "read", gone)
    assert code(send(ask.ani, plan)) == (400, "malformed")


def test_a_full_disk_is_told_and_nothing_is_written(
    ask: Asking, store: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    plan = ask.in_force()
    monkeypatch.setattr(os, "fsync", full)
    assert code(send(ask.ani, plan)) == (503, "store_failed")
    assert (stored(store), Evidence.objects.count()) == ([], 0)


def test_a_damaged_file_is_not_given_out_and_logged(
    ask: Asking, store: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = sent(ask.ani, ask.in_force())
    (file,) = stored(store)
    file.write_bytes(samples.PDF.replace(b"1.7", b"1.6"))
    answer = content_of(ask.ani, made)
    assert code(answer) == (500, "damaged_file")
    assert made["sha256"] in caplog.text
    assert str(store) not in answer.json()["detail"]


# By the web session, where the form is read for its token before we see it


TOKEN = "x" * 32


def _signed_in(ask: Asking) -> Browser:
    browser = Browser(enforce_csrf_checks=True, raise_request_exception=False)
    browser.cookies["csrftoken"] = TOKEN
    browser.force_login(ask.agency.user("ani"), "django.contrib.auth.backends.ModelBackend")
    return browser


def test_a_session_sends_evidence_with_its_token(ask: Asking) -> None:
    plan, browser = ask.in_force(), _signed_in(ask)
    file = SimpleUploadedFile("a.pdf", samples.PDF)
    fields = {"plan": number(plan), "file": file}
    answer = browser.post(f"{ROOT}evidence/", fields, headers={"X-CSRFToken": TOKEN})
    assert answer.status_code == 201, answer.content
    file.seek(0)
    assert code(browser.post(f"{ROOT}evidence/", fields)) == (403, "forbidden")


def test_a_session_is_held_to_the_limit(ask: Asking, settings: Settings) -> None:
    settings.EVIDENCE_LIMIT = MIB
    fields = {"plan": number(ask.in_force()), "file": io.BytesIO(bytes(2 * MIB))}
    assert code(_signed_in(ask).post(f"{ROOT}evidence/", fields)) == (413, "file_too_large")
