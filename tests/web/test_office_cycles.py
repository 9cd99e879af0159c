"""Setting a cycle up on pages: made, rehearsed, its policy drafted and confirmed by two, days off loaded, opened."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.record import record
from directory.models import Grant
from tests.agency import EVER, HOLIDAYS
from tests.web.visiting import Visitors
from tests.workflows.planning.desk import Desk
from workflows.cycles.guide import Limit
from workflows.cycles.models import Cycle, DayOff, PolicyDraft, PolicyRow
from workflows.cycles.policy import Policy
from workflows.jobs.commands import run_waiting
from workflows.planning.models import Plan


@pytest.fixture
def desk(visit: Visitors) -> Desk:
    return Desk(visit.agency)


def manages(visit: Visitors, name: str, unit: str) -> None:
    person = visit.agency.people[name]
    grant = Grant(person=person, capacity="manager", unit=visit.agency.units[unit], valid_from=EVER)
    record([person], "grant", Changes([grant]), actor=Actor.clock(), notes=[{}])


def test_a_cycle_is_made_once_by_a_manager_of_the_whole_agency(visit: Visitors) -> None:
    page = visit.dewi.get(visit.dewi.get("/manage/").link("Make a cycle"))
    done = visit.dewi.press(page, "Make the cycle")
    assert "The cycle is made." in done.words
    assert set(Cycle.objects.values_list("year", flat=True)) == {2026, 2027}
    assert "already has a cycle of 2027" in visit.dewi.press(page, "Make the cycle", status=422).words
    manages(visit, "eko", "KEC")
    assert "Make a cycle" not in visit.eko.get("/manage/").words
    visit.eko.press(page, "Make the cycle", status=422, year="2028")
    assert Cycle.objects.count() == 2


def test_what_is_to_be_mended_is_listed_by_unit_and_post(desk: Desk, visit: Visitors) -> None:
    desk.leaves("budi", "2026-01-05")
    address = f"/manage/cycles/{visit.agency.cycle.pk}/rehearsal/"
    page = visit.dewi.get(address)
    assert "The rater's post, Kepala Seksi Pelayanan, is vacant: Citra Contoh would rate." in page.words
    assert "People concerned: 1." in page.words
    assert "Holds no post, so that no plan is drafted." in page.words
    manages(visit, "eko", "DUKCAPIL")
    assert "Kepala Seksi Pelayanan" not in visit.eko.get(address).words
    only = visit.dewi.press(page, "Show", only="blocked")
    assert "Budi Contoh" in only.words
    assert "Ani Contoh" not in only.words


def test_a_policy_is_drafted_by_one_manager_and_confirmed_by_another(desk: Desk, visit: Visitors) -> None:
    desk.submitted()
    manages(visit, "eko", "KAB")
    policy = visit.dewi.get(f"/manage/cycles/{visit.agency.cycle.pk}/policy/")
    assert "Last day on which a plan is set in time 31 January" in policy.words
    form = visit.dewi.get(policy.link("Draft another policy"))
    refused = visit.dewi.press(
        form, "Put the draft on record", status=422, reminders_before="soon", window_days="0"
    )
    assert "Write numbers of days, such as 7, 3, 1, 0." in refused.words
    assert 'value="soon"' in refused.html
    assert (
        "On that day the policy is the same"
        in visit.dewi.press(form, "Put the draft on record", status=422).words
    )
    wanted: dict[str, Any] = {
        "plan_deadline_0": "28",
        "plan_deadline_1": "2",
        "calibration": "1",
        "running": "recompute",
        "limit-0-at_most": "60",
        "limit-1-predicates": [],
        "limit-11-predicates": ["sangat_kurang"],
    }
    wrong = visit.dewi.press(form, "Put the draft on record", status=422, **wanted)
    assert "Choose for which achievement it holds." in wrong.words
    wanted |= {"limit-11-achievement": "baik"}
    wrong = visit.dewi.press(form, "Put the draft on record", status=422, **wanted)
    assert "Say how many at least or at most." in wrong.words
    both = {"limit-11-at_least": "20", "limit-11-at_most": "10"}
    wrong = visit.dewi.press(form, "Put the draft on record", status=422, **wanted, **both)
    assert "This is less than the least." in wrong.words
    wanted |= {"limit-11-at_most": "5"}
    draft = visit.dewi.press(form, "Put the draft on record", **wanted)
    assert "31 January 28 February" in draft.words
    assert "no yes" in draft.words
    assert "Outstanding (Istimewa): Very good (Sangat Baik) at most 60 %" in draft.words
    assert "Good (Baik): Very poor (Sangat Kurang) at most 5 %" in draft.words
    assert "2 deadlines of the cycle are open" in draft.words
    assert "Confirm the draft" not in draft.words
    assert "another manager of the agency confirms it" in draft.words
    need = visit.eko.get("/manage/")
    theirs = visit.eko.get(need.link("Confirm or reject"))
    assert "The draft is confirmed." in visit.eko.press(theirs, "Confirm the draft").words
    row = PolicyRow.objects.latest("pk")
    assert (row.policy["plan_deadline"], row.policy["calibration"]) == ("02-28", True)
    limits = Policy.from_json(row.policy).distribution_guide
    assert (len(limits), limits[0]) == (11, Limit("istimewa", ("sangat_baik",), at_most=60))
    assert limits[-1] == Limit("baik", ("sangat_kurang",), at_most=5)
    again = visit.eko.press(theirs, "Confirm the draft", status=422)
    assert "has been decided already" in again.words


def test_a_draft_is_closed_for_a_reason_and_only_then(visit: Visitors) -> None:
    form = visit.dewi.get(f"/manage/cycles/{visit.agency.cycle.pk}/policy/new/")
    draft = visit.dewi.press(form, "Put the draft on record", window_days="10")
    assert "This field is required." in visit.dewi.press(draft, "Withdraw the draft", status=422).words
    alone = "nobody else manages the agency. The operator appoints a second manager"
    assert alone in draft.words
    refused = visit.dewi.client.post(draft.address, {"confirm": "1"})
    assert (refused.status_code, alone in refused.content.decode()) == (403, True)
    visit.dewi.press(draft, "Withdraw the draft", reason="Salah angka")
    assert PolicyDraft.objects.get().outcome == "withdrawn"
    manages(visit, "eko", "KEC")
    for rest in ("", "new/", "1/"):
        visit.eko.get(f"/manage/cycles/{visit.agency.cycle.pk}/policy/{rest}", status=403)


def test_days_off_are_looked_at_before_they_are_loaded(desk: Desk, visit: Visitors) -> None:
    desk.submitted()
    page = visit.dewi.get("/manage/calendars/2026/")
    assert "National holiday" in page.words
    assert visit.dewi.queries(page.address) <= 12
    form = visit.dewi.get(page.link("Send a list"))
    sheet = HOLIDAYS.read_text() + "2026-01-19,joint_leave,Cuti <b>tambahan</b>\n"
    shown = visit.dewi.press(
        form, "Look at what would change", file=SimpleUploadedFile("l.csv", sheet.encode())
    )
    assert "Cuti &lt;b&gt;tambahan" in shown.html
    assert "2 deadlines are open" in shown.words
    assert not DayOff.objects.filter(day=datetime.date(2026, 1, 19)).exists()
    assert "The days off are loaded." in visit.dewi.press(shown, "Load the list").words
    assert DayOff.objects.filter(day=datetime.date(2026, 1, 19), withdrawn_at=None).exists()
    visit.dewi.press(shown, "Load the list", status=422, rows="[[1]]")
    wrong = SimpleUploadedFile("l.csv", b"date,kind,name\n2025-01-01,party,\n")
    refused = visit.dewi.press(form, "Look at what would change", status=422, file=wrong)
    assert "Row 2, date: This is not a day of 2026." in refused.words
    visit.dewi.get("/manage/calendars/1999/", status=404)


def test_a_cycle_is_opened_and_who_was_left_out_is_named(desk: Desk, visit: Visitors) -> None:
    address = f"/manage/cycles/{visit.agency.cycle.pk}/opening/"
    start = visit.dewi.get("/manage/")
    assert "Nobody has a plan of 2026 yet" in start.words
    page = visit.dewi.get(start.link("Open the cycle"))
    assert page.address == address
    assert "People in the scheme without a plan of this cycle: 6." in page.words
    runs = visit.dewi.press(page, "Open the cycle")
    assert "Plans are being drafted." in runs.words
    run_waiting()
    done = visit.dewi.get(address)
    assert "Plans drafted 6" in done.words
    assert "this cycle: 0." in done.words
    assert Plan.objects.count() == 6
    assert visit.dewi.queries(address) <= 12
    assert "Nobody has a plan" not in visit.dewi.get("/manage/").words
    manages(visit, "eko", "KEC")
    assert "A manager of the whole agency opens the cycle." in visit.eko.get(address).words
    visit.eko.press(page, "Open the cycle", status=403)
