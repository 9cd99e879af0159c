"""Approving many at once: a summary of each, a check, and each one's own outcome."""

from __future__ import annotations

import pytest

from cycle_engine.models import Entry
from tests.web.visiting import Shown, Visitors
from tests.workflows.planning.desk import Desk, state
from workflows.planning.models import Plan

MANY = "/team/approve/"


@pytest.fixture
def desk(visit: Visitors) -> Desk:
    return Desk(visit.agency)


def more(desk: Desk, *names: str) -> list[Plan]:
    """Submitted plans of others whom Budi rates."""
    for name in names:
        desk.new_post(name, "budi")
        desk.person(name, name)
    return [desk.submitted(name) for name in names]


def chosen(page: Shown) -> list[str]:
    return list(page.form("Check those that I chose").fields.get("chosen", []))


def test_budi_approves_what_he_chose_and_is_told_of_each(desk: Desk, visit: Visitors) -> None:
    plans = [desk.submitted(), *more(desk, "fani", "gani")]
    visit.budi.get(f"/plans/{plans[0].pk}/review/")
    page = visit.budi.get(visit.budi.get("/team/").link("Approve several at once"))
    assert "Ani Contoh · Plan of 2026 · 2 results · read" in page.words
    assert "fani · Plan of 2026 · 2 results not read yet" in page.words
    assert chosen(page) == []
    none = visit.budi.press(page, "Check those that I chose", status=422)
    assert "Choose at least one" in none.words
    whole = visit.budi.get(page.link("Choose all on this page"))
    assert len(chosen(whole)) == 3
    check = visit.budi.press(whole, "Check those that I chose")
    assert "You approve 3" in check.words
    assert "You have not read 2 of them." in check.words
    assert {state(plan) for plan in plans} == {"submitted"}, "nothing is done before it was checked"
    desk.take(plans[1], "withdraw", "fani")
    desk.take(plans[1], "submit", "fani")
    done = visit.budi.press(check, "Approve all 3")
    assert done.words.count("Done Approve the plan") == 2
    assert "fani · Refused The record has changed since you read it." in done.words
    assert [state(plan) for plan in plans] == ["in_force", "submitted", "in_force"]
    entries = Entry.objects.count()
    again = visit.budi.press(check, "Approve all 3")
    assert again.words.count("Done Approve the plan") == 2, "sent twice, done once, told the same"
    assert Entry.objects.count() == entries


def test_what_cannot_be_approved_says_why_and_cannot_be_chosen(desk: Desk, visit: Visitors) -> None:
    plan = desk.submitted()
    (other,) = more(desk, "fani")
    desk.pinned(plan)
    page = visit.budi.get(f"{MANY}?all=1")
    (only,) = chosen(page)
    assert only.startswith(f"plan/{other.pk}/approve/")
    assert "Not to be approved yet" in page.words
    assert "Remarks not resolved yet: 1." in page.words
    check = visit.budi.press(page, "Check those that I chose")
    desk.take(other, "withdraw", "fani")
    left = visit.budi.press(page, "Check those that I chose")
    assert "1 of those that you chose has changed meanwhile" in left.words
    refused = visit.budi.press(check, "Approve 1")
    assert "Refused" in refused.words
    assert state(other) == "drafting"


def test_an_amendment_stands_among_them_with_what_it_changes(desk: Desk, visit: Visitors) -> None:
    amendment = desk.amending()
    page = visit.budi.get(f"{MANY}?all=1")
    assert "Change of the plan · 2 results 0 changes not read yet" in page.words
    done = visit.budi.press(visit.budi.press(page, "Check those that I chose"), "Approve 1")
    assert "Done Approve the change" in done.words
    assert state(amendment) == "approved"


def test_a_superior_sets_what_a_silent_rater_left(desk: Desk, visit: Visitors) -> None:
    plan = desk.submitted()
    assert "Nothing that can be approved waits" in visit.citra.get(MANY).words
    desk.at("2026-02-03 09:00")
    page = visit.citra.get(f"{MANY}?all=1")
    visit.citra.press(visit.citra.press(page, "Check those that I chose"), "Approve 1")
    assert state(plan) == "in_force"


def test_nobody_decides_by_what_he_writes_into_a_form(desk: Desk, visit: Visitors) -> None:
    plan = desk.submitted()
    page = visit.budi.get(f"{MANY}?all=1")
    (token,) = chosen(page)
    visit.budi.press(page, "Check those that I chose", status=404, chosen=token.replace("approve", "void"))
    visit.budi.press(page, "Check those that I chose", status=404, chosen="plan/1")
    stranger = visit.eko.get(MANY)
    assert "Ani" not in stranger.words
    assert visit.budi.press(
        page, "Check those that I chose", status=422, chosen=[f"{token[:-4]}{n:04x}" for n in range(201)]
    )
    owner = visit.ani.press(visit.budi.press(page, "Check those that I chose"), "Approve 1")
    assert "Refused You stand in another capacity here" in owner.words
    eko = visit.eko.press(visit.budi.press(page, "Check those that I chose"), "Approve 1")
    assert "Ani" not in eko.words
    assert state(plan) == "submitted"


def test_the_list_asks_as_much_for_many_as_for_few(desk: Desk, visit: Visitors) -> None:
    desk.amending()
    more(desk, "fani")
    few = visit.budi.queries(MANY)
    more(desk, "gani", "hani", "ira")
    assert visit.budi.queries(MANY) == few <= 12
