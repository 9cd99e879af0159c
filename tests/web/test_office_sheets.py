"""Templates, invitations and exports on pages; and that each step of a manager has a page."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cycle_engine.actors import Capacity
from cycle_engine.machine import MACHINES
from directory.models import Invitation, User
from tests.web.test_office_cycles import manages
from tests.web.visiting import Visitors
from tests.workflows.planning.desk import Desk
from web.records import step_address
from workflows.planning.rows import Template

HEADER = "post_code,approach,result,kind,serves,indicator,aspect,target,unit,direction,narrative,measure\n"
ROWS = (
    "POST-ANI,kuantitatif,Terlayaninya <b>warga</b>,main,assigned_by:Camat,Waktu,time,20-30,menit,lower,,IKM\n"
    "POST-ANI,kuantitatif,Laporan bulanan,additional,assigned_by:Camat,Laporan,quantity quality,12,laporan,higher,,\n"
)


@pytest.fixture
def desk(visit: Visitors) -> Desk:
    return Desk(visit.agency)


def test_templates_are_sent_read_had_back_and_ended(desk: Desk, visit: Visitors) -> None:
    form = visit.dewi.get("/manage/templates/sheet/")
    sent = visit.dewi.press(
        form, "Set the templates", file=SimpleUploadedFile("t.csv", (HEADER + ROWS).encode())
    )
    assert "Templates that have changed: 1." in sent.words
    page = visit.dewi.get(sent.link("Pengelola Layanan Operasional"))
    assert "Terlayaninya &lt;b&gt;warga" in page.html
    assert "20–30 menit" in page.words  # noqa: RUF001 - a range as people write it
    file = visit.dewi.client.get("/manage/templates/all.csv")
    assert file.content.decode("utf-8-sig").replace("\r\n", "\n") == HEADER + ROWS
    assert visit.dewi.client.get("/manage/templates/all.xlsx").content[:2] == b"PK"
    back = SimpleUploadedFile("t.csv", file.content)
    assert "Templates that have changed: 0." in visit.dewi.press(form, "Set the templates", file=back).words
    manages(visit, "eko", "DUKCAPIL")
    visit.eko.get(page.address, status=404)
    again = SimpleUploadedFile("t.csv", (HEADER + ROWS).encode())
    refused = visit.eko.press(form, "Set the templates", status=403, file=again)
    assert "not in a unit that you manage" in refused.words
    assert "begin empty" in visit.dewi.press(page, "End the template").words
    assert not Template.objects.filter(valid_to=None).exists()
    wrong = SimpleUploadedFile("t.csv", (HEADER + "NONE,x,,,,,,,,,,\n").encode())
    assert "Row 2, post_code:" in visit.dewi.press(form, "Set the templates", status=422, file=wrong).words


def test_who_has_no_password_is_invited_with_the_unit(desk: Desk, visit: Visitors) -> None:
    for name in ("ani", "eko"):
        user = User.objects.get(username=name)
        user.set_unusable_password()
        user.save()
    page = visit.dewi.get("/manage/invitations/")
    assert "Accounts without a password: 2" in page.words
    some = visit.dewi.press(page, "Show", unit=str(visit.agency.units["KEC"].pk))
    assert "Accounts without a password: 1" in some.words
    assert "Eko Contoh" not in some.words
    ask = visit.dewi.get(some.link("Invite all of the unit"))
    done = visit.dewi.press(ask, "Send the e-mails")
    assert "E-mails that will be sent: 1." in done.words
    assert "Left out, a password is there already: 2." in done.words
    assert "Waiting to be sent" in done.words
    assert Invitation.objects.get().user.username == "ani"
    assert visit.dewi.queries(page.address) <= 12
    manages(visit, "eko", "DUKCAPIL")
    visit.eko.get(ask.address, status=404)
    visit.eko.press(ask, "Send the e-mails", status=404)


def test_what_lists_show_is_had_as_files_by_the_same_filters(desk: Desk, visit: Visitors) -> None:
    plan = desk.drafted()
    desk.in_force("eko", by="wibawa")
    desk.at("2026-02-02 09:00")
    cycle = f"/manage/cycles/{visit.agency.cycle.pk}"

    found = visit.dewi.rows(visit.dewi.press(visit.dewi.get("/manage/plans/"), "Show", q="Ani"))
    assert [(row["Employee"], row["State"], row["Late"]) for row in found] == [("Ani Contoh", "Draft", "yes")]
    assert (found[0]["Rater"], found[0]["Rater's superior"]) == ("Budi Contoh", "Citra Contoh")
    (late,) = visit.dewi.rows(visit.dewi.get(f"{cycle}/late/"))
    assert (late["Who is late"], late["Record"]) == ("Ani Contoh", "Plan")
    assert late["Address"] == f"http://testserver/plans/{plan.pk}/"
    desk.leaves("budi", "2026-01-31")
    blocked = visit.dewi.rows(visit.dewi.get(f"{cycle}/rehearsal/?only=blocked"))
    assert [(row["Employee"], row["Severity"]) for row in blocked] == [("Budi Contoh", "Blocks")]
    assert visit.dewi.client.get("/manage/cycles/99999/late.csv").status_code == 404


def test_each_export_is_there_for_who_is_signed_in(desk: Desk, visit: Visitors) -> None:
    desk.drafted()
    page = visit.dewi.get("/manage/exports/")
    assert "Choose a cycle first." in page.words
    page = visit.dewi.press(
        page, "Narrow", cycle=str(visit.agency.cycle.pk), unit=str(visit.agency.units["KEC"].pk)
    )
    files = [address for address, words in page.links if "/exports/" in address and "As " in words]
    assert len(files) == 20
    for address in files:
        answer = visit.dewi.client.get(address, headers={"Accept": "text/html,*/*;q=0.8"})
        assert answer.status_code == 200, address
        assert "attachment" in answer["Content-Disposition"]


def test_each_step_of_a_manager_has_a_page_that_asks_for_it(desk: Desk, visit: Visitors) -> None:
    births = {"plan.draft": "/manage/plans/new/", "postchange.record": "/manage/post-changes/new/"}
    plan, held = desk.in_force(), desk.in_force("eko", by="wibawa")
    desk.take(held, "hold", "dewi")
    form = visit.dewi.get("/manage/post-changes/new/?change=retirement")
    wanted: dict[str, Any] = {"person": str(desk.id("eko")), "effective": "2026-03-01", "decree_number": "1"}
    change = visit.dewi.press(visit.dewi.press(form, "Look at what it does", **wanted), "Record the change")
    steps = [
        each
        for kind in ("plan", "postchange")
        for each in MACHINES[kind].steps.values()
        if Capacity.MANAGER in each.declaration.by
    ]
    assert len(steps) == 8
    for step in steps:
        record = held if step.name == "resume" else plan
        address = births.get(step.key) or (
            f"{change.address}cancel/"
            if step.record == "postchange"
            else step_address("plan", record.pk, step.name)
        )
        page = visit.dewi.get(address)
        label = str(step.declaration.label)
        asks = {"plan.draft": "Begin the plan", "postchange.record": "Go on"}.get(step.key, label)
        assert page.form(asks).method, step.key
