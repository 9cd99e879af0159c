"""Where managers begin: what needs them, how far a cycle has come, who is late, and finding a plan among all."""

from __future__ import annotations

from typing import Any

import pytest

from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.models import Entry
from cycle_engine.record import record
from directory.models import Post, PostRow
from tests.agency import EVER, Agency
from tests.web.visiting import Visitors
from tests.workflows.planning.desk import Desk, day
from workflows.jobs.commands import run_waiting
from workflows.planning.models import Plan


def many_posts(agency: Agency, count: int) -> None:
    """So many posts more, all in one unit."""
    posts = [Post(code=f"MEJA-{number}") for number in range(count)]
    rows = [
        PostRow(post=post, title=f"Meja {number}", unit=agency.units["KEC"], valid_from=EVER)
        for number, post in enumerate(posts)
    ]
    changes = Changes()
    for row in rows:
        changes.add(row)
    record(posts, "describe", changes, actor=Actor.clock(), notes=[{} for _ in posts])


@pytest.fixture
def desk(visit: Visitors) -> Desk:
    return Desk(visit.agency)


def test_a_manager_sees_what_is_late_reminds_and_reads_how_many_were_told(
    desk: Desk, visit: Visitors
) -> None:
    desk.drafted()
    desk.in_force("eko", by="wibawa")
    desk.at("2026-02-10 09:00")
    start = visit.dewi.get("/manage/")
    assert "Plans of 2026 for which somebody is late: 1" in start.words
    assert "Carry out: 1" in start.html
    late = visit.dewi.get(start.link("See who is late"))
    assert "Ani Contoh" in late.words
    assert "31 January 2026" in late.words
    assert "Eko Contoh" not in late.words
    ask = visit.dewi.get(late.link("Remind all of them"))
    told = visit.dewi.press(ask, "Remind them")
    assert "Queued" in told.words
    run_waiting()
    assert "Persons told 2" in visit.dewi.get(told.address).words


def test_progress_is_told_unit_by_unit_with_late_ones_first(desk: Desk, visit: Visitors) -> None:
    desk.drafted()
    desk.in_force("eko", by="wibawa")
    desk.at("2026-02-10 09:00")
    page = visit.dewi.get(f"/manage/cycles/{visit.agency.cycle.pk}/")
    assert page.words.index("Unit KEC-PEL") < page.words.index("Unit DUKCAPIL")
    assert 'aria-label="Write: 1"' in page.html
    assert visit.dewi.queries(page.address) <= 12


def test_late_duties_are_filtered_by_unit_and_kind(desk: Desk, visit: Visitors) -> None:
    desk.drafted("eko")
    desk.drafted()
    desk.at("2026-02-10 09:00")
    address = f"/manage/cycles/{visit.agency.cycle.pk}/late/"
    every = visit.dewi.get(address)
    assert "Late duties: 2" in every.words
    assert every.words.index("Ani Contoh") < every.words.index("Eko Contoh"), "on one day by name"
    some = visit.dewi.press(every, "Show", unit=str(visit.agency.units["KEC"].pk))
    assert "Ani Contoh" in some.words
    assert "Eko Contoh" not in some.words
    assert "Late duties: 0" in visit.dewi.press(every, "Show", kind="receipt").words
    assert visit.dewi.queries(address) <= 12


def test_a_plan_is_found_by_a_part_of_a_name_or_nip(desk: Desk, visit: Visitors) -> None:
    plan = desk.drafted()
    desk.drafted("eko")
    page = visit.dewi.get("/manage/plans/")
    assert "Plans found: 2" in page.words
    found = visit.dewi.press(page, "Show", q="ani con")
    assert found.link("Ani Contoh") == f"/plans/{plan.pk}/"
    assert "Eko Contoh" not in found.words
    nip = visit.agency.people["eko"].nip
    assert "Plans found: 1" in visit.dewi.get(f"/manage/plans/?q={nip[2:]}&state=drafting").words
    assert "Plans found: 0" in visit.dewi.get("/manage/plans/?late=on").words
    assert "<script>" not in visit.dewi.get("/manage/plans/?q=<script>").html
    assert visit.dewi.queries("/manage/plans/") <= 12


def test_a_plan_is_ended_by_a_transfer_and_the_next_one_begun(desk: Desk, visit: Visitors) -> None:
    plan = desk.in_force()
    for name in ("ani", "eko"):
        desk.leaves(name, "2026-03-31")
    desk.takes_post("ani", "eko", "2026-04-01")
    desk.at("2026-04-01 09:00")
    ending = visit.dewi.get(f"/plans/{plan.pk}/steps/end_early/")
    wanted: dict[str, Any] = {
        "last_day": "2026-03-31",
        "cause": "transfer",
        "new_post": str(desk.post("eko")),
    }
    assert "Done: End the plan." in visit.dewi.press(ending, "End the plan", **wanted).words
    page = visit.dewi.get("/manage/plans/new/")
    new: dict[str, Any] = {
        "employee": str(desk.id("ani")),
        "post": str(desk.post("eko")),
        "from_day": "2026-04-01",
    }
    done = visit.dewi.press(page, "Begin the plan", **new)
    assert "The plan has begun." in done.words
    assert Plan.objects.get(succeeds=plan).starts_on == day("2026-04-01")
    assert Entry.objects.latest("pk").capacity == "manager"


def test_why_a_plan_cannot_begin_is_told_beside_what_was_typed(desk: Desk, visit: Visitors) -> None:
    page = visit.dewi.get("/manage/plans/new/")
    wanted: dict[str, Any] = {
        "employee": str(desk.id("ani")),
        "post": str(desk.post("ani")),
        "reason": "Usul <b>dinas</b>",
    }
    refused = visit.dewi.press(page, "Begin the plan", status=422, **wanted)
    assert "only for an employee whose earlier plan ended by transfer" in refused.words
    assert "Usul &lt;b&gt;dinas" in refused.html
    assert not Plan.objects.exists()


def test_one_of_thousands_is_found_by_words_before_it_is_chosen(desk: Desk, visit: Visitors) -> None:
    many_posts(visit.agency, 30)
    plan = desk.submitted()
    page = visit.dewi.get(f"/plans/{plan.pk}/steps/reassign_rater/")
    assert "Meja 7" not in page.words
    found = visit.dewi.press(page, "Search", rater_post_words="meja 7", reason="Keputusan Bupati")
    assert "Meja 7" in found.words
    assert "Meja 8" not in found.words
    assert "Keputusan Bupati" in found.words
    assert "Nothing was found." in visit.dewi.press(page, "Search", rater_post_words="<i>").words
    forged = visit.dewi.press(page, "Change the rater", status=422, rater_post="999999", reason="x")
    assert "This cannot be chosen." in forged.words
    assert Plan.objects.get(pk=plan.pk).rater_post_id == desk.post("budi")


def test_the_rater_of_a_plan_is_changed_to_a_post_that_was_searched_for(desk: Desk, visit: Visitors) -> None:
    plan = desk.submitted()
    page = visit.dewi.get(f"/plans/{plan.pk}/steps/reassign_rater/")
    chosen = visit.dewi.press(
        page, "Change the rater", rater_post=str(desk.post("citra")), reason="Keputusan Bupati"
    )
    assert "Done: Change the rater." in chosen.words
    assert Plan.objects.get(pk=plan.pk).rater_post_id == desk.post("citra")
    assert Entry.objects.latest("pk").step == "reassign_rater"


@pytest.mark.parametrize("name", ["ani", "budi", "eko", "indah"])
def test_who_manages_nothing_finds_no_page_of_managers(desk: Desk, visit: Visitors, name: str) -> None:
    visitor = getattr(visit, name)
    cycle = visit.agency.cycle.pk
    for address in (
        "",
        "plans/",
        "plans/new/",
        f"cycles/{cycle}/",
        f"cycles/{cycle}/late/",
        f"cycles/{cycle}/remind/",
    ):
        visitor.get(f"/manage/{address}", status=404)
    assert "/manage/" not in visitor.get("/").html
