"""Complaints on pages: a citizen on a telephone, and those who answer him."""

from __future__ import annotations

import io
import logging
import secrets
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from config.processes import COMMANDS
from tests.web.test_surveys import Citizen
from tests.web.visiting import Visitors
from tests.workflows.planning.desk import Desk
from tests.workflows.voice.counter import WORDS, Counter
from tests.workflows.voice.test_surveys import Counter as Surveys
from workflows.voice.complaints import Complaint

FORM = "/complain/KEC-PEL/?lang=en"


@pytest.fixture
def counter(visit: Visitors, settings: Settings) -> Counter:
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": secrets.token_hex(8)}}
    return Counter(Desk(visit.agency))


def test_a_citizen_complains_keeps_his_code_and_says_that_it_is_not_settled(
    counter: Counter, visit: Visitors
) -> None:
    citizen = Citizen()
    page = citizen.get(FORM)
    assert "Nobody learns who you are." in page.words
    assert "Of a complaint nothing is kept but what you write and when" in page.words
    assert "Answers are kept with their day alone" not in page.words
    wrong = citizen.send(page, words="Loket <b>tutup</b>")
    assert wrong.status == 422
    assert "Say whether it is a complaint or a question for information." in wrong.words
    assert wrong.form("Send").fields["words"] == ["Loket <b>tutup</b>"]
    spoken = citizen.speak(wrong, "id")
    assert (spoken.status, Complaint.objects.count()) == (200, 0)
    assert (
        spoken.form("Kirim").fields["words"] == ["Loket <b>tutup</b>"] and 'class="wrong"' not in spoken.html
    )
    wrong = citizen.speak(spoken, "en", "Kirim")
    sent = citizen.send(wrong, category="complaint")
    assert sent.status == 303
    assert Complaint.objects.count() == 1
    assert citizen.send(wrong, category="complaint").status == 422, "a form is taken once"

    thanks = citizen.get(sent.answer["Location"])
    code = thanks.address.split("/")[2]
    assert code in thanks.words
    assert "Answer by 2 February 2026" in thanks.words
    status = citizen.get(thanks.link("See how it stands"))
    assert "Received" in status.words
    assert "Loket" not in status.words, "his words are not behind the code"
    counter.answered(counter.responded(counter.assigned(Complaint.objects.get())))
    answered = citizen.get(status.address)
    for said in ("Kami periksa.", "Loket sudah dibuka.", "You can say so once, until 27 January 2026."):
        assert said in answered.words
    assert "Contoh" not in answered.words
    empty = citizen.send(answered, "Say that it is not settled", words=" ")
    assert (empty.status, "Write something" in empty.words) == (422, True)
    again = citizen.send(empty, "Say that it is not settled", words="Masih tutup")
    assert again.status == 303
    assert "Being worked on" in citizen.get(again.answer["Location"]).words
    late = citizen.send(answered, "Say that it is not settled", words="Masih tutup")
    assert late.status == 422

    find = citizen.get("/complaints/find/?lang=en")
    found = citizen.get(f"{find.address}&code={code.replace('-', ' ')}")
    assert found.answer["Location"] == status.address
    assert citizen.get(f"{find.address}&code=12").status == 422


def test_wrong_codes_floods_and_forms_of_others_are_turned_away(counter: Counter, settings: Settings) -> None:
    code = counter.sent()
    citizen = Citizen("10.0.0.2")
    wrong = citizen.get("/complaints/0000-0000-0000-0000/?lang=en")
    assert (wrong.status, "There is no complaint with this code." in wrong.words) == (404, True)
    assert citizen.get("/complaints/0000-0000-0000-0000/thanks/?lang=en").words == wrong.words
    assert citizen.get("/complain/NOWHERE/").status == 404
    assert [citizen.get(f"/complaints/{code}/").status for _ in range(19)][-2:] == [200, 429]
    assert Client().post(f"/complaints/{code}/", {"words": "x"}, REMOTE_ADDR="10.0.0.2").status_code == 429
    assert Client().post("/complaints/0000-0000-0000-0000/", {"words": "x"}).status_code == 404
    sent: dict[str, Any] = {"category": "complaint", "words": WORDS, "token": "\0"}
    forged = Client().post("/complain/KEC-PEL/", sent, headers={"Origin": "https://evil.example"})
    assert forged.status_code == 403
    page = Citizen("10.0.0.3").get(FORM)
    trapped = Citizen("10.0.0.3").send(page, words="\0", website="http://x.example")
    assert trapped.status == 422
    assert "One field is there to catch programs." in trapped.words
    settings.EVIDENCE_LIMIT = 1000
    for address in ("/complain/KEC-PEL/", "/sign-in/"):
        photo = SimpleUploadedFile("loket.jpg", b"x" * 1001)
        large = Client().post(address, {"photo": photo}, headers={"Accept-Language": "en"})
        assert (large.status_code, "What was sent is too large." in large.content.decode()) == (400, True)
    assert Client().get("/api/v1/complaints/to/%00/").json()["code"] == "malformed"
    assert Complaint.objects.count() == 1


def test_the_log_tells_neither_codes_of_complaints_nor_who_asks(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    (console,) = [each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler]
    monkeypatch.setattr(console, "stream", said := io.StringIO())
    code = counter.sent()
    citizen = Client(REMOTE_ADDR="10.0.0.4")
    assert citizen.post(f"/complaints/{code}/", {"words": " "}).status_code == 422
    for address in (
        "/complaints/1111-2222-3333-4444/",
        f"/api/v1/complaints/receipts/{code[:-1]}/",
        "/complain/NOWHERE/",
        "/s/nowhere/",
        "/api/v1/surveys/nowhere/",
        "/password/MQ/some-token/x/",
    ):
        assert citizen.get(address).status_code == 404
    assert Client().get("/nothing/").status_code == 404
    assert "Unprocessable Entity: /complaints/…" in said.getvalue()
    assert "Not Found: /nothing/" in said.getvalue(), "it is this stream that is read"
    for secret in (code[:-1], "1111", "10.0.0.4", "nowhere", "NOWHERE", "some-token"):
        assert secret not in said.getvalue()
    options = " ".join(COMMANDS["web"])
    assert "access" not in options, "gunicorn keeps no log of who asked for what"


def test_the_unit_lists_its_complaints_with_their_clocks_and_takes_their_steps(
    counter: Counter, visit: Visitors
) -> None:
    complaint = counter.received()
    dewi, ani = visit.dewi, visit.ani
    home = dewi.get("/")
    assert f"Complaint {complaint.pk}" in home.words
    assert dewi.queries("/") <= 12
    form = dewi.get(home.link("Assign"))
    assert "Choose one Kepala" in form.words
    nobody = dewi.press(form, "Assign", status=422)
    assert "Choose one." in nobody.words
    assert "Pengelola Layanan Operasional" in form.words
    assert "Administrator Database" not in form.words, "a post of another unit"
    assert f"Complaint {complaint.pk} · Unit KEC-PEL" in form.words
    assert WORDS in form.words, "nobody assigns what he has not read"
    done = dewi.press(form, "Assign", to_post=str(counter.desk.post("ani")))
    assert "Done: Assign." in done.words
    for said in (WORDS, "First response by 15 January 2026", "Answer by 2 February 2026", "Citizen"):
        assert said in done.words

    page = ani.get(f"/complaints/{complaint.pk}/")
    assert "hubungi saya di […]" in page.words
    assert "081234567890" not in page.html
    step = ani.get(page.link("Respond first"))
    assert "hubungi saya di […]" in step.words, "nobody answers what he cannot see"
    assert "081234567890" not in step.html
    told = ani.press(step, "Respond first", words="Kami <i>periksa</i>")
    assert "Kami &lt;i&gt;periksa" in told.html
    check = ani.press(ani.get(told.link("Check in the field")), "Check in the field", status=422)
    assert "This field is required." in check.words
    ani.press(check, "Check in the field", reason="Perlu melihat loket")
    counter.desk.at("2026-04-20 09:00")
    late = ani.get("/complaints/?show=late")
    assert f"Complaint {complaint.pk}" in late.words
    assert "17 April 2026 Late" in late.words
    question = counter.received(category="information")
    moved = dewi.get(f"/complaints/{question.pk}/steps/forward/")
    other = str(visit.agency.units["DUKCAPIL"].pk)
    assert "Received" in dewi.press(moved, "Forward to another unit", to_unit=other, reason="Dukcapil").words
    visit.eko.get(f"/complaints/{question.pk}/", 404)
    Surveys(visit.agency).set()
    about = counter.received(to="ktp")
    assert "KTP elektronik" in dewi.get(f"/complaints/{about.pk}/steps/dismiss/").words
    assert "There is none." in visit.budi.get("/complaints/?show=all").words
    for _ in range(3):
        counter.assigned()
    own = f"/complaints/{about.pk}/"
    counts = [dewi.queries(each) for each in ("/complaints/?show=all", own, f"{own}steps/dismiss/")]
    assert max(counts) <= 12, counts
