"""Notices on pages: what was told, opening it, having read all."""

from __future__ import annotations

from notifications.commands import relay
from notifications.queries import unread
from tests.web.visiting import Visitors
from tests.workflows.planning.desk import Desk
from web.notices.jobs import KINDS
from workflows.jobs.commands import BODIES, run_waiting
from workflows.planning.commands import open_cycle
from workflows.planning.data import Answer, RemarkInput


def test_budi_reads_what_he_was_told_and_opens_the_plan_it_is_about(visit: Visitors) -> None:
    plan = Desk(visit.agency).submitted()
    relay()
    page = visit.budi.get("/notifications/")
    assert "Unread: 1." in page.words
    assert "New Plan submitted Ani Contoh has submitted the plan; it waits for a decision." in page.words
    assert "Notifications 1 unread" in page.words
    opened = visit.budi.press(page, "Plan submitted")
    assert opened.address == f"/plans/{plan.pk}/"
    page = visit.budi.get("/notifications/")
    assert "nread" not in page.words and "New Plan submitted" not in page.words
    assert "Plan submitted" in page.words


def test_a_remark_is_opened_on_the_page_of_its_plan(visit: Visitors) -> None:
    desk = Desk(visit.agency)
    plan = desk.returned(RemarkInput("Perjelas", "r1"))
    remark = plan.remarks.get()
    desk.take(remark, "answer", "ani", data=Answer("Sudah"))
    relay()
    opened = visit.budi.press(visit.budi.get("/notifications/"), "Remark answered")
    assert opened.address == f"/plans/{plan.pk}/#remark-{remark.pk}"


def test_all_can_be_marked_as_read_at_once_and_nobody_elses(visit: Visitors) -> None:
    desk = Desk(visit.agency)
    desk.submitted("ani")
    desk.submitted("eko")
    relay()
    before = {name: unread(visit.agency.people[name].pk) for name in ("wibawa", "budi")}
    assert all(before.values())
    done = visit.budi.press(visit.budi.get("/notifications/"), "Mark all as read")
    assert "All notifications are marked as read." in done.words
    assert unread(visit.agency.budi) == 0
    assert unread(visit.agency.wibawa) == before["wibawa"]


def test_nobody_opens_what_another_was_told(visit: Visitors) -> None:
    Desk(visit.agency).submitted()
    relay()
    page = visit.budi.get("/notifications/")
    visit.eko.press(page, "Plan submitted", status=404)
    assert unread(visit.agency.budi) == 1
    visit.eko.get("/notifications/999/", status=405)
    assert "You were told nothing yet." in visit.eko.get("/notifications/").words


def test_more_notices_take_no_more_queries(visit: Visitors) -> None:
    desk, counts = Desk(visit.agency), []
    for several in (["eko"], ["dewi", "indah", "citra"]):
        for name in several:
            desk.submitted(name)
        relay()
        counts.append(visit.wibawa.queries("/notifications/"))
    assert counts[0] == counts[1] <= 12


def test_who_asked_for_work_in_the_background_is_led_to_what_came_of_it(visit: Visitors) -> None:
    job = open_cycle(visit.agency.cycle, actor=Desk(visit.agency).actor("dewi"))
    run_waiting()
    relay()
    opened = visit.dewi.press(visit.dewi.get("/notifications/"), "Job done")
    assert opened.address == f"/jobs/{job.pk}/"
    assert "Opening a cycle State Done" in opened.words
    assert opened.link("See what came of it") == f"/manage/cycles/{visit.agency.cycle.pk}/opening/"
    visit.dewi.get(opened.link("See what came of it"))
    visit.ani.get(f"/jobs/{job.pk}/", status=404)


def test_every_kind_of_work_leads_somewhere() -> None:
    assert set(KINDS) == set(BODIES)
