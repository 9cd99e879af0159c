"""Reporting the realisation on pages: a draft that is kept, two windows, what is missing, and sending it once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from cycle_engine.models import Entry
from tests.web.visiting import Visitors
from tests.workflows.evaluation.office import Office
from tests.workflows.monitoring import samples
from tests.workflows.planning.desk import day
from workflows.evaluation.models import Evaluation, Form, SelfAssessment
from workflows.monitoring.commands import write_progress
from workflows.monitoring.data import NewEntry

REPORT = "Report the realisation"


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture
def office(visit: Visitors) -> Office:
    return Office(visit.agency)


def address(evaluation: Evaluation) -> str:
    return f"/evaluations/{evaluation.pk}/steps/self_assess/"


def test_ani_reports_what_her_progress_tells_and_sends_it_once(office: Office, visit: Visitors) -> None:
    plan = office.in_force()
    entries = [
        NewEntry("r1.i1", day("2026-01-12"), "40"),
        NewEntry("r1.i1", day("2026-01-12"), "28", "cepat"),
    ]
    write_progress(plan.pk, entries, office.id("ani"))
    evaluation = office.opened(plan=plan)
    form = visit.ani.get(address(evaluation))
    assert 'value="28"' in form.html and "<svg" in form.html
    saved = visit.ani.press(
        form,
        "Save the draft",
        none_1="<b>Mesin rusak</b>",
        files_0=SimpleUploadedFile("foto.png", samples.PNG),
    )
    assert "Nobody else sees it" in saved.words and SelfAssessment.objects.count() == 0
    assert "&lt;b&gt;Mesin rusak" in saved.html
    checked = visit.ani.press(saved, "Check your answers")
    assert "foto.png" in checked.words and "None, because: <b>Mesin rusak</b>" in checked.words
    assert visit.ani.queries(address(evaluation)) <= 12
    done = visit.ani.press(checked, REPORT)
    assert "Done: Report the realisation." in done.words
    count = Entry.objects.count()
    visit.ani.press(checked, REPORT)
    assert Entry.objects.count() == count
    first, second = SelfAssessment.objects.get().realisations
    assert (first["value"], len(first["evidence"]), second["none_because"]) == (
        "28",
        1,
        "<b>Mesin rusak</b>",
    )


def test_what_is_missing_is_told_before_anything_is_sent(office: Office, visit: Visitors) -> None:
    evaluation = office.opened()
    form = visit.ani.get(address(evaluation))
    checked = visit.ani.press(form, "Check your answers", value_0="banyak")
    assert "Give a realised value, or why there is none, for: 2.1." in checked.words
    assert "1.1: “banyak” is not a number" in checked.words
    with pytest.raises(AssertionError, match="no button"):
        checked.form(REPORT)
    again = visit.ani.get(checked.link("Change the answers"))
    assert 'value="banyak"' in again.html


def test_two_windows_keep_what_was_typed_in_each(office: Office, visit: Visitors) -> None:
    evaluation = office.opened()
    one, two = visit.ani.get(address(evaluation)), visit.ani.get(address(evaluation))
    visit.ani.press(one, "Save the draft", value_0="28")
    stale = visit.ani.press(two, "Save the draft", status=412, value_0="31")
    assert "saved in another window" in stale.words and "Realised value (1.1) : 28" in stale.words
    assert 'value="31"' in stale.html
    visit.ani.press(stale, "Save the draft")
    assert Form.objects.get().contents["realisations"][0]["value"] == "31"
    checked = visit.ani.get(address(evaluation) + "?check")
    visit.ani.press(visit.ani.get(address(evaluation)), "Save the draft", value_0="29", value_1="12")
    refused = visit.ani.press(visit.ani.get(address(evaluation) + "?check"), REPORT, status=422, edit="1")
    assert "saved in another window" in refused.words
    assert SelfAssessment.objects.count() == 0 and "2.1" in checked.words


def test_what_is_typed_after_the_report_was_sent_elsewhere_is_shown_again(
    office: Office, visit: Visitors
) -> None:
    evaluation = office.opened()
    old = visit.ani.get(address(evaluation))
    office.signed(office.rated(office.assessed(evaluation)))
    late = visit.ani.press(old, "Save the draft", status=409, value_0="kelak")
    assert "The record's present state does not allow this step." in late.words
    assert "What you typed stands below." in late.words
    assert 'value="kelak"' in late.html


def test_a_draft_that_saves_itself_is_answered_in_few_words(office: Office, visit: Visitors) -> None:
    evaluation = office.opened()
    sent = visit.ani.get(address(evaluation)).form("Save the draft").fields | {"value_0": ["7"]}
    sent.pop("save")
    answer = visit.ani.client.post(address(evaluation), sent, headers={"X-Draft": "1"})
    assert answer.json() == {"edit": 1}
    late = visit.ani.client.post(address(evaluation), sent, headers={"X-Draft": "1"})
    assert late.status_code == 412 and "another window" in late.json()["why"]
    visit.ani.client.logout()
    out = visit.ani.client.post(address(evaluation), sent, headers={"X-Draft": "1", "HX-Request": "true"})
    assert out.status_code == 401


@pytest.mark.parametrize("name", ["budi", "dewi", "indah"])
def test_nobody_reports_for_another(office: Office, visit: Visitors, name: str) -> None:
    evaluation = office.opened()
    form = visit.ani.get(address(evaluation))
    visitor = getattr(visit, name)
    visitor.press(form, "Save the draft", status=403, value_0="1")
    assert "Save the draft" not in visitor.get(address(evaluation)).words
    visit.eko.get(address(evaluation), status=404)
    assert SelfAssessment.objects.count() == Form.objects.count() == 0
