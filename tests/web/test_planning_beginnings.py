"""Beginning a plan, signing it, changing it while it is in force, and remarks on it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.visiting import Visitors
from tests.workflows.planning.desk import Desk, state
from workflows.planning.models import Amendment, Draft, Plan, Remark


@pytest.fixture
def desk(visit: Visitors) -> Desk:
    return Desk(visit.agency)


def test_eko_begins_his_plan_with_one_button_once(desk: Desk, visit: Visitors) -> None:
    cycle = visit.agency.cycle
    page = visit.eko.get(visit.eko.get("/").link("Begin my plan"))
    begun = visit.eko.press(page, "Begin my plan")
    plan = Plan.objects.get(employee=visit.agency.eko)
    assert begun.address == f"/plans/{plan.pk}/edit/"
    assert (plan.post_id, str(plan.starts_on)) == (desk.post("eko"), "2026-01-01")
    assert visit.eko.press(page, "Begin my plan").address == begun.address
    again = visit.eko.press(visit.eko.get(f"/cycles/{cycle.pk}/plans/new/"), "Begin my plan", status=422)
    assert "Another plan of this employee covers the same days" in again.words
    for nobody in ("eko", "wibawa"):
        assert "Begin my plan" not in getattr(visit, nobody).get("/").words
    assert visit.eko.queries("/") <= 12
    visit.eko.get("/cycles/999/plans/new/", status=404)


def test_signing_shows_the_plan_and_signs_what_was_shown(desk: Desk, visit: Visitors) -> None:
    plan = desk.drafted()
    page = visit.ani.get(visit.ani.get(f"/plans/{plan.pk}/edit/").link("Check and sign"))
    for said in ("Terlayaninya pemohon KTP", "30 menit", "It goes to Budi Contoh"):
        assert said in page.words
    other = visit.ani.get(f"/plans/{plan.pk}/edit/results/r1/")
    visit.ani.press(other, "Save", text="Yang lain")
    stale = visit.ani.press(page, "Sign and submit", status=412)
    assert "1. Yang lain" in stale.words
    assert state(plan) == "drafting"
    visit.ani.press(stale, "Sign and submit")
    assert state(plan) == "submitted"


def test_what_is_not_complete_cannot_be_signed_and_says_why(desk: Desk, visit: Visitors) -> None:
    plan = desk.begun("ani", "ani", "2026-01-01", "ani")
    page = visit.ani.get(f"/plans/{plan.pk}/steps/submit/")
    assert "The plan needs at least one main result." in page.words
    assert visit.ani.get(page.link("Write on")).address == f"/plans/{plan.pk}/edit/"
    desk.write(plan, visit.agency.complete_contents() | {"approach": "kualitatif"})
    page = visit.ani.get(f"/plans/{plan.pk}/steps/submit/")
    assert "needs its narrative. Missing for: Indicator 1.1, Indicator 2.1." in page.words
    assert "Indicator 1.1, Indicator 2.1." in visit.ani.get(f"/plans/{plan.pk}/").words
    with pytest.raises(AssertionError, match="no button"):
        page.form("Sign and submit")


def test_ani_changes_her_plan_in_force_and_sees_what_changes(desk: Desk, visit: Visitors) -> None:
    plan = desk.in_force()
    page = visit.ani.get(visit.ani.get(f"/plans/{plan.pk}/").link("Propose a change"))
    visit.ani.press(page, "Propose a change", status=422)
    overview = visit.ani.press(page, "Propose a change", cause="resources", reason="Anggaran dikurangi")
    amendment = Amendment.objects.get(plan=plan)
    assert overview.address == f"/amendments/{amendment.pk}/edit/"
    result = visit.ani.get(overview.link("1. Terlayaninya pemohon KTP"))
    higher: dict[str, Any] = {"r1.i1-target": "45"}
    ready = visit.ani.press(result, "Save", **higher)
    signing = visit.ani.get(ready.link("Check and sign"))
    assert "<del>30</del> <ins>45</ins>" in signing.html
    shown = visit.ani.press(signing, "Sign and submit the change")
    assert shown.address == f"/amendments/{amendment.pk}/"
    assert "<del>30</del> <ins>45</ins>" in shown.html
    assert "Resources not agreed or not given" in shown.words
    assert "A change of this plan is under way." in visit.budi.get(f"/plans/{plan.pk}/").words
    desk.take(amendment, "approve", "budi", data=desk.named(amendment))
    assert "<del>30</del> <ins>45</ins>" in visit.ani.get(f"/amendments/{amendment.pk}/").html
    revisions = visit.ani.get(f"/plans/{plan.pk}/revisions/")
    diff = visit.ani.press(revisions, "Show how they differ")
    assert diff.address == f"/plans/{plan.pk}/revisions/1/2/"
    assert "Indicator 1.1 changed Terlayaninya pemohon KTP, terukur Target 30 45" in diff.words
    assert "45 menit" in visit.ani.get(f"/plans/{plan.pk}/revisions/2/").words
    assert "Anggaran dikurangi" in visit.ani.get(f"/amendments/{amendment.pk}/history/").words


def test_budi_pins_a_remark_to_an_item_and_nobody_below_him_does(desk: Desk, visit: Visitors) -> None:
    plan = desk.submitted()
    assert "Remark on this" not in visit.ani.get(f"/plans/{plan.pk}/").words
    page = visit.budi.get(visit.budi.get(f"/plans/{plan.pk}/").link("Remark on this: 2"))
    shown = visit.budi.press(page, "Remark", text="<script>alert(1)</script>")
    assert shown.address == f"/plans/{plan.pk}/#item-r2"
    assert "&lt;script&gt;" in shown.html
    assert Remark.objects.get().item == "r2"
    visit.budi.press(page, "Remark", status=422, text="")
    resolving = visit.budi.get(shown.link("Resolve the remark"))
    visit.budi.press(resolving, "Resolve the remark")
    assert state(Remark.objects.get()) == "resolved"
    theirs = visit.ani.get(f"/plans/{plan.pk}/remarks/new/")
    visit.ani.press(theirs, "Remark", status=403, text="Untuk diri sendiri")


def test_pages_of_a_plan_are_nothing_to_strangers_and_ask_little(desk: Desk, visit: Visitors) -> None:
    amendment = desk.amending()
    plan = amendment.plan_id
    for address in (
        f"/plans/{plan}/revisions/",
        f"/plans/{plan}/revisions/1/",
        f"/plans/{plan}/revisions/1/2/",
        f"/plans/{plan}/amendments/new/",
        f"/plans/{plan}/remarks/new/",
        f"/plans/{plan}/steps/submit/",
        f"/amendments/{amendment.pk}/",
        f"/amendments/{amendment.pk}/history/",
        f"/amendments/{amendment.pk}/steps/submit/",
    ):
        visit.eko.get(address, status=404)
        assert visit.ani.queries(address) <= 12, address
    visit.ani.get(f"/plans/{plan}/revisions/1/9/", status=404)
    assert Draft.objects.filter(amendment=amendment).exists()
