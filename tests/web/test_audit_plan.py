"""The timeline of a plan for inspectors: before and after, hashes, and verifying at the push of a button."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.visiting import Visitors
from tests.workflows.planning.desk import Desk
from workflows.audit import reading
from workflows.audit.models import Access
from workflows.planning.data import Answer, RemarkInput
from workflows.planning.models import Plan


@pytest.fixture
def desk(visit: Visitors) -> Desk:
    return Desk(visit.agency)


def revised(desk: Desk) -> Plan:
    """Ani's plan in its second revision: a result was changed, and a behaviour taken out."""
    plan = desk.returned(RemarkInput("Target terlalu rendah", "r1"))
    contents: dict[str, Any] = desk.agency.complete_contents()
    contents["results"][0]["text"] = "Terlayaninya pemohon KTP pada hari yang sama"
    contents["annexes"]["resources"] = ["Dua komputer", "<i>Satu printer</i>"]
    desk.write(plan, contents)
    desk.take(plan.remarks.get(), "answer", "ani", data=Answer("Sudah dinaikkan"))
    desk.take(plan, "submit", "ani")
    return plan


def test_a_timeline_tells_what_every_act_changed(
    desk: Desk, visit: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = revised(desk)
    page = visit.indah.get(f"/inspect/plans/{plan.pk}/")
    for said in (
        "Ani Contoh Plan of 2026, all decisions",
        "Plan: Sign and submit Draft → Submitted",
        "Remarks Target terlalu rendah",
        "Revision 1, the first",
        "Revision 2: what differs from revision 1",
        "Result 1 changed Text Terlayaninya pemohon KTP pada hari yang sama",
        "Support and resources changed Dua komputer <i>Satu printer</i>",
        "Brought about by Plan: Return for revision",
    ):
        assert said in page.words, (said, page.words)
    assert "<ins> pada hari yang sama</ins>" in page.html
    assert "<i>Satu" not in page.html
    assert page.words.index("Plan: Draft the plan") < page.words.index("Plan: Return for revision")
    monkeypatch.setattr(reading, "note_reads", lambda *read: None)  # written when the page has gone
    assert visit.indah.queries(f"/inspect/plans/{plan.pk}/") <= 12


def test_reading_it_is_noted_once_and_the_employee_sees_it(desk: Desk, visit: Visitors) -> None:
    plan = desk.submitted()
    visit.indah.get(f"/inspect/plans/{plan.pk}/")
    (access,) = Access.objects.all()
    assert (access.what, access.person_id) == ("inspect/plans/{key}/", visit.agency.ani)
    page = visit.ani.get("/account/accesses/")
    assert "Indah Contoh · Inspector · 12 January 2026" in page.words
    assert "Plan of 2026 : Decisions" in page.words
    assert "Nobody." in visit.eko.get("/account/accesses/").words


def test_there_is_nothing_outside_of_the_units_that_one_inspects(desk: Desk, visit: Visitors) -> None:
    here, there = desk.submitted("ani"), desk.submitted("dewi")
    desk.grant("eko", "inspector", "KEC")
    visit.eko.get(f"/inspect/plans/{here.pk}/")
    visit.eko.get(f"/inspect/plans/{there.pk}/", status=404)
    visit.eko.get("/inspect/plans/999999/", status=404)
    form = visit.eko.get(f"/inspect/plans/{here.pk}/")
    visit.eko.press(form, "Verify this chain", 404, plan=there.pk)


# Verifying


def test_a_whole_chain_holds_and_says_how_long_it_is(desk: Desk, visit: Visitors) -> None:
    plan = desk.in_force()
    page = visit.indah.get(f"/inspect/plans/{plan.pk}/")
    done = visit.indah.press(page, "Verify this chain")
    assert done.address == f"/inspect/plans/{plan.pk}/"
    assert "All is whole. Plans: 1, entries: 3." in done.words


def test_all_chains_in_view_are_verified_at_once(desk: Desk, visit: Visitors) -> None:
    desk.submitted("eko")
    desk.in_force()
    found = visit.indah.get("/inspect/?act=plan")
    done = visit.indah.press(found, "Verify the chains of these plans")
    assert done.address == "/inspect/?act=plan"
    assert "All is whole. Plans: 2, entries: 5." in done.words


def test_what_was_changed_by_hand_is_found(desk: Desk, visit: Visitors) -> None:
    plan = desk.in_force()
    with visit.agency.database.owner() as owner:
        owner.execute("ALTER TABLE engine_entry DISABLE TRIGGER USER")
        owner.execute("UPDATE engine_entry SET capacity = 'owner' WHERE step = 'approve'")
        owner.execute("ALTER TABLE engine_entry ENABLE TRIGGER USER")
    page = visit.indah.get(f"/inspect/plans/{plan.pk}/")
    done = visit.indah.press(page, "Verify this chain")
    assert "The ledger is not whole: plan" in done.words
    assert "its fields do not give its hash" in done.words
    assert "All is whole" not in done.words


@pytest.mark.parametrize("plans", [[], ["x"], ["9" * 30], [""]])
def test_nothing_is_verified_where_no_plan_is_named(desk: Desk, visit: Visitors, plans: list[str]) -> None:
    page = visit.indah.get(f"/inspect/plans/{desk.submitted().pk}/")
    visit.indah.press(page, "Verify this chain", 404, plan=plans)
