"""What a leader does beside deciding; and every step of plans, amendments and remarks has a page that works."""

from __future__ import annotations

from typing import Any

import pytest

from cycle_engine.machine import MACHINES
from tests.web.visiting import Visitors
from tests.workflows.planning.desk import Desk, state
from workflows.planning.models import Amendment, Plan, Remark, TakenOver


@pytest.fixture
def desk(visit: Visitors) -> Desk:
    return Desk(visit.agency)


def test_budi_takes_a_result_over_and_says_what_he_tried(desk: Desk, visit: Visitors) -> None:
    plan = desk.in_force()
    page = visit.budi.get(visit.budi.get(f"/plans/{plan.pk}/").link("Take over a result"))
    assert "1. Terlayaninya pemohon KTP" in page.words
    assert "Guidance was given" in page.words
    refused = visit.budi.press(page, "Take over a result", status=422, result="r2", reason="Sakit")
    assert "This field is required." in refused.words
    visit.budi.press(
        refused, "Take over a result", result="r2", tried=["guided", "resources"], reason="Sakit"
    )
    taken = TakenOver.objects.get()
    assert (taken.result, taken.tried, taken.note) == ("r2", ["guided", "resources"], "Sakit")
    assert state(plan) == "in_force"


def test_budi_sets_the_draft_that_he_read_when_ani_does_not_sign(desk: Desk, visit: Visitors) -> None:
    plan = desk.forgotten()
    board = visit.budi.get("/team/?show=mine")
    page = visit.budi.get(board.link("Set without signature"))
    assert "Terlayaninya pemohon KTP" in page.words
    desk.write(plan, visit.agency.complete_contents() | {"approach": "kualitatif"})
    stale = visit.budi.press(page, "Set without signature", status=412, reason="Tidak ditandatangani")
    assert "Tidak ditandatangani" in stale.words
    desk.write(plan, visit.agency.complete_contents())
    page = visit.budi.get(page.address)
    visit.budi.press(page, "Set without signature", reason="Tidak ditandatangani")
    assert state(plan) == "in_force"


@pytest.mark.parametrize("model", [Plan, Amendment, Remark])
def test_every_step_has_a_page_that_works(desk: Desk, visit: Visitors, model: Any) -> None:
    amendment = desk.amending()
    record = {Plan: amendment.plan, Amendment: amendment, Remark: desk.pinned(amendment)}[model]
    steps = MACHINES[model._meta.model_name].steps.values()
    kind = f"{model._meta.model_name}s"
    for step in (each for each in steps if each.offered and not each.is_birth):
        for name in ("ani", "budi", "dewi"):
            page = getattr(visit, name).get(f"/{kind}/{record.pk}/steps/{step.name}/")
            assert str(step.declaration.label) in page.words, step.key
