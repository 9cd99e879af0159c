"""The page of a plan: what it says, where it stands, what was asked of it, and what has happened."""

from __future__ import annotations

import pytest

from tests.web.visiting import Visitors
from tests.workflows.planning.desk import Desk
from workflows.audit.models import Access
from workflows.planning.data import RemarkInput


@pytest.fixture
def desk(visit: Visitors) -> Desk:
    return Desk(visit.agency)


def test_the_page_tells_all_that_a_plan_says(desk: Desk, visit: Visitors) -> None:
    plan = desk.submitted()
    page = visit.budi.get(f"/plans/{plan.pk}/")
    for said in (
        "1. Terlayaninya pemohon KTP",
        "An assignment: Camat",
        "30 menit",
        "Quantity · The lower the better",
        "As it was submitted: revision 1",
        "Mencatat setiap layanan",
        "Dua komputer",
        "Waits for: you",
        "Until 31 January 2026",
    ):
        assert said in page.words, said
    assert "Waits for: Budi Contoh" in visit.ani.get(f"/plans/{plan.pk}/").words
    assert page.link("Form A.1.7") == f"/plans/{plan.pk}/forms/A.1.7.pdf"


def test_a_returned_plan_says_why_and_shows_remarks_at_their_items(desk: Desk, visit: Visitors) -> None:
    plan = desk.returned(RemarkInput("<b>Kurang</b> jelas", "r1"), RemarkInput("Terlalu sedikit"))
    page = visit.ani.get(f"/plans/{plan.pk}/")
    assert "Why it was returned Sesuai catatan dinas" in page.words
    result, _rest = page.html.split('id="item-r1"')[1].split("</article>", 1)
    assert "&lt;b&gt;Kurang&lt;/b&gt; jelas" in result
    assert "Terlalu sedikit" not in result
    assert "Terlalu sedikit" in page.words
    signing = visit.ani.get(f"/plans/{plan.pk}/steps/submit/")
    assert "Remarks that wait for your answer: 2." in signing.words
    assert visit.ani.queries(signing.address) <= 12
    page = visit.ani.get(signing.link("Answer the remarks first"))
    answering = visit.ani.get(page.link("Answer the remark: <b>Kurang</b> jelas"))
    assert (
        "Result 1 : Terlayaninya pemohon KTP" in answering.words and "<b>Kurang</b> jelas" in answering.words
    )
    assert "may be left out" not in answering.words
    done = visit.ani.press(answering, "Answer the remark", answer="Sudah diperjelas")
    assert done.address.startswith(f"/plans/{plan.pk}/")
    assert "Sudah diperjelas" in done.words
    again = visit.ani.get(done.link("Change the answer"))
    assert again.form("Answer the remark").fields["answer"] == ["Sudah diperjelas"]


def test_the_picture_shows_where_the_plan_is_and_says_it_in_words(desk: Desk, visit: Visitors) -> None:
    plan = desk.returned()
    page = visit.ani.get(visit.ani.get(f"/plans/{plan.pk}/").link("What comes next?"))
    assert "plan.en.svg#returned" in page.html
    assert "You are here: Returned for revision" in page.words
    assert "Sign and submit → Submitted (Employee appraised)" in page.words
    visit.ani.get("/ways/nothing/", status=404)
    assert "You are here" not in visit.ani.get("/ways/plan/?at=<b>").words


def test_history_names_who_did_what_and_why(desk: Desk, visit: Visitors) -> None:
    plan = desk.returned()
    page = visit.ani.get(visit.ani.get(f"/plans/{plan.pk}/").link("History"))
    assert "Return for revision Returned for revision Budi Contoh (Rater) · 12 January 2026" in page.words
    assert "Sesuai catatan dinas" in page.words
    assert page.words.index("Return for revision") < page.words.index("Draft the plan")


@pytest.mark.parametrize("path", ["", "history/"])
def test_a_stranger_finds_nothing_and_the_rest_ask_little(desk: Desk, visit: Visitors, path: str) -> None:
    plan = desk.returned(RemarkInput("Kurang jelas", "r1"))
    visit.eko.get(f"/plans/{plan.pk}/{path}", status=404)
    for name in ("ani", "budi", "dewi"):
        assert getattr(visit, name).queries(f"/plans/{plan.pk}/{path}") <= 12, name
    visit.indah.get(f"/plans/{plan.pk}/{path}")
    assert Access.objects.filter(plan=plan.pk, reader=visit.agency.indah).exists()
