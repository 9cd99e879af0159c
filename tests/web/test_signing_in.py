"""Signing in and out, and what becomes of what somebody sent after his session had ended."""

from __future__ import annotations

import pytest
from django.test import Client

from directory.models import User
from tests.agency import PASSWORD, Agency
from tests.web.visiting import Visitor, Visitors
from tests.workflows.planning.desk import Desk
from workflows.planning.models import Plan


@pytest.fixture
def stranger(agency: Agency) -> Visitor:
    """Somebody at a browser who is not signed in yet, and reads English."""
    visitor = Visitor(agency, "ani")
    visitor.client = Client(headers={"Accept-Language": "en"}, enforce_csrf_checks=True)
    return visitor


@pytest.mark.parametrize("by", ["username", "nip"])
def test_one_signs_in_by_user_name_or_by_nip(agency: Agency, stranger: Visitor, by: str) -> None:
    name = "ani" if by == "username" else agency.people["ani"].nip
    page = stranger.press(stranger.get("/sign-in/"), "Sign in", username=name, password=PASSWORD)
    assert page.address == "/"
    assert "Ani Contoh" in page.words


def test_wrong_words_say_nothing_of_who_is_known(stranger: Visitor) -> None:
    said = set()
    for name in ("ani", "nobody", "199001012015012001", ""):
        page = stranger.press(stranger.get("/sign-in/"), "Sign in", status=422, username=name, password="no")
        said.add("The name or the password is wrong" in page.words)
        assert "password" not in stranger.client.session
    assert said == {True, False}  # an empty name is asked for


def test_five_wrong_passwords_lock_the_account_for_a_while(stranger: Visitor) -> None:
    for _ in range(4):
        stranger.press(stranger.get("/sign-in/"), "Sign in", status=422, username="ani", password="no")
    stranger.press(stranger.get("/sign-in/"), "Sign in", status=429, username="ani", password="no")
    page = stranger.press(stranger.get("/sign-in/"), "Sign in", status=429, username="ani", password=PASSWORD)
    assert "Too many wrong passwords." in page.words


@pytest.mark.parametrize(
    "wanted", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "evil"]
)
def test_the_way_after_signing_in_never_leads_elsewhere(stranger: Visitor, wanted: str) -> None:
    page = stranger.get(f"/sign-in/?next={wanted}")
    assert stranger.press(page, "Sign in", username="ani", password=PASSWORD).address == "/"


def test_who_wanted_a_page_gets_it_after_signing_in(stranger: Visitor, visit: Visitors) -> None:
    plan = Desk(visit.agency).drafted()
    page = stranger.get(f"/plans/{plan.pk}/")
    assert page.address.startswith("/sign-in/?next=")
    assert stranger.press(page, "Sign in", username="ani", password=PASSWORD).address == f"/plans/{plan.pk}/"


def test_what_was_sent_after_the_session_had_ended_is_kept_and_sent_after_signing_in(
    stranger: Visitor, visit: Visitors
) -> None:
    plan = Desk(visit.agency).submitted()
    visit.ani.press(visit.ani.get("/"), "English")
    form = visit.ani.get(f"/plans/{plan.pk}/steps/withdraw/")
    del visit.ani.client.cookies["sessionid"]
    asked = visit.ani.press(form, "Withdraw", status=401, reason="Ditulis lama\ndi dua baris <b>")
    assert "what you sent is kept here" in asked.words
    assert Plan.objects.get(pk=plan.pk).state == "submitted"
    other = visit.ani.press(asked, "Sign in", username="budi", password=PASSWORD)
    assert other.address == "/"
    assert "milik orang lain. Tulisan itu tidak dikirim." in other.words
    assert "Ditulis lama" not in other.html
    visit.ani.press(other, "Keluar")
    for made_up in ('[["reason", "\\ud800"]]', "x", asked.form("Sign in").fields["kept"][0][:-1]):
        plain = visit.ani.press(asked, "Sign in", username="ani", password=PASSWORD, kept=made_up)
        assert plain.address == f"/plans/{plan.pk}/steps/withdraw/"
        assert "Ditulis lama" not in plain.html
        visit.ani.press(plain, "Sign out")
    again = visit.ani.press(asked, "Sign in", status=422, username="ani", password="no")
    ready = visit.ani.press(again, "Sign in", username="ani", password=PASSWORD)
    done = visit.ani.press(ready, "Send it now")
    assert done.address == f"/plans/{plan.pk}/"
    assert Plan.objects.get(pk=plan.pk).state == "drafting"
    page = visit.ani.get(f"/plans/{plan.pk}/")
    assert "Done: Withdraw." not in page.words


def test_a_form_from_before_a_sign_in_in_another_window_may_be_sent_again(
    stranger: Visitor, visit: Visitors
) -> None:
    plan = Desk(visit.agency).submitted()
    stranger.press(stranger.get("/sign-in/"), "Sign in", username="ani", password=PASSWORD)
    form = stranger.get(f"/plans/{plan.pk}/steps/withdraw/")
    stranger.press(form, "Sign out")
    stranger.press(stranger.get("/sign-in/"), "Sign in", username="ani", password=PASSWORD)
    address = f"/plans/{plan.pk}/steps/withdraw/"
    sent = form.form("Withdraw").fields | {"reason": ["Ditulis lama"]}
    foreign = stranger.client.post(address, sent, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert "Send it now" not in foreign.content.decode()
    ours = stranger.client.post(address, sent, headers={"Origin": "http://testserver"})
    assert ours.status_code == 403
    assert "Send it now" in ours.content.decode()
    stranger.press(stranger.get("/"), "Sign out")
    visit.budi.press(visit.budi.get("/"), "English")
    stranger.press(stranger.get("/sign-in/"), "Sign in", username="budi", password=PASSWORD)
    his = stranger.client.post(address, sent, headers={"Origin": "http://testserver"})
    assert (his.status_code, "Send it now" in his.content.decode()) == (403, False)
    assert "Ditulis" not in his.content.decode()
    stranger.press(stranger.get("/"), "Sign out")
    nobody = stranger.client.post(address, sent, headers={"Origin": "http://testserver"})
    assert (nobody.status_code, "is kept here" in nobody.content.decode()) == (401, True)
    assert Plan.objects.get(pk=plan.pk).state == "submitted"


def test_signing_out_ends_the_session_and_leaves_nothing_on_the_device(visit: Visitors) -> None:
    page = visit.ani.press(visit.ani.get("/"), "Sign out")
    assert visit.ani.client.post("/sign-out/").headers["Clear-Site-Data"] == '"storage"'
    assert page.address == "/sign-in/"
    assert visit.ani.get("/").address.startswith("/sign-in/")


def test_who_chooses_a_language_and_then_signs_in_keeps_it(stranger: Visitor) -> None:
    page = stranger.press(stranger.get("/sign-in/"), "Bahasa Indonesia")
    home = stranger.press(page, "Masuk", username="ani", password=PASSWORD)
    assert '<html lang="id">' in home.html
    assert User.objects.get(username="ani").language == "id"


def test_the_language_is_chosen_at_the_foot_of_every_page_and_stays(visit: Visitors) -> None:
    page = visit.ani.press(visit.ani.get("/"), "Bahasa Indonesia")
    assert '<html lang="id">' in page.html
    assert User.objects.get(username="ani").language == "id"
    del visit.ani.client.cookies["sessionid"]
    assert '<html lang="id">' in visit.ani.get("/sign-in/").html


def test_pages_outside_of_ours_are_guarded_as_well(stranger: Visitor) -> None:
    answer = stranger.client.get("/nothing/")
    assert (answer.status_code, answer["Cache-Control"]) == (404, "no-store")
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
