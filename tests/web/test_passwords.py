"""From an invitation to the first sign-in, as a browser without scripts sees it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import httpx
import pytest
from django.core.management import call_command
from knox.models import AuthToken
from pytest_django import Settings

from directory.models import Invitation, User
from notifications.invitations import deliver
from tests.agency import PASSWORD, Agency
from tests.notifications.conftest import PostOffice

NEW = "sawah-gunung-laut-81"
ENGLISH = {"Accept-Language": "en-GB,en;q=0.9"}


@pytest.fixture
def link(agency: Agency, site: str, post_office: PostOffice) -> str:
    """The link that Eko, whose account has no password, is sent."""
    return invited(agency, post_office)


def invited(agency: Agency, post_office: PostOffice) -> str:
    User.objects.filter(username="eko").update(password="!")
    call_command("invite", "eko")
    return sent_link(post_office)


def sent_link(post_office: PostOffice) -> str:
    before = len(post_office.letters)
    assert deliver() == 1
    assert len(post_office.letters) == before + 1
    (found,) = re.findall(r"http\S+", post_office.letters[-1].get_content())
    return str(found)


def send(browser: httpx.Client, page: httpx.Response, **fields: str) -> httpx.Response:
    """Send the form of a page with these fields."""
    token, *_others = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    return browser.post(page.url, data={"csrfmiddlewaretoken": token} | fields)


def unmasked(page: httpx.Response) -> str:
    """The page without its forms' tokens, which are masked anew each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.text)


def choose(browser: httpx.Client, link: str, password: str = NEW, again: str | None = None) -> httpx.Response:
    page = browser.get(link)
    return send(browser, page, new_password1=password, new_password2=again or password)


def sign_in(site: str, name: str, password: str) -> int:
    return httpx.post(
        f"{site}/api/v1/tokens/", json={"username": name, "password": password}, timeout=30
    ).status_code


def test_who_was_invited_chooses_a_password_and_signs_in_with_it(
    site: str, browser: httpx.Client, link: str
) -> None:
    assert sign_in(site, "eko", NEW) == 401
    page = browser.get(link)
    assert page.status_code == 200
    assert '<html lang="id">' in page.text
    assert 'value="eko"' in page.text
    answer = send(browser, page, new_password1=NEW, new_password2=NEW)
    assert answer.url.path == "/password/chosen/"
    assert sign_in(site, "eko", NEW) == 201


def test_a_link_works_once(site: str, browser: httpx.Client, link: str) -> None:
    choose(browser, link)
    again = browser.get(link, headers=ENGLISH)
    assert "This link does not work any more" in again.text
    assert "new_password1" not in again.text
    assert sign_in(site, "eko", NEW) == 201


def test_a_newer_invitation_takes_the_worth_of_the_one_before(
    agency: Agency, browser: httpx.Client, link: str, post_office: PostOffice
) -> None:
    newer = invited(agency, post_office)
    assert "does not work any more" in browser.get(link, headers=ENGLISH).text
    assert choose(browser, newer).url.path == "/password/chosen/"


def test_a_link_that_is_older_than_seven_days_opens_nothing(
    browser: httpx.Client, link: str, settings: Settings
) -> None:
    assert settings.PASSWORD_RESET_TIMEOUT == 7 * 24 * 60 * 60
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "does not work any more" in browser.get(link, headers=ENGLISH).text


def test_the_link_of_a_closed_account_opens_nothing(browser: httpx.Client, link: str) -> None:
    User.objects.filter(username="eko").update(is_active=False)
    assert "does not work any more" in browser.get(link, headers=ENGLISH).text


@pytest.mark.parametrize("path", ["MQ/aaa-bbb", "!!/x", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5/set-password", "%00/x"])
def test_a_link_that_somebody_made_up_opens_nothing(browser: httpx.Client, path: str) -> None:
    answer = browser.get(f"/password/{path}/", headers=ENGLISH)
    assert answer.status_code == 200
    assert "does not work any more" in answer.text


def test_weak_and_unequal_passwords_are_refused_in_words_at_their_field(
    browser: httpx.Client, link: str
) -> None:
    browser.headers.update(ENGLISH)
    weak = choose(browser, link, "12345678")
    assert "This password is too common." in weak.text
    assert 'aria-invalid="true"' in weak.text
    assert 'role="alert"' in weak.text
    told = [name for names in re.findall(r'aria-describedby="([^"]*)"', weak.text) for name in names.split()]
    assert "id_new_password2_error" in told
    assert [name for name in told if f'id="{name}"' not in weak.text] == []
    assert "match." in choose(browser, link, NEW, "another one").text
    assert not User.objects.get(username="eko").has_usable_password()


def test_the_token_is_in_no_address_that_the_page_could_tell_and_nothing_foreign_is_loaded(
    browser: httpx.Client, link: str
) -> None:
    page = browser.get(link)
    token = link.rstrip("/").rpartition("/")[2]
    assert token not in str(page.url)
    assert token not in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert "script" not in page.text
    for address in re.findall(r'(?:src|href|action)="([^"]*)"', page.text):
        assert address.startswith(("/", "#"))
    (style,) = re.findall(r'href="(/static/[^"]*\.css)"', page.text)
    assert browser.get(style).headers["Content-Type"].startswith("text/css")


class Labels(HTMLParser):
    """The fields of a page, and which of them have a label."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: set[str | None] = set()
        self.labelled: set[str | None] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") != "hidden":
            self.fields.add(given.get("id"))
        if tag == "label":
            self.labelled.add(given.get("for"))


def test_every_field_has_its_label_and_the_page_its_language_heading_and_width(
    browser: httpx.Client, link: str
) -> None:
    for page in (browser.get(link), browser.get("/password/forgotten/")):
        found = Labels(page.text)
        assert found.fields
        assert found.fields <= found.labelled
        assert page.text.count("<h1>") == 1
        assert 'content="width=device-width, initial-scale=1"' in page.text


# Who has forgotten it


def ask_for_link(browser: httpx.Client, name: str) -> httpx.Response:
    page = browser.get("/password/forgotten/", headers=ENGLISH)
    return send(browser, page, name=name)


@pytest.mark.parametrize("by", ["username", "nip", "email"])
def test_who_forgot_the_password_is_sent_a_link_by_any_of_his_names(
    agency: Agency, site: str, browser: httpx.Client, post_office: PostOffice, by: str
) -> None:
    names = {"username": "ani", "nip": agency.people["ani"].nip, "email": "ANI@example.org"}
    assert ask_for_link(browser, names[by]).url.path == "/password/forgotten/sent/"
    link = sent_link(post_office)
    assert post_office.letters[0]["To"] == "ani@example.org"
    assert sign_in(site, "ani", PASSWORD) == 201
    choose(browser, link)
    assert (sign_in(site, "ani", PASSWORD), sign_in(site, "ani", NEW)) == (401, 201)


def test_the_same_is_said_whether_there_is_such_an_account_or_not(browser: httpx.Client) -> None:
    known, unknown = ask_for_link(browser, "ani"), ask_for_link(browser, "nobody")
    assert (known.status_code, unmasked(known)) == (unknown.status_code, unmasked(unknown))
    assert [row.user.username for row in Invitation.objects.all()] == ["ani"]


def test_nobody_fills_the_mailbox_of_another(browser: httpx.Client) -> None:
    answers = {unmasked(ask_for_link(browser, "ani")) for _ in range(5)}
    assert len(answers) == 1
    assert Invitation.objects.count() == 3


def test_who_asks_too_often_is_told_to_wait(browser: httpx.Client) -> None:
    answers = [ask_for_link(browser, f"name{number}") for number in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert answers[-1].headers["Retry-After"] == "60"


def test_a_new_password_ends_tokens_and_lifts_the_lock(
    agency: Agency, site: str, browser: httpx.Client, post_office: PostOffice
) -> None:
    _, token = AuthToken.objects.create(agency.user("ani"))
    assert [sign_in(site, "ani", "wrong") for _ in range(5)][-1] == 429
    ask_for_link(browser, "ani")
    choose(browser, sent_link(post_office))
    me = httpx.get(f"{site}/api/v1/me/", headers={"Authorization": f"Bearer {token}"}, timeout=30)
    assert me.status_code == 401
    assert sign_in(site, "ani", NEW) == 201
