"""Guidance and counselling before browsers without scripts: from beginning to end, and who reads what."""

from __future__ import annotations

import pytest

from tests.agency import Agency
from tests.web.visiting import Visitors
from tests.workflows.guidance.room import ASSESSED, SESSION, Room
from tests.workflows.planning.desk import state
from workflows.guidance.data import COMPETENCES
from workflows.guidance.models import Counselling, Guidance, GuidancePaper


@pytest.fixture
def room(agency: Agency) -> Room:
    return Room(agency)


def waits(visit: Visitors) -> dict[str, str]:
    """What is asked at home of each of those who have anything to do with Ani's guidance."""
    found = {}
    for name in ("ani", "budi", "citra", "dewi", "indah", "eko"):
        home = getattr(visit, name).get("/")
        asked = [said for where, said in home.links if "/guidance/" in where and "/steps/" in where]
        asked += [said for where, said in home.links if "/counselling/" in where and "/steps/" in where]
        if asked:
            (said,) = asked
            found[name] = said.split(":")[0]
    return found


def assess(visit: Visitors, address: str) -> None:
    """Eko assesses Ani's competence, at first with too little said."""
    page = visit.eko.get(f"{address}steps/assess/")
    scored = {
        f"{each}-{what}": said for each in COMPETENCES for what, said in (("score", "3"), ("because", "Baik"))
    }
    technical = {"technical-0-name": "KTP", "technical-0-score": "4", "technical-0-because": "Cekatan"}
    visit.eko.press(page, "Assess the competence", 422, **scored)
    scored["recommendation"] = "Pelatihan"
    nameless = visit.eko.press(
        page, "Assess the competence", 422, **scored, **technical | {"technical-0-name": ""}
    )
    assert "each technical one by its name" in nameless.words, "what was typed is not dropped"
    visit.eko.press(page, "Assess the competence", **scored, **technical)


def test_coaching_goes_over_the_pages_from_both_signatures_up_to_the_superior(
    room: Room, visit: Visitors
) -> None:
    plan = room.in_force()
    few = [visitor.queries("/") for visitor in (visit.ani, visit.budi)]
    page = visit.budi.get(visit.budi.get(f"/plans/{plan.pk}/guidance/").link("Arrange guidance"))
    visit.budi.press(page, "Arrange guidance", 422, way=None)
    visit.budi.press(page, "Arrange guidance", way="coaching", post=str(room.post("eko")))
    guidance = Guidance.objects.get()
    assert guidance.guide_id == room.id("eko")
    address = f"/guidance/{guidance.pk}/"
    assert waits(visit) == {"eko": "Sign the record"}
    page = visit.eko.get(visit.eko.get("/guidance/").link("Ani"))
    assert page.address == address
    page = visit.eko.get(page.link("Sign the record"))
    wrong = visit.eko.press(page, "Sign the record", 422, **{"r1.i1-progress": "40"})
    assert "for each indicator" in wrong.words and "40" in wrong.html
    typed = {
        "r1.i1-progress": "40",
        "r1.i1-ahead": "Loket kedua",
        "r1.i1-adjust": "on",
        "opportunities": "Daring",
    }
    visit.eko.press(page, "Sign the record", **typed)
    assert waits(visit) == {"ani": "Sign too"}
    assert [visitor.queries("/") for visitor in (visit.ani, visit.budi)] == few
    page = visit.ani.get(address)
    assert "Loket kedua" in page.words
    visit.ani.press(visit.ani.get(page.link("Return the record")), "Return the record", reason="Bukan begitu")
    again = visit.eko.get(f"{address}steps/sign/")
    assert "Loket kedua" in again.html
    visit.eko.press(again, "Sign the record", **{"r1.i1-ahead": "Loket ketiga"})
    visit.ani.press(visit.ani.get(f"{address}steps/countersign/"), "Sign too")
    assert waits(visit) == {"eko": "Assess the competence"}
    assess(visit, address)
    nine = {f"criterion-{number}": "agree" for number in range(9)}
    page = visit.ani.get(f"{address}steps/give_feedback/")
    visit.ani.press(page, "Say how the guidance was", note="Membantu sekali", **nine)
    assert waits(visit) == {"citra": "Confirm that it was seen"}
    visit.citra.press(
        visit.citra.get(f"{address}steps/see/"), "Confirm that it was seen", follow_up="Ikut diklat"
    )
    assert state(guidance) == "seen" and waits(visit) == {}
    for who, reads in (("ani", True), ("citra", True), ("dewi", True), ("budi", False), ("eko", False)):
        page = getattr(visit, who).get(address)
        assert "Loket ketiga" in page.words and "KTP" in page.words and "Ikut diklat" in page.words
        assert ("Membantu sekali" in page.words) is reads
    assert visit.ani.queries(address) <= 12
    assert visit.ani.queries(f"/plans/{plan.pk}/guidance/") <= 12


def test_counselling_over_the_pages_is_read_by_the_two_who_were_there(room: Room, visit: Visitors) -> None:
    plan = room.in_force()
    room.warned(plan)
    page = visit.budi.get(f"/plans/{plan.pk}/counselling/tell/")
    visit.budi.press(page, "Tell the employee of a behaviour", value="harmonis", text="Membentak pemohon")
    counselling = Counselling.objects.get()
    address = f"/counselling/{counselling.pk}/"
    page = visit.budi.get(f"{address}steps/report/")
    assert "Reason" not in page.words
    visit.budi.press(
        page, "Report to the personnel unit", problem="Membentak rekan", done="Ditegur", others="no"
    )
    assert waits(visit) == {"dewi": "Name a counsellor"}
    page = visit.dewi.get(f"{address}steps/name_counsellor/")
    visit.dewi.press(page, "Name a counsellor", 422, post=str(room.post("budi")), meeting="Senin")
    visit.dewi.press(page, "Name a counsellor", post=str(room.post("eko")), meeting="Senin pukul 10")
    assert waits(visit) == {"eko": "Record the counselling"}
    page = visit.eko.get(visit.eko.get("/guidance/").link("Ani"))
    visit.eko.press(
        visit.eko.get(page.link("Record the counselling")),
        "Record the counselling",
        session=SESSION,
        recommendation="Cuti sepekan",
    )
    assert waits(visit) == {"dewi": "Decide what follows"}
    visit.dewi.press(visit.dewi.get(f"{address}steps/close/"), "Decide what follows", follow_up="Disetujui")
    assert state(counselling) == "closed"
    for who in ("ani", "budi", "citra", "dewi", "indah", "eko"):
        page = getattr(visit, who).get(address)
        assert (SESSION in page.words) is (who in ("ani", "eko"))
        assert ("Cuti sepekan" in page.words) is (who in ("ani", "eko", "dewi"))
        assert ("Membentak rekan" in page.words) is (who not in ("citra", "indah"))
    visit.wibawa.get(address, 404)
    for place in (f"/plans/{plan.pk}/history/", f"/inspect/?plan={plan.pk}"):
        words = visit.indah.get(place).words
        assert SESSION not in words and "Record the counselling" in words


def test_mentoring_is_about_skills_and_sessions(room: Room, visit: Visitors) -> None:
    guidance = room.arranged("mentoring")
    assert waits(visit) == {"budi": "Sign the record"}, "where nobody was named, who rates guides"
    page = visit.budi.get(f"/guidance/{guidance.pk}/steps/sign/")
    session = {"sessions-0-held": "Senin", "sessions-0-matter": "Laporan"}
    visit.budi.press(page, "Sign the record", **{"skills-0-skill": "Menulis"}, **session)
    page = visit.ani.get(f"/guidance/{guidance.pk}/")
    assert "Menulis" in page.words and "Laporan" in page.words
    assert "Menulis" not in visit.ani.get(f"/guidance/{guidance.pk}/steps/sign/").html
    room.agreed(guidance)
    room.take(guidance, "assess", "budi", data=ASSESSED)
    assert GuidancePaper.objects.filter(of=guidance).count() == 2
