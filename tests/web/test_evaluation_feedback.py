"""Feedback, achievements, reports and openings on pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.web.visiting import Visitors
from tests.workflows.evaluation.office import Office
from workflows.evaluation.models import Achievement, Evaluation
from workflows.monitoring.models import Feedback, FeedbackRequest

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture
def office(visit: Visitors) -> Office:
    return Office(visit.agency)


def test_ani_asks_eko_and_reads_his_answer_with_his_name(office: Office, visit: Visitors) -> None:
    plan = office.in_force()
    page = visit.ani.get(f"/plans/{plan.pk}/feedback/")
    assert "Give feedback" not in page.words
    form = visit.ani.get(page.link("Ask for feedback"))
    sent = visit.ani.press(
        form, "Ask for feedback", about="result:r1", post=str(office.post("eko")), text=HOSTILE
    )
    assert "Your question was sent." in sent.words and HOSTILE not in sent.html
    waits = visit.eko.get("/feedback/")
    assert "Terlayaninya pemohon KTP" in waits.words and HOSTILE in waits.words
    answer = visit.eko.get(waits.link("Answer"))
    empty = visit.eko.press(answer, "Give feedback", status=422, text="")
    assert "This field is required." in empty.words
    visit.eko.press(answer, "Give feedback", text="Cepat " + HOSTILE)
    late = visit.eko.press(answer, "Give feedback", status=422, text="Sekali lagi")
    assert "This question has been answered." in late.words and "Sekali lagi" in late.html
    assert "Cepat" in visit.eko.get("/feedback/?answered").words
    read = visit.ani.get(f"/plans/{plan.pk}/feedback/")
    assert "Eko Contoh (Another party)" in read.words and HOSTILE not in read.html
    assert visit.ani.queries(f"/plans/{plan.pk}/feedback/") <= 12
    key = FeedbackRequest.objects.get().pk
    visit.ani.get(f"/feedback/{key}/", status=404)
    visit.eko.get(f"/plans/{plan.pk}/feedback/", status=404)


def test_budi_gives_feedback_and_nobody_asks_himself(office: Office, visit: Visitors) -> None:
    plan = office.in_force()
    form = visit.budi.get(f"/plans/{plan.pk}/feedback/give/")
    visit.budi.press(form, "Give feedback", about="value:kompeten", text="Terus belajar")
    assert Feedback.objects.get().about == "kompeten"
    ask = visit.ani.get(f"/plans/{plan.pk}/feedback/ask/")
    own = visit.ani.press(
        ask, "Ask for feedback", status=422, about="whole:", post=str(office.post("ani")), text="Bagaimana?"
    )
    assert "nobody asks himself" in own.words and "Bagaimana?" in own.html
    visit.ani.press(form, "Give feedback", status=403, about="whole:", text="Saya hebat")
    assert Feedback.objects.count() == 1 and FeedbackRequest.objects.count() == 0


def test_citra_says_what_budis_unit_achieved(office: Office, visit: Visitors) -> None:
    office.in_force()
    page = visit.citra.get("/achievements/")
    form = visit.citra.get(page.link("Say what a unit achieved"))
    unit = str(visit.agency.units["KEC-PEL"].pk)
    visit.citra.press(form, "Enter the achievement", status=422, unit=unit, period="2026-Q1")
    done = visit.citra.press(form, "Enter the achievement", unit=unit, period="2026-Q1", word="baik")
    assert "Good (Baik)" in done.words and "Citra Contoh" in done.words
    assert Achievement.objects.get().word == "baik"
    assert "Good (Baik)" in visit.ani.get("/achievements/").words
    wrong = visit.dewi.press(
        visit.dewi.get("/achievements/set/"),
        "Enter the achievement",
        status=422,
        unit=unit,
        period="2026-Q1",
        word="istimewa",
    )
    assert "not by you" in wrong.words and Achievement.objects.count() == 1
    assert "Say what a unit achieved" not in visit.eko.get("/achievements/").words


def test_budi_reports_his_unit_at_once(office: Office, visit: Visitors) -> None:
    evaluation = office.delivered()
    there = f"/units/{evaluation.unit_id}/report/{evaluation.period}/"
    form = visit.budi.get(there)
    assert "Ani Contoh" in form.words
    done = visit.budi.press(form, "Report all (1)", to="Sekretaris Daerah " + HOSTILE)
    assert "Evaluations reported: 1." in done.words and "Nothing waits to be reported." in done.words
    assert Evaluation.objects.get().reported_on is not None
    assert HOSTILE not in visit.budi.get(f"/evaluations/{evaluation.pk}/").html
    for visitor in (visit.ani, visit.eko, visit.dewi):
        visitor.get(there, status=404)


def test_dewi_opens_an_evaluation_by_hand_once(office: Office, visit: Visitors) -> None:
    plan = office.in_force()
    early = visit.dewi.press(
        visit.dewi.get(f"/plans/{plan.pk}/evaluations/open/"),
        "Open the evaluation",
        status=422,
        period="2026-Q1",
    )
    assert "The window of this evaluation opens on" in early.words
    office.at("2026-03-21 09:00")
    form = visit.dewi.get(f"/plans/{plan.pk}/evaluations/open/")
    opened = visit.dewi.press(form, "Open the evaluation", period="2026-Q1")
    assert opened.address == f"/evaluations/{Evaluation.objects.get().pk}/"
    assert visit.dewi.press(form, "Open the evaluation", period="2026-Q1").address == opened.address
    listed = visit.ani.get(f"/plans/{plan.pk}/evaluations/")
    assert "Quarter I of 2026" in listed.words and "by hand" not in listed.words
    visit.ani.press(form, "Open the evaluation", status=403, period="2026-Q2")
    visit.eko.get(f"/plans/{plan.pk}/evaluations/", status=404)
