"""Notices over HTTP."""

from __future__ import annotations

from notifications.commands import relay
from tests.api.asking import Asking, code


def test_a_step_is_told_to_whom_it_concerns_in_the_language_of_the_request(ask: Asking) -> None:
    plan = ask.submitted()
    relay()
    (notice,) = ask.budi.read("notifications/")["results"]
    assert (notice["kind"], notice["link"], notice["read_at"]) == ("plan.submit", f"/{plan}", None)
    assert notice["text"].startswith("Ani Contoh")
    assert notice["group"] == "waiting"
    english = ask.budi.get("notifications/", **{"Accept-Language": "en"}).json()["results"][0]
    assert english["title"] == "Plan submitted" != notice["title"]
    assert ask.eko.read("notifications/")["results"] == []


def test_a_notice_is_read_once_and_only_by_its_reader(ask: Asking) -> None:
    ask.submitted()
    relay()
    address = f"notifications/{ask.budi.read('notifications/')['results'][0]['id']}/read/"
    assert code(ask.eko.post(address)) == (404, "not_found")
    assert ask.budi.post(address).status_code == 204
    first = ask.budi.read("notifications/")["results"][0]["read_at"]
    assert ask.budi.post(address).status_code == 204
    assert ask.budi.read("notifications/")["results"][0]["read_at"] == first is not None


def test_the_newest_notice_comes_first(ask: Asking) -> None:
    plan = ask.submitted()
    ask.ani.post(f"{plan}steps/withdraw/", {}, 2)
    relay()
    kinds = [each["kind"] for each in ask.budi.read("notifications/")["results"]]
    assert kinds == ["plan.withdraw", "plan.submit"]
    page = ask.budi.read("notifications/?page_size=1")
    assert [each["kind"] for each in ask.budi.read(page["next"])["results"]] == ["plan.submit"]
