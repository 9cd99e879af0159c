"""Forms of plans over HTTP."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from forms import render as printing
from tests.api.asking import Asking, Client, code


def test_a_plan_in_force_is_had_on_its_form(ask: Asking) -> None:
    plan = ask.in_force()
    answer = ask.ani.get(f"{plan}forms/A.1.7.pdf")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    number = plan.split("/")[1]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="A.1.7-plan-{number}.pdf"'
    text = "".join(PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().split())
    for said in (
        str(ask.ani.read(plan)["revision_in_force"]["hash"]),
        "AniContoh",
        "BudiContoh",
        "Terlayaninya",
        "UNITKAB",
    ):
        assert said in text
    assert ask.budi.get(f"{plan}forms/A.1.7.pdf").content == answer.content
    assert ask.ani.get(f"{plan}forms/A.1.8.pdf").content.startswith(b"%PDF")


@pytest.mark.parametrize("form", ["A.1.1", "A.1.2", "A.1.6", "A.1.3", "C.1.3", "x"])
def test_a_form_that_the_plan_does_not_have_is_not_found_and_those_it_has_are_named(
    ask: Asking, form: str
) -> None:
    answer = ask.ani.get(f"{ask.drafted()}forms/{form}.pdf")
    assert code(answer) == (404, "no_such_form")
    assert answer.json()["forms"] == ["A.1.7", "A.1.8", "B.1.1", "B.1.2"]


def test_whoever_may_not_see_the_plan_finds_no_form_of_it(ask: Asking) -> None:
    plan = ask.in_force()
    assert code(ask.eko.get(f"{plan}forms/A.1.7.pdf")) == (404, "not_found")
    assert Client().get(f"{plan}forms/A.1.7.pdf").status_code == 401
    assert ask.indah.get(f"{plan}forms/A.1.7.pdf").status_code == 200


@pytest.mark.parametrize("accepted", ["application/pdf", "application/json", "*/*"])
def test_a_form_is_a_pdf_whatever_is_accepted(ask: Asking, accepted: str) -> None:
    answer = ask.ani.get(f"{ask.drafted()}forms/A.1.8.pdf", Accept=accepted)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")


def test_what_cannot_be_printed_in_time_is_to_be_asked_for_again(
    ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "SECONDS", 0.001)
    assert code(ask.ani.get(f"{ask.drafted()}forms/A.1.8.pdf")) == (503, "not_printed")
