"""What citizens see and send, before a browser without scripts and without cookies; and what managers see of it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

if TYPE_CHECKING:
    from tests.agency import Agency
    from tests.web.visiting import Shown, Visitors
    from tests.workflows.voice.test_surveys import Counter

ANSWER = "/s/ktp/"
HEAVIEST = 15 * 1024  # bytes over the wire


@pytest.fixture
def counter(agency: Agency, settings: Settings) -> Counter:
    import secrets

    from tests.workflows.voice.test_surveys import Counter

    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": secrets.token_hex(8)}}
    made = Counter(agency)
    made.set()
    return made


def counted(address: str) -> int:
    """How many queries the page takes, its second time."""
    Client().get(address)
    with CaptureQueriesContext(connection) as found:
        Client().get(address)
    return len(found)


class Citizen:
    """Somebody with a telephone, who follows links and sends forms, and keeps no cookie."""

    def __init__(self, address: str = "10.0.0.1") -> None:
        self.address = address

    def get(self, address: str, **headers: str) -> Shown:
        return self._shown(self._client().get(address, headers=headers), address)

    def send(self, shown: Shown, button: str = "Send", **fields: Any) -> Shown:
        form = shown.form(button)
        sent = form.fields | {name.replace("_", "-", 1): [value] for name, value in fields.items()}
        there = urljoin(shown.address, form.action)
        return self._shown(self._client().post(there, sent), there)

    def speak(self, shown: Shown, language: str, button: str = "Send") -> Shown:
        """The page with what stands in its form, in another language."""
        there = urljoin(shown.address, f"?lang={language}")
        sent = shown.form(button).fields | {"language": [language]}
        return self._shown(self._client().post(there, sent), there)

    def all(self, score: int) -> dict[str, str]:
        from tests.workflows.voice.test_surveys import SCORES

        return {f"score_{code}": str(score) for code in SCORES}

    def _client(self) -> Client:
        return Client(REMOTE_ADDR=self.address, enforce_csrf_checks=True)

    def _shown(self, answer: Any, address: str) -> Shown:
        from tests.web.visiting import Shown

        assert not answer.cookies, "nothing is kept in a citizen's browser"
        return Shown(answer, address)


def test_a_citizen_answers_without_cookies_and_what_was_good_is_not_lost(counter: Counter) -> None:
    from workflows.voice.models import Answer, Comment

    citizen = Citizen()
    page = citizen.get(f"{ANSWER}?lang=en")
    assert page.status == 200
    assert "1 of 9. Do the requirements fit the kind of service?" in page.words
    assert page.answer["Cache-Control"] == "no-store"
    some = citizen.all(4) | {"score_time": "9"}
    del some["score_cost"]
    wrong = citizen.send(page, **some, comment="Cepat & ramah <b>")
    assert wrong.status == 422
    assert "Time to complete: a score is 1, 2, 3 or 4." in wrong.words
    assert "Cost or tariff: choose one of the four answers." in wrong.words
    assert "How fair is the cost?:" not in wrong.words, "what is wrong is said in few words"
    assert "8 of 9 questions are answered" in wrong.words
    kept = wrong.form("Send").fields
    assert (kept["comment"], kept["score-product"]) == (["Cepat & ramah <b>"], ["4"])
    assert kept["token"] != page.form("Send").fields["token"]

    assert 'formaction="/s/ktp/?lang=id" name="language" value="id"' in wrong.html
    spoken = citizen.speak(wrong, "id")
    assert spoken.status == 200 and "7 dari 9 pertanyaan" in spoken.words and Answer.objects.count() == 0
    kept = spoken.form("Kirim").fields
    assert (kept["comment"], kept["score-product"]) == (["Cepat & ramah <b>"], ["4"])
    assert "score-cost" not in kept and 'class="wrong"' not in spoken.html

    trapped = citizen.send(wrong, score_time="4", score_cost="4", website="https://buy.example")
    assert (trapped.status, Answer.objects.count()) == (422, 0)
    assert "One field is there to catch programs." in trapped.words
    counter.agency.at("2026-01-12 11:30")
    late = citizen.send(trapped, website="")
    assert late.status == 422
    assert "This form lay open too long." in late.words
    done = citizen.send(late, website="")
    assert (done.status, done.answer["Location"]) == (303, "/s/ktp/thanks/?lang=en")
    assert (Answer.objects.get().scores, Comment.objects.get().text) == ([4] * 9, "Cepat & ramah <b>")
    again = citizen.send(late, website="")
    assert again.status == 422
    assert "This form was sent before and has been counted." in again.words
    thanks = citizen.get("/s/ktp/thanks/?lang=en")
    assert "it counts" in thanks.words
    assert "1 answer so far. The index is shown from 30 answers on." in thanks.words


def test_forms_of_others_and_floods_are_turned_away_and_hostile_input_breaks_nothing(
    counter: Counter,
) -> None:
    from workflows.voice.floods import MOST, WITHIN
    from workflows.voice.models import Answer, Comment

    citizen = Citizen("10.0.0.2")
    page = citizen.get(f"{ANSWER}?lang=en")
    fields = page.form("Send").fields
    for origin in ("https://evil.example", "null"):
        forged = Client(enforce_csrf_checks=True).post(ANSWER, fields, headers={"Origin": origin})
        assert forged.status_code == 403
    for hostile in (
        {"token": "x" * 5000},
        {"token": "a:b:c"},
        {"token": "\x00"},
        {"score-time": "1", "comment": "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace")},
        {"comment": "\x00"},
        {"score-time": ["1", "2"]},
        {"score-__class__": "1"},
    ):
        sent = fields | {"token": fields["token"]} | hostile
        assert Client().post(ANSWER, sent, REMOTE_ADDR="10.0.0.3").status_code == 422, hostile
    assert Client().get("/s/no-such/").status_code == 404
    assert Client().get("/s/ktp/index/?period=2026-13").status_code == 404
    assert Client().post("/s/ktp/index/").status_code == 405
    for _ in range(MOST):
        assert citizen.send(page).status == 422
    flooded = citizen.send(page, comment="Saya tetap di sini")
    assert (flooded.status, flooded.answer["Retry-After"]) == (429, str(WITHIN))
    assert "Too much has come from your connection at once." in flooded.words
    assert flooded.form("Send").fields["comment"] == ["Saya tetap di sini"]
    assert Citizen("10.0.0.4").send(page, **citizen.all(1), comment="\0 \0").status == 303
    assert (Answer.objects.count(), Comment.objects.count()) == (1, 0)


def test_public_pages_are_small_speak_two_languages_and_may_be_kept(counter: Counter) -> None:
    counter.set(minimum=10)
    counter.answers(9, 3)
    citizen = Citizen()
    index = citizen.get("/s/ktp/index/")
    assert "9 jawaban" in index.words or "9 answers" in index.words
    assert "75" not in index.words
    counter.answer(3, address="10.7.0.1", comment="Hubungi 0812 3456 7890")
    shown = citizen.get("/s/ktp/index/?lang=en")
    assert "75.00 C" in shown.words
    assert "From 10 answers." in shown.words
    assert "Staff behaviour" in shown.words
    assert "0812" not in shown.html, "no comment is public until the unit replies"
    assert shown.answer["Cache-Control"] == "public, max-age=60"
    tag = shown.answer["ETag"]
    assert citizen.get("/s/ktp/index/?lang=en", **{"If-None-Match": tag}).status == 304
    assert citizen.get("/s/ktp/index/", **{"If-None-Match": tag}).status == 200
    listed = citizen.get("/s/?lang=en")
    assert "KTP elektronik" in listed.words
    assert "index 75.00, grade C" in listed.words
    few = counted("/s/")
    kec = counter.agency.units["KEC"].pk
    counter.set(code="camat", name="Rekomendasi", unit=kec, minimum=11)
    counter.set(code="izin", name="Izin", unit=kec, minimum=10)
    assert "Unit KAB : 10 answers" in citizen.get("/s/?lang=en").words
    counter.answer(4, "camat", address="10.7.0.2")
    listed = citizen.get("/s/?lang=en")
    assert "Unit KAB : index 77.27, grade B" in listed.words
    assert "Unit KEC The unit with all below it: index 77.27, grade B" in listed.words
    assert "Unit KEC-PEL KTP elektronik index 75.00, grade C" in listed.words
    assert counted("/s/") == few <= 12
    for address in (ANSWER, "/s/", "/s/ktp/index/", "/s/ktp/thanks/"):
        answer = Client().get(address, headers={"Accept-Encoding": "gzip"})
        assert len(answer.content) < HEAVIEST, address
        assert '<html lang="id">' in citizen.get(address).html
        english = citizen.get(address, **{"Accept-Language": "en-GB,en;q=0.9"})
        assert '<html lang="en">' in english.html
        assert "Accept-Language" in english.answer["Vary"]
        assert "<script" not in citizen.get(address).html
        assert "Ani" not in citizen.get(address).words, "a survey names nobody"
    counter.agency.at("2026-04-02 09:00")
    later = citizen.get("/s/ktp/index/?lang=en&period=2026-Q2")
    assert "0 answers so far." in later.words
    then = citizen.get(later.link("January 2026"))
    assert "January 2026 75.00 C" in then.words
    assert citizen.get(then.link("Complain or ask")).status == 200
    assert citizen.get(then.link("Find your complaint")).address == "/complaints/find/?lang=en"


def test_a_manager_makes_a_service_and_the_unit_replies_to_its_comments(
    agency: Agency, visit: Visitors
) -> None:
    from pypdf import PdfReader

    from tests.workflows.voice.test_surveys import Counter
    from workflows.voice.models import Comment

    unit = agency.units["KEC-PEL"].pk
    form = visit.dewi.get("/manage/services/new/")
    wrong = visit.dewi.press(form, "Make the service", status=422, unit=str(unit), name="KTP", code="K T P")
    assert "A code has 3 to 30 small letters" in wrong.words
    made = visit.dewi.press(wrong, "Make the service", code="ktp")
    assert "The service is so from today on." in made.words
    assert "skm-ktp" in made.words
    own = visit.dewi.press(
        form, "Make the service", unit=str(unit), name="KIA", code="kia", questions="Ramah\nCepat"
    )
    assert "1 of 2. Ramah" in Citizen().get("/s/kia/?lang=en").words
    changed = visit.dewi.press(
        visit.dewi.get(own.link("Change the service")), "Save", active=None, minimum="40"
    )
    assert "closed" in changed.words
    assert "takes no answers at present" in Citizen().get("/s/kia/?lang=en").words
    visit.ani.get("/services/ktp/change/", status=403)
    visit.eko.get("/services/ktp/", status=404)
    visit.eko.get("/manage/services/new/", status=404)
    assert "There is none." in visit.eko.get("/services/").words

    counter = Counter(agency)
    counter.answer(4, address="10.3.0.1", comment="Hubungi 0812 3456 7890 <i>")
    key = Comment.objects.get().pk
    assert "0812 3456 7890 <i>" in visit.dewi.get("/services/ktp/comments/").words
    assert "Hubungi […] <i>" in visit.budi.get("/services/ktp/comments/").words
    page = visit.ani.get(f"/services/ktp/comments/{key}/")
    assert "Jaringan putus." in visit.ani.press(page, "Save", text="Jaringan putus.").words
    page = visit.budi.get(f"/services/ktp/comments/{key}/")
    visit.budi.press(page, "Save", status=422, text="")
    visit.budi.press(page, "Save", text="Kami perbaiki.")
    assert "Hubungi […] <i> The unit: Kami perbaiki." in Citizen().get("/s/ktp/index/?lang=en").words
    assert "Jaringan putus." not in Citizen().get("/s/ktp/index/?lang=en").words
    for address in ("/services/", "/services/ktp/", "/services/ktp/comments/"):
        before = visit.dewi.queries(address)
        counter.answers(2, 3)
        counter.answer(3, address="10.3.0.9", comment="Lagi")
        assert visit.dewi.queries(address) == before <= 12, address

    counter.set(name=("Pelayanan " * 15).strip())
    pdf = visit.ani.get("/services/ktp/poster.pdf").answer
    assert pdf["Content-Type"] == "application/pdf"
    (sheet,) = PdfReader(io.BytesIO(pdf.content)).pages
    assert "/s/ktp/" in sheet.extract_text()
