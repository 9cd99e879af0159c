"""Action plans and feedback without a name on pages."""

from __future__ import annotations

import pytest

from directory.models import User
from tests.web.visiting import Visitors
from tests.workflows.evaluation.office import Office
from workflows.cycles.policy import Policy

COLLEAGUES = ("fajar", "gita", "hadi", "intan", "joko")


@pytest.fixture
def office(visit: Visitors) -> Office:
    return Office(visit.agency)


def test_ani_plans_what_she_will_do_and_budi_reads_it(office: Office, visit: Visitors) -> None:
    plan = office.in_force()
    page = visit.ani.get(visit.ani.get(f"/plans/{plan.pk}/").link("Action plans"))
    form = visit.ani.get(f"/plans/{plan.pk}/actions/r1/")
    long = visit.ani.press(form, "Save", 422, **{"form-0-activity": "x" * 300})
    assert "Please look at this again" in long.words and "x" * 300 in long.html
    nothing = visit.ani.press(form, "Save", 422, **{"form-0-period": "Maret"})
    assert "says what is done" in nothing.words
    rows = {
        "form-0-activity": "Membuka loket kedua",
        "form-0-period": "Februari",
        "form-2-activity": "Melatih",
    }
    saved = visit.ani.press(form, "Save", **rows)
    assert saved.address == page.address and "Membuka loket kedua" in saved.words
    read = visit.budi.get(page.address)
    assert "Melatih" in read.words and "Write the action plan" not in read.words
    assert "Melatih" in visit.ani.get(f"/plans/{plan.pk}/actions/r1/").html
    assert visit.budi.queries(page.address) <= 12
    visit.eko.get(page.address, 404)
    visit.ani.get(f"/plans/{plan.pk}/actions/r9/", 404)


def test_colleagues_speak_without_their_names_and_ani_reads_it_when_the_period_has_ended(
    office: Office, visit: Visitors
) -> None:
    for name in COLLEAGUES:
        office.new_post(name, below="budi")
        User.objects.create(username=name, person_id=office.person(name, post=name))
    plan = office.in_force()
    assert "Nobody: it is not allowed" in visit.fajar.get("/feedback/unnamed/").words
    office.policy(Policy(unnamed_feedback=True))
    for name in COLLEAGUES:
        visitor = getattr(visit, name)
        form = visitor.get(visitor.get("/feedback/unnamed/").link("Ani"))
        done = visitor.press(form, "Give feedback", about="harmonis", text="Selalu ramah")
        assert "Nobody sees that it came from you" in done.words
    twice = visit.fajar.press(form, "Give feedback", 422, about="harmonis", text="Sekali lagi")
    assert "in this period already" in twice.words and "Sekali lagi" in twice.html
    assert "Selalu ramah" not in visit.ani.get(f"/plans/{plan.pk}/feedback/").words
    visit.eko.get(f"/feedback/unnamed/{plan.pk}/", 404)
    visit.budi.get(f"/feedback/unnamed/{plan.pk}/", 404)
    office.at("2026-04-01 08:00")
    page = visit.ani.get(f"/plans/{plan.pk}/feedback/")
    assert page.words.count("Selalu ramah") == 5
    assert not [name for name in COLLEAGUES if name in page.words.lower()]
    assert visit.ani.queries(page.address) <= 12
