"""What nobody comes to read or to break by addresses and forms that no page of ours makes."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client

from tests.agency import PASSWORD
from tests.web.visiting import Visitors
from tests.workflows.evaluation.office import Q2, Office
from web.kept import Envelope
from web.whose import made_for


@pytest.fixture
def office(visit: Visitors) -> Office:
    return Office(visit.agency)


def test_ani_reads_no_rating_on_the_page_of_who_rates(office: Office, visit: Visitors) -> None:
    first = office.rated(results_rating="below", behaviour_rating="below")
    second = office.assessed(office.opened(Q2, plan=first.plan))
    address = f"/evaluations/{second.pk}/steps/rate/"
    assert "Earlier evaluations" in visit.budi.get(address).words
    for page in (visit.ani.get(address), visit.ani.get(address.replace("rate/", "rate_by_superior/"))):
        assert "Earlier evaluations" not in page.words and "tag-sangat_kurang" not in page.html
    for who, status in (("ani", 403), ("budi", 422)):  # nothing was filled in yet
        sent = {"take": "1", "version": "1", "key": "k"}
        assert getattr(visit, who).client.post(address, sent).status_code == status


STRANGE = {
    "budi": [
        ("/units/{unit}/results/?period=a%00", 400),
        ("/units/{unit}/report/a%00/", 400),
    ],
    "ani": [
        (f"/plans/{{plan}}/revisions/?before={'9' * 5000}&after=1", 200),
        (f"/plans/{{plan}}/revisions/{'9' * 40}/", 404),
        (f"/plans/{{plan}}/revisions/1/{'9' * 40}/", 404),
    ],
    "indah": [("/inspect/?until=9999-12-31", 200), ("/inspect/?since=0001-01-01", 200)],
    "dewi": [("/manage/plans/?unit_words=a%00&search=unit", 400)],
}


def test_what_no_page_of_ours_asks_is_refused_and_breaks_nothing(office: Office, visit: Visitors) -> None:
    named = {"plan": office.in_force().pk, "unit": office.agency.units["KEC-PEL"].pk}
    for who, addresses in STRANGE.items():
        for address, status in addresses:
            assert getattr(visit, who).get(address.format_map(named), status)
    sent = [
        ("ani", "/account/tokens/", {"token": "a\0"}, 400),
        ("ani", f"/plans/{named['plan']}/progress/rows/", {"rows": "1.1\t12/01/2026\t1\ta\0"}, 400),
        ("dewi", "/manage/post-changes/sheet/", {"kept": "é", "rows": "all"}, 422),
    ]
    for who, address, fields, status in sent:
        assert getattr(visit, who).client.post(address, fields).status_code == status, address


def test_passwords_stand_on_no_page(visit: Visitors) -> None:
    address, token = "/account/password/", made_for(visit.agency.user("ani").pk)
    typed = {"old_password": "rahasia sekali", "other": "terketik", "csrfmiddlewaretoken": token}
    old_window, ended = Client(enforce_csrf_checks=True), Client()
    old_window.cookies = visit.ani.client.cookies
    for client, status in ((ended, 401), (old_window, 403)):
        answer = client.post(address, typed, headers={"Origin": "http://testserver"})
        assert (answer.status_code, answer["Cache-Control"]) == (status, "no-store")
        page = answer.content.decode()
        (sealed,) = re.findall(r'name="kept" value="([^"]+)"', page) if client is ended else [""]
        kept = Envelope.opened(unescape(sealed)) if sealed else None
        assert "rahasia sekali" not in page and (kept is None) is (client is old_window)
        assert kept.fields == [("other", "terketik")] if kept else "terketik" in page


def test_another_site_sends_nothing_in_my_name(office: Office, visit: Visitors) -> None:
    plan = office.in_force().pk
    client = Client(enforce_csrf_checks=True)
    client.cookies = visit.ani.client.cookies
    for address in (f"/plans/{plan}/progress/enter/", f"/plans/{plan}/progress/rows/", "/account/tokens/"):
        for headers in ({}, {"Origin": "https://evil.example"}):
            answer = client.post(address, {"rows": "terketik"}, headers=headers)
            assert answer.status_code == 403 and "terketik" not in answer.content.decode()


def test_many_names_cannot_be_tried_from_one_address(
    visit: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.delete("wrong:192.0.2.77")
    monkeypatch.setattr("web.signing_in.WRONG", 3)
    there, elsewhere = Client(REMOTE_ADDR="192.0.2.77"), Client(REMOTE_ADDR="192.0.2.78")
    names = [f"{visit.agency.user('ani').pk}{number}" for number in range(3)]
    tried = [there.post("/sign-in/", {"username": name, "password": "no"}).status_code for name in names]
    right = {"username": "ani", "password": PASSWORD}
    assert [*tried, there.post("/sign-in/", right).status_code] == [422, 422, 422, 429]
    assert elsewhere.post("/sign-in/", right).status_code == 302
