"""One's own account: who one is, the password, how one is told, who has read, tokens."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from knox.models import AuthToken
from pytest_django import Settings

from directory.models import User
from notifications.kinds import Group
from notifications.models import Mail, OwnChannel
from notifications.preferences import LEGAL, preferences_of
from tests.agency import PASSWORD
from tests.notifications.chat import chatting
from tests.web.visiting import Visitor, Visitors

NEW = "sawah-gunung-laut-81"


def test_everybody_reads_who_he_is(visit: Visitors) -> None:
    page = visit.indah.get("/account/")
    for said in ("Indah Contoh", "Auditor, Unit INSP", "Inspector, Unit KAB", "since 1 January 2020"):
        assert said in page.words, said
    assert visit.agency.people["indah"].nip in page.words
    assert "Ani" not in page.words
    assert visit.indah.queries("/account/") <= 12


def test_an_account_without_a_person_has_a_page_too(visit: Visitors) -> None:
    User.objects.create_user("operator", password=PASSWORD)
    operator = Visitor(visit.agency, "operator")
    page = operator.get("/account/")
    assert "This account belongs to no person." in page.words
    form = operator.get("/account/notifications/")
    operator.press(form, "Save", status=404)


def test_language_is_chosen_for_pages_and_e_mails(visit: Visitors) -> None:
    page = visit.ani.get("/account/")
    there = visit.ani.press(page, "Change the language", language="id")
    assert "Akun" in there.words
    assert visit.agency.user("ani").language == "id"


# Password


def change(visitor: Visitor, old: str, new: str, status: int, again: str | None = None) -> Any:
    page = visitor.get("/account/password/")
    fields = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return visitor.press(page, "Change the password", status, **fields)


def test_a_new_password_ends_all_other_sessions_and_tokens(visit: Visitors) -> None:
    elsewhere = Visitor(visit.agency, "ani")
    AuthToken.objects.create(visit.agency.user("ani"))
    eko = AuthToken.objects.create(visit.agency.user("eko"))[0]
    done = change(visit.ani, PASSWORD, NEW, 200)
    assert "Your password is changed." in done.words
    assert visit.agency.user("ani").check_password(NEW)
    assert elsewhere.get("/account/").address.startswith("/sign-in/")
    assert "Ani Contoh" in visit.ani.get("/account/").words
    assert list(AuthToken.objects.all()) == [eko]


def test_a_wrong_or_weak_password_changes_nothing(visit: Visitors) -> None:
    assert "This is not your password." in change(visit.ani, "tebakan", NEW, 422).words
    assert "too common" in change(visit.ani, PASSWORD, "password1", 422).words
    assert "match" in change(visit.ani, PASSWORD, NEW, 422, again="lain").words
    assert visit.agency.user("ani").check_password(PASSWORD)


def test_who_guesses_too_often_is_locked_out(visit: Visitors) -> None:
    for _guess in range(4):
        change(visit.ani, "tebakan", NEW, 422)
    assert "Too many wrong passwords." in change(visit.ani, "tebakan", NEW, 429).words
    change(visit.ani, PASSWORD, NEW, 429)
    assert visit.agency.user("ani").check_password(PASSWORD)


# How one is told


def test_ani_chooses_how_she_is_told(visit: Visitors) -> None:
    page = visit.ani.get("/account/notifications/")
    chosen = {"email_reminders": "off", "inbox_reminders": None, "digest_at": "08:30", "quiet": None}
    done = visit.ani.press(page, "Save", **chosen)
    assert "From now on you are told as you chose." in done.words
    found = preferences_of([visit.agency.ani])[visit.agency.ani]
    assert found.choices[Group.REMINDERS].inbox is False
    assert found.choices[Group.REMINDERS].email is Mail.OFF
    assert found.choices[Group.WAITING].inbox is True
    assert found.choices[Group.LEGAL] == LEGAL
    assert (found.digest_at, found.quiet) == (datetime.time(8, 30), None)
    again = visit.ani.get("/account/notifications/").form("Save").fields
    assert again["email_reminders"] == ["off"]
    assert "inbox_reminders" not in again and "quiet" not in again


def test_legal_notices_are_nobodys_to_choose(visit: Visitors) -> None:
    page = visit.ani.get("/account/notifications/")
    assert "Legal notices Always At once" in page.words
    visit.ani.press(page, "Save", email_legal="off", inbox_legal="")
    assert preferences_of([visit.agency.ani])[visit.agency.ani].choices[Group.LEGAL] == LEGAL


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"digest_at": "noon"}, "Enter a valid time."),
        ({"quiet_to": ""}, "Say when, or choose no night."),
        ({"email_mine": "by pigeon"}, "is not one of the available choices"),
    ],
)
def test_a_wrong_choice_is_refused_in_words(visit: Visitors, wrong: dict[str, str], said: str) -> None:
    page = visit.ani.get("/account/notifications/")
    before = preferences_of([visit.agency.ani])
    refused = visit.ani.press(page, "Save", 422, **wrong)
    assert said in refused.words
    assert preferences_of([visit.agency.ani]) == before


# Tokens


def test_a_token_is_seen_and_revoked_by_its_owner_alone(visit: Visitors) -> None:
    kept, revoked = (AuthToken.objects.create(visit.agency.user("ani"))[0] for _ in range(2))
    page = visit.ani.get("/account/tokens/")
    assert page.words.count("Opens until") == 2
    visit.eko.press(page, "Revoke 2", 404, token=revoked.pk)
    done = visit.ani.press(page, "Revoke 1", token=revoked.pk)
    assert "Revoked." in done.words
    assert list(AuthToken.objects.all()) == [kept]
    visit.eko.press(page, "Revoke all", token="all")
    assert list(AuthToken.objects.all()) == [kept]
    visit.ani.press(page, "Revoke all")
    assert not AuthToken.objects.exists()


# A channel of one's own


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # asked for by apprise
def test_a_channel_of_ones_own_is_confirmed_by_a_code(visit: Visitors, settings: Settings) -> None:
    there, kinds = "/account/channel/", "/account/notifications/"
    assert "No other channels are offered here." in visit.ani.get(there).words
    with chatting(settings) as chat:
        asked = visit.ani.get(visit.ani.get(kinds).link("A channel of your own"))
        again = visit.ani.press(asked, "Send a code", status=422, address="../admin")
        assert "An address is made of letters" in again.words
        assert again.form("Send a code").fields["address"] == ["../admin"]
        sent = visit.ani.press(again, "Send a code", address="ani-91")
        assert "It was sent to ani-91 (chat)" in sent.words
        assert "by your own channel" not in visit.ani.get(kinds).words
        wrong = visit.ani.press(sent, "Confirm", status=422, code="x")
        assert "This is not the code." in wrong.words
        done = visit.ani.press(wrong, "Confirm", code=chat.code())
        assert "From now on you are told there too." in done.words
        chosen = visit.ani.press(visit.ani.get(kinds), "Save", own_mine="off")
        assert chosen.form("Save").fields["own_mine"] == ["off"]
        assert preferences_of([visit.agency.ani])[visit.agency.ani].choices[Group.MINE].own == Mail.OFF
        OwnChannel.objects.update(failing_since=datetime.datetime(2026, 1, 12, 3, tzinfo=datetime.UTC))
        assert "Nothing has been taken there since" in visit.ani.get(there).words
        assert visit.ani.queries(there) <= 12
        gone = visit.ani.press(visit.ani.get(there), "Be told there no more")
        assert "You are told there no more." in gone.words
    visit.ani.press(visit.ani.get(kinds), "Save")
    assert preferences_of([visit.agency.ani])[visit.agency.ani].choices[Group.MINE].own == Mail.OFF
