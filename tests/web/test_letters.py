"""Letters on pages: issued question by question, looked at before anything holds, ended sooner."""

from __future__ import annotations

import re
from typing import Any

import pytest

from directory.commands import put_units
from directory.models import Letter, StandInRequest, Unit
from tests.agency import EVER
from tests.directory.agency import OPERATOR, unit_rows
from tests.web.visiting import Shown, Visitors
from tests.workflows.planning.desk import Desk

HOSTILE = "<b>800</b>/1"
STAND_IN = "Stand-in from 20 January 2026 to 20 February 2026"
SPAN = "20 January 2026 \N{EN DASH} 20 February 2026"


@pytest.fixture
def desk(visit: Visitors) -> Desk:
    return Desk(visit.agency)


def written(visit: Visitors, desk: Desk, who: str, post: str, person: str) -> Shown:
    """The page on which the letter's other words are asked, once its questions are answered."""
    visitor = getattr(visit, who)
    asked = visitor.press(visitor.get("/letters/new/"), "Go on", post=str(desk.post(post)))
    assert "Who stands in?" in asked.words
    return visitor.get(f"/letters/new/?post={desk.post(post)}&person={desk.id(person)}")  # type: ignore[no-any-return]


def days(first: str = "2026-01-20", last: str = "2026-02-20") -> dict[str, Any]:
    return {"first_day": first, "last_day": last}


def test_a_superior_issues_a_letter_after_a_look_at_what_it_would_change(desk: Desk, visit: Visitors) -> None:
    desk.submitted()
    assert "No letter holds now that concerns you." in visit.citra.get("/letters/").words
    page = visit.citra.get(visit.citra.get("/letters/").link("Issue a letter"))
    assert "For which post?" in page.words
    assert "Camat" not in page.words
    page = written(visit, desk, "citra", "budi", "ani")
    assert "Ani Contoh for Kepala Seksi Pelayanan" in page.words
    empty = visit.citra.press(page, "See what it would change", status=422)
    assert empty.words.count("This field is required.") == 6
    look = visit.citra.press(page, "See what it would change", kind="plh", number=HOSTILE, **days())
    assert "Nothing is on record yet." in look.words
    assert "Duties that Ani Contoh may not take, being a party" in look.words
    assert HOSTILE in look.words and HOSTILE not in look.html
    assert not Letter.objects.exists()
    changed = visit.citra.press(look, "Change it")
    look = visit.citra.press(changed, "See what it would change", number="800/2")
    done = visit.citra.press(look, "Issue the letter")
    assert "The letter is on record" in done.words
    letter = Letter.objects.get()
    assert (letter.number, letter.issuer_id, letter.person_id) == ("800/2", desk.id("citra"), desk.id("ani"))
    for name in ("citra", "budi", "ani", "dewi", "indah"):
        assert "Ani Contoh for Kepala Seksi Pelayanan" in getattr(visit, name).get("/letters/").words
        getattr(visit, name).get(f"/letters/{letter.pk}/")
    assert "Ani Contoh" not in visit.eko.get("/letters/?all=1").words
    visit.eko.get(f"/letters/{letter.pk}/", status=404)


def test_more_letters_take_no_more_queries(desk: Desk, visit: Visitors) -> None:
    letter = desk.letter("eko", "budi", "2026-01-20", "2026-02-20")
    readers = (visit.dewi, visit.citra, visit.indah)
    few = [visitor.queries("/letters/") for visitor in readers]
    desk.letter("ani", "budi", "2026-03-02", "2026-03-06")
    desk.letter("wibawa", "citra", "2026-04-06", "2026-04-10")
    assert [visitor.queries("/letters/") for visitor in readers] == few
    asked = f"/letters/new/?post={desk.post('budi')}"
    pages = [
        f"/letters/{letter.pk}/",
        f"/letters/{letter.pk}/end/",
        asked,
        f"{asked}&person={desk.id('ani')}",
    ]
    for visitor in (visit.dewi, visit.citra):
        for each in ("/letters/", "/letters/?all=1", *pages, f"{asked}&search=person&person_words=ani"):
            assert visitor.queries(each) <= 12, each


def test_what_forbids_a_letter_stands_beside_its_field_and_nothing_typed_is_lost(
    desk: Desk, visit: Visitors
) -> None:
    page = written(visit, desk, "citra", "budi", "ani")
    refused = visit.citra.press(
        page, "See what it would change", status=422, kind="plh", number="800/3", **days(last="")
    )
    assert 'id="id_last_day_error"' in refused.html
    assert "only a Plt may leave it open" in refused.words
    assert "800/3" in refused.html
    assert not Letter.objects.exists()


def test_a_manager_records_the_letter_of_who_stands_above(desk: Desk, visit: Visitors) -> None:
    page = written(visit, desk, "dewi", "budi", "eko")
    said: dict[str, Any] = {
        "kind": "plt",
        "number": "800/4",
        "issuer": str(desk.id("citra")),
        **days(last=""),
    }
    look = visit.dewi.press(page, "See what it would change", **said)
    assert "Issued by Citra Contoh" in look.words
    visit.dewi.press(look, "Issue the letter")
    assert Letter.objects.get().issuer_id == desk.id("citra")
    look = visit.dewi.get("/letters/new/?search=post&post_words=seksi")
    told = "Kepala Seksi Pelayanan Unit KEC-PEL, Unit KEC"
    assert told in look.words, "many units have a section of that name"
    assert told in visit.dewi.get("/letters/new/?search=post&post_words=unit kec").words


def test_nobody_chooses_beyond_what_he_may_see_or_is_above_of(desk: Desk, visit: Visitors) -> None:
    for name in ("ani", "eko", "indah"):
        assert "Issue a letter" not in getattr(visit, name).get("/letters/").words
        getattr(visit, name).get("/letters/new/", status=403)
    for post, person in (("dewi", "ani"), ("budi", "eko")):
        page = visit.citra.get(f"/letters/new/?post={desk.post(post)}&person={desk.id(person)}")
        assert "This cannot be chosen." in page.words
        assert "Eko" not in page.words


def test_a_letter_is_ended_sooner_after_a_look(desk: Desk, visit: Visitors) -> None:
    plan = desk.submitted()
    letter = desk.letter("eko", "budi", "2026-01-01", "2026-12-31")
    page = visit.citra.get(visit.citra.get(f"/letters/{letter.pk}/").link("End it sooner"))
    refused = visit.citra.press(page, "See what it would change", status=422, last_day="2027-01-01")
    assert "sooner than it says" in refused.words
    look = visit.citra.press(page, "See what it would change")
    assert "Eko Contoh stands in until 11 January 2026." in look.words
    assert "What waits and goes from Eko Contoh" in look.words
    assert "then with Budi Contoh" in look.words
    visit.citra.press(look, "End the letter")
    assert str(Letter.objects.get().valid_to) == "2026-01-11"
    assert "This letter has ended." in visit.citra.get(f"/letters/{letter.pk}/").words
    visit.eko.get(f"/plans/{plan.pk}/", status=404)
    visit.eko.press(page, "See what it would change", status=403)


def test_a_rater_asks_for_a_stand_in_and_the_letter_that_his_superior_finds_begun_answers(
    desk: Desk, visit: Visitors
) -> None:
    few = {name: getattr(visit, name).queries("/") for name in ("budi", "citra", "dewi")}
    visit.ani.get("/team/stand-in/ask/", status=403)
    form = visit.budi.get(visit.budi.get("/team/stand-in/").link("Ask for a stand-in"))
    assert "You ask Citra Contoh (Camat), who answers by a letter or says why not." in form.words
    empty = visit.budi.press(form, "Ask for it", status=422, last_day="2026-01-02", reason=" ")
    assert re.findall(r'id="id_(\w+)_error">([^<]+)', empty.html) == [
        ("first_day", "This field is required."),
        ("reason", "This field is required."),
    ]
    twisted = days("2026-01-20", "2026-01-19") | {"reason": HOSTILE}
    refused = visit.budi.press(form, "Ask for it", status=422, **twisted)
    assert 'id="id_first_day_error"' in refused.html and "the last is not before the first" in refused.words
    assert HOSTILE not in refused.html and "&lt;b&gt;800" in refused.html
    asked = visit.budi.press(refused, "Ask for it", **days(), post=str(desk.post("ani")))
    assert f"{SPAN} Waits for an answer" in asked.words
    home = visit.citra.get("/")
    assert f"Name a stand-in Budi Contoh · {STAND_IN}" in home.words
    assert {name: getattr(visit, name).queries("/") for name in few} == few
    assert f"What you wait for Name a stand-in {STAND_IN} · Citra Contoh" in visit.budi.get("/").words
    assert "Name a stand-in" not in visit.dewi.get("/").words
    assert "Asked of you" not in visit.dewi.get("/letters/").words
    letters = visit.citra.get("/letters/")
    assert "Asked of you Budi Contoh Kepala Seksi Pelayanan" in letters.words
    page = visit.citra.get(home.link("Name a stand-in"))
    assert "This letter was asked for: Who asks Budi Contoh" in page.words
    assert HOSTILE in page.words and HOSTILE not in page.html
    look = visit.citra.press(page, "See what it would change", number="800/5")
    assert "Plh" in look.words and SPAN in look.words
    visit.citra.press(look, "Issue the letter")
    assert "Name a stand-in" not in visit.citra.get("/").words + visit.budi.get("/").words
    told = visit.budi.get(visit.budi.get("/team/stand-in/").link(SPAN))
    assert "A stand-in was named" in told.words and "Letter 800/5" in told.words
    for address in ("/", "/letters/", "/team/stand-in/", home.link("Name a stand-in")):
        assert visit.citra.queries(address) <= 12, address


def test_who_is_proposed_is_chosen_among_those_who_may_be(desk: Desk, visit: Visitors) -> None:
    put_units(unit_rows({"PROV": ""}), day=EVER, actor=OPERATOR)
    desk.agency.units["PROV"] = Unit.objects.get(code="PROV")
    desk.new_post("Gubernur", None, unit="PROV")
    desk.person("fajar", "Gubernur")
    desk.new_post("Penata", "budi")
    desk.exempt("indah")
    form = visit.budi.get("/team/stand-in/ask/")
    free = {str(desk.post(each)) for each in ("ani", "citra", "dewi", "eko", "wibawa")}
    assert set(re.findall(r'<option value="(\d+)"', form.html)) == free
    for each in ("Gubernur", "Penata", "indah", "budi"):
        said = days() | {"reason": "Cuti", "post": str(desk.post(each))}
        assert "This cannot be chosen." in visit.budi.press(form, "Ask for it", status=422, **said).words
    assert visit.budi.queries("/team/stand-in/ask/") <= 12


def test_a_superior_may_name_whom_a_request_proposes_though_he_does_not_see_him(
    desk: Desk, visit: Visitors
) -> None:
    new = f"/letters/new/?post={desk.post('budi')}&person={desk.id('eko')}"
    assert "This cannot be chosen." in visit.citra.get(new).words
    form = visit.budi.get("/team/stand-in/ask/")
    visit.budi.press(form, "Ask for it", **days(), reason="Cuti", post=str(desk.post("eko")))
    page = visit.citra.get(visit.citra.get("/").link("Name a stand-in"))
    look = visit.citra.press(page, "See what it would change", number="800/6")
    assert "Who stands in Eko Contoh" in look.words
    visit.citra.press(look, "Issue the letter")
    assert Letter.objects.get().person_id == desk.id("eko")
    assert "This cannot be chosen." in visit.citra.get(new).words


def test_a_request_without_a_proposal_is_declined_with_a_reason_or_withdrawn(
    desk: Desk, visit: Visitors
) -> None:
    def ask() -> str:
        form = visit.budi.get("/team/stand-in/ask/")
        visit.budi.press(form, "Ask for it", **days(), reason="Diklat")
        return f"/letters/requests/{StandInRequest.objects.latest('pk').pk}/"

    first = ask()
    question = visit.citra.get(visit.citra.get("/").link("Name a stand-in"))
    assert "Who stands in?" in question.words and "Who asks Budi Contoh" in question.words
    assert question.link("Decline") == f"{first}decline/"
    page = visit.citra.press(question, "Go on", person=str(desk.id("ani")))
    assert 'value="2026-01-20"' in page.html
    for name, allowed in (("ani", 404), ("eko", 404), ("indah", 404), ("wibawa", 200)):
        getattr(visit, name).get(first, status=allowed)
    form = visit.citra.get(visit.citra.get(first).link("Decline"))
    visit.citra.press(form, "Decline", status=422)
    assert "Declined by Citra Contoh on 12 January 2026 Tunda dulu" in (
        visit.citra.press(form, "Decline", reason="Tunda dulu").words
    )
    assert "Tunda dulu" in visit.budi.get(first).words
    late = visit.citra.press(form, "Decline", status=422, reason="Lagi")
    for closed in (late, visit.citra.get(f"{first}decline/"), visit.wibawa.get(f"{first}decline/")):
        assert "This request waits no longer" in closed.words and "<textarea" not in closed.html
        assert "Declined by Citra Contoh on 12 January 2026 Tunda dulu" in closed.words
    second = ask()
    assert visit.citra.queries(f"{second}decline/") <= 12
    asked = visit.budi.get(visit.budi.get(second).link("Withdraw the request"))
    visit.budi.press(asked, "Withdraw the request")
    for visitor, address in ((visit.budi, f"{second}withdraw/"), (visit.citra, f"{second}decline/")):
        closed = visitor.get(address)
        assert "Withdrawn by Budi Contoh on 12 January 2026." in closed.words
        assert "Withdraw the request" not in closed.words
    assert visit.citra.queries(f"{second}decline/") <= 12
    assert "Name a stand-in" not in visit.citra.get("/").words
    third = ask()
    desk.grant("ani")
    below = visit.ani.get(f"/letters/new/?post={desk.post('budi')}&request={third.split('/')[-2]}")
    assert "Who asks Budi Contoh" in below.words and "Decline" not in below.words, "she is not above him"
    visit.ani.get(f"{third}decline/", status=403)
    page = visit.dewi.get(f"/letters/new/?post={desk.post('budi')}&person={desk.id('eko')}")
    said = {"kind": "plh", "number": "800/7", "issuer": str(desk.id("wibawa")), **days(last="2026-01-20")}
    visit.dewi.press(visit.dewi.press(page, "See what it would change", **said), "Issue the letter")
    assert "A stand-in was named" in visit.citra.get(third).words
    assert "named by Dewi Contoh on 12 January 2026. Letter 800/7" in visit.budi.get(third).words
    assert "800/7" not in visit.citra.get(third).words, "the letter concerns nobody whom she sees"
    form = visit.budi.get("/team/stand-in/ask/")
    visit.budi.press(form, "Ask for it", **days("2026-01-21"), reason="Diklat")
    desk.at("2026-01-22 09:00")
    assert "Late: it was due by 21 January 2026" in visit.citra.get("/").words
    desk.at("2026-02-21 09:00")
    assert "Name a stand-in" not in visit.citra.get("/").words
    assert "The days have passed without an answer" in visit.budi.get("/team/stand-in/").words
