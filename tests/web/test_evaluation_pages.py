"""Evaluations on pages: what is open to whom, until when, on which forms; and a page for every step."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from cycle_engine.machine import MACHINES
from notifications.commands import relay
from tests.web.visiting import Visitors
from tests.workflows.evaluation.office import Office
from workflows.cycles.period_words import period_words
from workflows.evaluation.models import Evaluation


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture
def office(visit: Visitors) -> Office:
    return Office(visit.agency)


def address(evaluation: Evaluation) -> str:
    return f"/evaluations/{evaluation.pk}/"


def test_the_page_tells_what_is_due_and_what_was_realised(office: Office, visit: Visitors) -> None:
    evaluation = office.assessed()
    page = visit.ani.get(address(evaluation))
    assert "Ani Contoh Periodic evaluation, Quarter I of 2026" in page.words
    assert "Rate (Budi Contoh): within" in page.words
    assert "Rata-rata sebulan" in page.words and "106.67%" in page.words
    budi = visit.budi.get(address(evaluation))
    assert "Rate (you): within" in budi.words
    for visitor in (visit.ani, visit.budi, visit.dewi):
        assert visitor.queries(address(evaluation)) <= 12
    visit.eko.get(address(evaluation), status=404)


def test_what_is_withheld_from_the_employee_is_on_no_page_before_the_delivery(
    office: Office, visit: Visitors
) -> None:
    evaluation = office.rated(recommendation="Rahasia dulu", results_rating="above", behaviour_rating="above")
    secret = ("Rahasia dulu", "Very good", "sangat_baik", "Above expectation")

    def hidden() -> None:
        page = visit.ani.get(address(evaluation))
        history = visit.ani.get(address(evaluation) + "history/")
        assert "no document yet" in visit.ani.get(address(evaluation) + "documents/").words
        assert "once the evaluation is delivered" in page.words
        assert not [word for word in secret if word in page.html + history.html]
        visit.ani.get(address(evaluation) + "forms/C.pdf", status=404)

    hidden()
    seen = visit.budi.get(address(evaluation)).words
    assert all(word in seen for word in secret if word != "sangat_baik")
    evaluation = office.signed(evaluation)
    hidden()
    evaluation = office.delivered(evaluation)
    page = visit.ani.get(address(evaluation))
    assert all(word in page.html for word in secret)
    documents = visit.ani.get(page.link("Signed documents and forms"))
    assert "Document 1, signed by Budi Contoh" in documents.words
    for form in ("C", "D", "C.1.3", "D.1.1"):
        answer = visit.ani.client.get(f"{address(evaluation)}forms/{form}.pdf")
        assert answer.content.startswith(b"%PDF"), form
    visit.ani.get(f"{address(evaluation)}forms/D.1.3.pdf", status=404)
    visit.eko.get(f"{address(evaluation)}forms/C.pdf", status=404)


def test_every_step_of_an_evaluation_has_a_page(office: Office, visit: Visitors) -> None:
    evaluation = office.assessed()
    steps = [each for each in MACHINES["evaluation"].steps.values() if each.offered and not each.is_birth]
    assert len(steps) > 15
    for step in steps:
        page = visit.budi.get(f"{address(evaluation)}steps/{step.name}/")
        assert str(step.declaration.label) in page.words, step.name


def test_ani_receives_returns_and_may_appeal(office: Office, visit: Visitors) -> None:
    evaluation = office.delivered()
    page = visit.ani.get(address(evaluation))
    form = visit.ani.get(page.link("Receive the evaluation"))
    assert "handed over" not in form.words and "To sign is not to agree." in form.words
    assert "may be left out" not in form.words
    relay()
    assert (
        f"Evaluation delivered: {period_words(evaluation.period)}" in visit.ani.get("/notifications/").words
    )
    received = visit.ani.press(form, "Receive the evaluation")
    assert "Appeal (you): within" in received.words
    assert "Appeal against the result" in received.words
    back = visit.ani.get(received.link("Sign and return"))
    assert "To sign is not to agree: you may still appeal" in back.words
    assert "Done: Sign and return." in visit.ani.press(back, "Sign and return").words


def test_a_manager_says_when_it_was_handed_over(office: Office, visit: Visitors) -> None:
    evaluation = office.delivered()
    form = visit.dewi.get(f"{address(evaluation)}steps/receive/")
    early = visit.dewi.press(form, "Receive the evaluation", status=422, handed_over_on="2026-01-01")
    assert "A manager gives the day of the hand-over" in early.words
    visit.dewi.press(form, "Receive the evaluation", handed_over_on=str(office.now().date()))
    assert Evaluation.objects.get().received_on == office.now().date()
