"""Links of evidence: what is refused when they are added, and what is found when they are looked at."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
from pytest_django import Settings

from cycle_engine.errors import NotYourTurn
from tests.notifications.test_webhook_addresses import MALFORMED, PUBLIC, bind
from tests.workflows.monitoring.elsewhere import open_site
from tests.workflows.planning.desk import Desk, broken
from workflows.monitoring import links, rules
from workflows.monitoring.commands import add_link
from workflows.monitoring.links import Found, look, refusal
from workflows.monitoring.models import Evidence, Why


def test_what_others_cannot_follow_is_refused(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    for url in MALFORMED:
        assert refusal(url) == links.FORM
    for host in ("127.0.0.1", "localhost", "10.1.2.3", "169.254.169.254", "2130706433", "[::1]"):
        assert refusal(f"https://{host}/laporan") == links.PRIVATE
        assert look(f"https://{host}/laporan").why == Why.PRIVATE
    bind(monkeypatch, "10.0.0.7")
    assert refusal("http://intranet.example.org/laporan") == links.PRIVATE
    bind(monkeypatch, PUBLIC)
    assert refusal("http://example.org/laporan?tahun=2026#hal2") is None
    settings.EVIDENCE_ALLOW = ["10.1.2.3"]
    assert refusal("http://10.1.2.3:8080/laporan") is None
    assert refusal("http://10.1.2.4:8080/laporan") == links.PRIVATE


def test_a_name_that_is_bound_anew_when_it_is_connected_to_leads_nowhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bind(monkeypatch, PUBLIC, "127.0.0.1")
    assert look("http://rebound.example.org/laporan") == Found(
        Why.PRIVATE, None, "http://rebound.example.org/laporan"
    )


def test_a_link_is_followed_to_its_end(settings: Settings) -> None:
    settings.EVIDENCE_ALLOW = ["127.0.0.1"]
    with open_site() as site:
        site.pages = {
            "/ada": (200, ""),
            "/masuk": (403, ""),
            "/pindah": (302, "/ada"),
            "/rusak": (500, ""),
            "/bergerak": (410, ""),
            "/putar": (302, "/putar"),
            "/dalam": (302, "http://127.0.0.2/rahasia"),
            "/berkas": (302, "file:///etc/passwd"),
            "/nol": (302, "/a\0b" + "x" * 1000),
            "/kurung": (302, "http://[::1"),
        }
        assert look(f"{site.url}/kurung") == Found(Why.SILENT, None, f"{site.url}/kurung")
        nowhere = look(f"{site.url}/nol")
        assert (nowhere.why, len(nowhere.reached), "\0" in nowhere.reached) == (Why.SILENT, 500, False)
        assert look(f"{site.url}/ada") == Found("", 200, f"{site.url}/ada")
        assert look(f"{site.url}/masuk") == Found("", 403, f"{site.url}/masuk")
        assert look(f"{site.url}/pindah") == Found("", 200, f"{site.url}/ada")
        assert look(f"{site.url}/hilang").why == Why.GONE == look(f"{site.url}/bergerak").why
        assert look(f"{site.url}/rusak") == Found(Why.SILENT, 500, f"{site.url}/rusak")
        assert look(f"{site.url}/berkas") == Found(Why.SILENT, None, "file:///etc/passwd")
        assert look(f"{site.url}/dalam") == Found(Why.PRIVATE, None, "http://127.0.0.2/rahasia")
        site.asked.clear()
        assert look(f"{site.url}/putar").why == Why.SILENT
        assert len(site.asked) == links.HOPS + 1
    assert look(f"{site.url}/ada") == Found(Why.SILENT, None, f"{site.url}/ada")


def test_no_host_holds_a_worker_for_long(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EVIDENCE_ALLOW = ["127.0.0.1"]
    assert links.LIMIT == 10
    monkeypatch.setattr(links, "LIMIT", 0.5)
    before = signal.getsignal(signal.SIGALRM)
    with open_site() as site:
        site.pages = {"/ada": (200, ""), "/jauh": (302, "/dekat"), "/dekat": (302, "/ada")}
        for slow, waits in (("/menetes", 0.0), ("/jauh", 0.3), ("/ada", 3.0)):
            site.waits, began = waits, monotonic()
            assert look(f"{site.url}{slow}") == Found(Why.SILENT, None, f"{site.url}{slow}")
            assert 0.4 < monotonic() - began < 2
        site.waits = 0.0
        assert look(f"{site.url}/jauh").status == 200
        with ThreadPoolExecutor() as others:
            assert others.submit(look, f"{site.url}/jauh").result().status == 200
    assert (signal.getitimer(signal.ITIMER_REAL)[0], signal.getsignal(signal.SIGALRM)) == (0, before)


def test_a_link_that_ends_with_its_time_leaves_no_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    def at_the_last_moment(_which: int, seconds: float) -> None:
        if not seconds:
            signal.raise_signal(signal.SIGALRM)

    before = signal.getsignal(signal.SIGALRM)
    monkeypatch.setattr(links, "_end_of", lambda _: Found())
    monkeypatch.setattr(signal, "setitimer", at_the_last_moment)
    assert look("https://example.org/") == Found(Why.SILENT, None, "https://example.org/")
    assert signal.getsignal(signal.SIGALRM) == before


def test_a_link_is_added_by_who_adds_files_and_nothing_is_looked_up_for_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = desk.in_force()
    bind(monkeypatch, PUBLIC)
    made = add_link(plan.pk, "", "https://example.org/laporan.html", desk.id("ani"))
    found = Evidence.objects.get(pk=made.pk)
    assert (found.name, found.url) == ("example.org/laporan.html", "https://example.org/laporan.html")
    assert (found.media_type, found.size, found.sha256) == ("", 0, "")
    assert add_link(plan.pk, " Laporan ", "https://example.org/", desk.id("budi")).name == "Laporan"
    with broken("ours:link_form", "ours:evidence_name", says="https://host/path"):
        add_link(plan.pk, "x" * 151, "javascript:alert(1)", desk.id("ani"))
    bind(monkeypatch, "192.168.1.1")
    with broken("ours:link_private", says="Send the file instead"):
        add_link(plan.pk, "", "https://nas.example.org/", desk.id("ani"))
    with broken("ours:link_host"):
        add_link(plan.pk, "", "https://nowhere.invalid/", desk.id("ani"))
    monkeypatch.setattr(links, "refusal", None)
    with pytest.raises(NotYourTurn):
        add_link(plan.pk, "", "https://nas.example.org/", desk.id("eko"))
    assert Evidence.objects.count() == 2

    monkeypatch.setattr(rules, "MOST_LINKS", 2)
    with broken("ours:links_most", says="A plan has up to 2 links."):  # and nothing is looked up
        add_link(plan.pk, "", "https://example.org/lagi", desk.id("ani"))
    other = desk.in_force("budi", "citra")
    monkeypatch.setattr(links, "refusal", lambda _: None)
    add_link(other.pk, "", "https://example.org/", desk.id("budi"))
