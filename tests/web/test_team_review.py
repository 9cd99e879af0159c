"""Reviewing one plan after another: what is new, remarks at items, the decision, and then the next one."""

from __future__ import annotations

import pytest

from cycle_engine.models import Entry
from tests.web.visiting import Visitors
from tests.workflows.planning.desk import Desk, state
from workflows.planning.data import RemarkInput as Said
from workflows.planning.models import Plan, Reading, Remark


@pytest.fixture
def desk(visit: Visitors) -> Desk:
    return Desk(visit.agency)


def review(plan: Plan) -> str:
    return f"/plans/{plan.pk}/review/"


def second(desk: Desk) -> Plan:
    """Another plan that waits for Budi."""
    desk.new_post("fani", "budi")
    desk.person("fani", "fani")
    return desk.submitted("fani")


def test_budi_approves_one_and_the_next_comes_at_once(desk: Desk, visit: Visitors) -> None:
    plan, other = desk.submitted(), second(desk)
    page = visit.budi.get("/team/review/")
    assert page.address == review(plan)
    assert "1 more waits." in page.words
    assert "You read it for the first time: all of it is shown." in page.words
    assert "Terlayaninya pemohon KTP, terukur 30 menit" in page.words
    skipped = visit.budi.get(page.link("Skip to the next one"))
    assert skipped.address == review(other)
    page = visit.budi.get(review(plan))
    assert "You have read it on 12 January 2026" in page.words
    following = visit.budi.press(page, "Approve the plan")
    assert "Done: Approve the plan, Ani Contoh." in following.words
    assert following.address == review(other)
    assert state(plan) == "in_force"
    done = visit.budi.press(following, "Approve the plan")
    assert done.address == "/team/"
    assert "Nothing else waits for your decision." in done.words


def test_budi_sees_only_what_changed_since_he_read_it(desk: Desk, visit: Visitors) -> None:
    plan = desk.submitted()
    visit.ani.get(review(plan))
    visit.indah.get(review(plan))
    assert not Reading.objects.exists()
    visit.budi.get(review(plan))
    visit.budi.get(review(plan))
    assert Reading.objects.get().person_id == desk.id("budi")
    desk.take(plan, "withdraw", "ani")
    contents = visit.agency.complete_contents()
    contents["results"][0]["indicators"][0]["target"] = "20"
    contents["results"][1]["indicators"] += [contents["results"][1]["indicators"][0] | {"id": "r2.i2"}]
    contents["results"] += [contents["results"][0] | {"id": "r3", "text": "<b>Baru</b>", "indicators": []}]
    contents["results"][2]["indicators"] = [contents["results"][0]["indicators"][0] | {"id": "r3.i1"}]
    contents["behaviours"] = [{"value": "akuntabel", "expectation": "Mencatat setiap layanan"}]
    desk.write(plan, contents)
    desk.take(plan, "submit", "ani")
    page = visit.budi.get(review(plan))
    assert "What has changed since revision 1, which you read on" in page.words
    assert "Target Removed: 30 Added: 20" in page.words
    assert "Removed: pada hari itu juga" in page.words
    assert "&lt;b&gt;Baru&lt;/b&gt;" in page.html
    assert "<b>Baru" not in page.html
    assert "Unchanged: 0 results" in page.words
    desk.take(plan, "withdraw", "ani")
    desk.take(plan, "submit", "ani")
    again = visit.budi.get(review(plan))
    assert "What has changed since revision 1" in again.words, "the same revision, submitted again"


def test_budi_returns_a_plan_with_remarks_at_its_items_and_settles_the_answers(
    desk: Desk, visit: Visitors
) -> None:
    plan = desk.submitted()
    page = visit.budi.get(review(plan))
    words = {"remark-r1": "Mengapa 30 menit?", "remark-": "Terlalu sedikit"}
    refused = visit.budi.press(page, "Return for revision", status=422, **words)
    assert "This field is required." in refused.words
    assert "Mengapa 30 menit?" in refused.words
    approved = visit.budi.press(refused, "Approve the plan", status=422)
    assert "You wrote remarks. They go with a return" in approved.words
    assert "Mengapa 30 menit?" in approved.words
    visit.budi.press(approved, "Return for revision", reason="Lihat catatan")
    assert state(plan) == "returned"
    assert {(each.item, each.text) for each in Remark.objects.all()} == {
        ("r1", "Mengapa 30 menit?"),
        ("", "Terlalu sedikit"),
    }
    for remark in Remark.objects.all():
        form = visit.ani.get(f"/remarks/{remark.pk}/steps/answer/")
        visit.ani.press(form, "Answer the remark", answer="Sesuai standar")
    desk.take(plan, "submit", "ani")
    page = visit.budi.get(review(plan))
    assert "2 remarks are not settled" in page.words
    assert "Mengapa 30 menit? Answer," in page.words
    refused = visit.budi.press(page, "Approve the plan", status=422)
    assert "Remarks not resolved yet: 2." in refused.words
    keys = [str(each.pk) for each in Remark.objects.all()]
    half = visit.budi.press(refused, "Approve the plan", status=422, settled=keys[:1])
    assert "Remarks not resolved yet: 1." in half.words
    assert Remark.objects.filter(state="answered").count() == 2, "nothing of a refused decision stays"
    visit.budi.press(half, "Approve the plan", settled=keys)
    assert state(plan) == "in_force"
    assert not Remark.objects.exclude(state="resolved").exists()


def test_a_stale_review_shows_what_is_submitted_now_and_keeps_the_remarks(
    desk: Desk, visit: Visitors
) -> None:
    plan = desk.submitted()
    page = visit.budi.get(review(plan))
    desk.take(plan, "withdraw", "ani")
    contents = visit.agency.complete_contents()
    contents["results"] = contents["results"][1:]
    desk.write(plan, contents)
    desk.take(plan, "submit", "ani")
    entries = Entry.objects.count()
    stale = visit.budi.press(
        page,
        "Return for revision",
        status=412,
        reason="Diperbaiki",
        **{"remark-r1": "Ke mana?", "remark-r2": "Baik"},
    )
    assert "The record has changed since you read it." in stale.words
    assert "What has changed since revision 1" in stale.words
    assert "Your remark at an item that is gone" in stale.words
    assert all(said in stale.words for said in ("Ke mana?", "Baik", "Diperbaiki"))
    assert Entry.objects.count() == entries
    visit.budi.press(stale, "Return for revision", **{"remark-r1": ""})
    assert state(plan) == "returned"
    assert Remark.objects.get().text == "Baik"


def test_what_was_not_read_is_not_approved(desk: Desk, visit: Visitors) -> None:
    plan = desk.submitted()
    page = visit.budi.get(review(plan))
    refused = visit.budi.press(page, "Approve the plan", status=422, revision="0" * 64)
    assert "You decided on a revision that is not the one submitted." in refused.words
    assert state(plan) == "submitted"
    visit.budi.press(page, "Approve the plan", status=404, decision="void")


def test_an_amendment_is_reviewed_against_the_plan_in_force(desk: Desk, visit: Visitors) -> None:
    amendment = desk.proposed()
    contents = visit.agency.complete_contents()
    contents["results"][0]["indicators"][0]["target"] = "25"
    desk.write(amendment, contents)
    desk.take(amendment, "submit", "ani")
    page = visit.budi.get("/team/review/")
    assert page.address == f"/amendments/{amendment.pk}/review/"
    assert "What would change of revision 1, which is in force" in page.words
    assert "Target Removed: 30 Added: 25" in page.words
    assert "Unchanged: 1 result" in page.words
    visit.budi.press(page, "Approve the change")
    assert state(amendment) == "approved"


def test_the_superior_decides_by_the_same_page_once_it_is_his_turn(desk: Desk, visit: Visitors) -> None:
    plan = desk.returned(Said("Mengapa?", "r1"))
    remark = Remark.objects.get()
    form = visit.ani.get(f"/remarks/{remark.pk}/steps/answer/")
    visit.ani.press(form, "Answer the remark", answer="Begini")
    desk.take(plan, "submit", "ani")
    early = visit.citra.get(review(plan))
    assert "This is possible only after the planning deadline" in early.words
    assert "<form method" not in early.html.split("<main")[1].split("</main>")[0]
    assert not Reading.objects.filter(person=desk.id("citra")).exists()
    desk.at("2026-02-03 09:00")
    page = visit.citra.get("/team/review/")
    visit.citra.press(page, "Set by the superior")
    assert state(plan) == "in_force"
    assert state(remark) == "resolved"


def test_whoever_may_not_see_the_plan_finds_no_review(desk: Desk, visit: Visitors) -> None:
    plan = desk.submitted()
    visit.eko.get(review(plan), status=404)
    visit.budi.get("/amendments/999999/review/", status=404)
    desk.take(plan, "withdraw", "ani")
    closed = visit.budi.get(review(plan))
    assert "The record's present state does not allow this step." in closed.words
    assert "Terlayaninya" not in closed.words
    assert visit.budi.get(f"/plans/{plan.pk}/steps/approve/").address == review(plan)


def test_a_review_asks_as_much_for_many_items_as_for_few(desk: Desk, visit: Visitors) -> None:
    plan = desk.submitted()
    few = visit.budi.queries(review(plan))
    contents = visit.agency.complete_contents()
    contents["results"] += [each | {"id": f"x{each['id']}", "indicators": []} for each in contents["results"]]
    for each in contents["results"][2:]:
        each["indicators"] = [contents["results"][0]["indicators"][0] | {"id": f"{each['id']}.i1"}]
    desk.take(plan, "return_for_revision", "budi")
    desk.write(plan, contents)
    desk.take(plan, "submit", "ani")
    assert visit.budi.queries(review(plan)) <= few + 1
    assert few <= 12
