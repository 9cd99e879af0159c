"""Changes of posts on pages: asked kind by kind, shown before they are applied, recorded once, given up."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from directory.models import Assignment
from tests.web.test_office_cycles import manages
from tests.web.visiting import Visitors
from tests.workflows.planning.desk import Desk, day
from workflows.planning.models import Plan
from workflows.staffing.models import PostChange

SHEET = "nip,change,post_code,effective,decree_number,note\n"


@pytest.fixture
def desk(visit: Visitors) -> Desk:
    return Desk(visit.agency)


def test_a_change_is_shown_before_it_is_recorded_and_can_be_given_up(desk: Desk, visit: Visitors) -> None:
    desk.in_force()
    kinds = visit.dewi.get("/manage/post-changes/new/")
    assert "Choose one." in visit.dewi.press(kinds, "Go on", change="").words
    form = visit.dewi.press(kinds, "Go on", change="retirement")
    assert "New post" not in form.words
    wanted: dict[str, Any] = {
        "person": str(desk.id("budi")),
        "effective": "2026-03-01",
        "decree_number": "SK/<b>1</b>",
    }
    assert "This field is required." in visit.dewi.press(form, "Look at what it does", status=422).words
    shown = visit.dewi.press(form, "Look at what it does", **wanted)
    assert "Rater of Ani Contoh: from then on Citra Contoh" in shown.words
    assert "It waits for its day" in shown.words
    assert "SK/&lt;b&gt;1" in shown.html
    assert not PostChange.objects.exists()
    mend = visit.dewi.press(shown, "Mend what was typed")
    assert 'value="2026-03-01"' in mend.html
    done = visit.dewi.press(shown, "Record the change")
    assert "The change is on record." in done.words
    visit.dewi.press(shown, "Record the change")
    assert PostChange.objects.count() == 1
    assert "Budi Contoh" in visit.dewi.get("/manage/post-changes/?state=planned").words
    assert visit.dewi.queries("/manage/post-changes/") <= 12
    cancel = visit.dewi.get(done.link("Give the change up"))
    assert "This field is required." in visit.dewi.press(cancel, "Give the change up", status=422).words
    window = visit.dewi.get(cancel.address)
    given = visit.dewi.press(cancel, "Give the change up", reason="SK dicabut")
    assert "The change is given up." in given.words
    later = visit.dewi.press(window, "Give the change up", status=412, reason="Lagi")
    assert "Lagi" in later.words
    assert PostChange.objects.get().state == "cancelled"


def test_who_is_new_is_described_and_enters_the_post(desk: Desk, visit: Visitors) -> None:
    desk.leaves("eko", "2026-01-09")
    form = visit.dewi.get("/manage/post-changes/new/?change=hire")
    newcomer: dict[str, Any] = {
        "nip": "199503052022032001",
        "name": "Farah Contoh",
        "kind": "PNS",
        "username": "farah",
    }
    wanted: dict[str, Any] = newcomer | {
        "new_post": str(desk.post("eko")),
        "effective": "2026-01-12",
        "decree_number": "821/1",
    }
    refused = visit.dewi.press(form, "Look at what it does", **(wanted | {"nip": "199513052022032001"}))
    assert "What forbids it" in refused.words
    assert "Record the change" not in refused.words
    shown = visit.dewi.press(form, "Look at what it does", **wanted)
    assert "Its day has come" in shown.words
    assert "New post Administrator Database, Unit DUKCAPIL, Unit KAB" in shown.words
    done = visit.dewi.press(shown, "Record the change")
    assert "Administrator Database, Unit DUKCAPIL, Unit KAB" in done.words
    held = Assignment.objects.on(day("2026-01-12")).get(post=desk.post("eko"))
    assert held.person.accounts.get().username == "farah"


def test_a_manager_changes_nobody_out_of_his_units(desk: Desk, visit: Visitors) -> None:
    manages(visit, "eko", "DUKCAPIL")
    form = visit.dewi.get("/manage/post-changes/new/?change=retirement")
    wanted: dict[str, Any] = {"person": str(desk.id("ani")), "effective": "2026-03-01", "decree_number": "1"}
    refused = visit.eko.press(form, "Look at what it does", status=422, **wanted)
    assert "This cannot be chosen." in refused.words
    move = visit.dewi.get("/manage/post-changes/new/?change=transfer")
    into: dict[str, Any] = {
        "person": str(desk.id("eko")),
        "new_post": str(desk.post("ani")),
        "effective": "2026-03-01",
    }
    visit.eko.press(move, "Look at what it does", status=403, decree_number="1", **into)
    shown = visit.dewi.press(form, "Look at what it does", **wanted)
    made = visit.dewi.press(shown, "Record the change")
    visit.eko.get(made.address, status=404)
    visit.eko.get(f"{made.address}cancel/", status=404)
    for name in ("budi", "indah"):
        for rest in ("", "new/", "sheet/", "1/", "1/cancel/"):
            getattr(visit, name).get(f"/manage/post-changes/{rest}", status=404)


def test_a_sheet_is_looked_at_row_by_row_and_recorded_as_far_as_it_is_valid(
    desk: Desk, visit: Visitors
) -> None:
    plan = desk.in_force()
    nips = {name: visit.agency.people[name].nip for name in ("ani", "eko")}
    good = f"{nips['ani']},retirement,,2026-03-01,821/2,\n"
    bad = f"{nips['eko']},fly,,2026-03-01,<script>,\n"
    form = visit.dewi.get("/manage/post-changes/sheet/")
    no_sheet = SimpleUploadedFile("a.csv", b"nothing\n1\n")
    assert visit.dewi.press(form, "Look at what it does", status=422, file=no_sheet)
    assert "Choose a file." in visit.dewi.press(form, "Look at what it does", status=422).words
    sheet = SimpleUploadedFile("a.csv", (SHEET + good + bad).encode())
    shown = visit.dewi.press(form, "Look at what it does", file=sheet)
    assert "Rows that can be recorded: 1. Rows that cannot: 1." in shown.words
    assert "Row 3, change: This is none of:" in shown.words
    assert "The plan of 2026 ends on" in shown.words
    assert not PostChange.objects.exists()
    forged = visit.dewi.press(shown, "Record the valid rows alone", status=422, kept="???")
    assert "Send changes as a sheet" in forged.words
    done = visit.dewi.press(shown, "Record the valid rows alone")
    assert "Changes put on record: 1." in done.words
    assert PostChange.objects.get().person_id == desk.id("ani")
    assert Plan.objects.get(pk=plan.pk).state == "in_force"
