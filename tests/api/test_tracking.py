"""How far indicators were reached, with what was measured and what to know of the values; and links, over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from tests.api.asking import Asking, code
from tests.api.test_evidence import number, queries, sent
from tests.notifications.test_webhook_addresses import PUBLIC, bind
from tests.workflows.evaluation.office import Office
from tests.workflows.monitoring.measures import a_measure, measured, of_measure
from workflows.monitoring.models import Evidence, EvidenceCheck, Why


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


def codes(found: dict[str, Any]) -> list[str]:
    return [each["code"] for each in found["hints"]]


def test_each_indicator_is_told_with_its_value_how_far_it_reaches_and_what_to_know(ask: Asking) -> None:
    office = Office(ask.agency)
    plan = f"plans/{of_measure(office, 'LAPORAN').pk}/"
    measure = a_measure(office, "LAPORAN", counted_in="berkas")
    ask.agency.at("2026-04-06 08:00")
    file = sent(ask.ani, plan)
    first, second = ask.ani.get(f"{plan}achievement/", **{"Accept-Language": "en"}).json()
    assert (first["value"], first["basis"], first["achievement"], first["hints"]) == ("", "", None, [])
    assert first["how"] == "There is no value yet."

    both = [
        {"indicator": "r1.i1", "date": "2026-01-12", "value": "25", "evidence": [file["id"]]},
        {"indicator": "r2.i1", "date": "2026-02-12", "value": "1", "evidence": [file["id"]]},
    ]
    assert ask.ani.post(f"{plan}progress/", both).status_code == 201
    measured(measure, "3", "2026-03-31")
    EvidenceCheck.objects.update(broken_since="2026-04-05T00:00:00Z", looked_at="2026-04-05T00:00:00Z")
    EvidenceCheck.objects.update(why=Why.DAMAGED, failures=1)
    for who in (ask.ani, ask.budi, ask.citra, ask.dewi, ask.indah):
        first, second = who.get(f"{plan}achievement/", **{"Accept-Language": "en"}).json()
        assert (first["value"], first["basis"], first["achievement"]) == ("25", "entered", "116.67")
        assert first["how"] == "Lower is better: 2 - 25 / 30."
        assert codes(first) == ["entered_late", "reached_at_once", "broken_evidence"]
        assert (second["value"], second["basis"], second["day"]) == ("3", "measured", "2026-03-31")
        assert (second["achievement"], second["measured"]["measure"]) == ("25.00", "LAPORAN")
        assert codes(second) == ["entered_late", "other_unit", "broken_evidence"]
        assert all(each["message"] and each["remedy"] for each in second["hints"])
    assert code(ask.eko.get(f"{plan}achievement/")) == (404, "not_found")
    assert queries(ask.budi, f"{plan}achievement/") <= 12
    entry = ask.budi.read(f"{plan}progress/")["results"][0]
    assert entry["evidence"] == [{"id": file["id"], "name": "laporan.pdf", "broken": True}]
    found = ask.budi.get(f"evidence/{file['id']}/", **{"Accept-Language": "en"}).json()["found"]
    assert (found["why"], found["why_label"]) == ("damaged", "The file is lost or damaged on our side.")
    assert found["broken_since"] == "2026-04-05T00:00:00Z"


def test_a_link_is_evidence_of_as_many_indicators_as_it_proves(
    ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = ask.in_force()
    bind(monkeypatch, PUBLIC)
    new = {"plan": number(plan), "url": "https://example.org/laporan"}
    answer = ask.ani.post("evidence/links/", new)
    made = answer.json()
    assert answer.status_code == 201
    assert (made["name"], made["url"], made["sha256"]) == ("example.org/laporan", new["url"], None)
    assert made["found"] is None and ask.budi.read(answer.headers["Location"]) == made
    both = [{"indicator": key, "date": "2026-01-12", "value": "1", "evidence": [made["id"]]} for key in ITEMS]
    entered = ask.ani.post(f"{plan}progress/", both).json()
    assert [each["evidence"][0]["id"] for each in entered] == [made["id"]] * 2
    assert code(ask.ani.get(f"evidence/{made['id']}/content/")) == (404, "not_found")
    for who, status in ((ask.eko, 404), (ask.dewi, 403), (ask.indah, 403)):
        assert who.post("evidence/links/", new).status_code == status
    bind(monkeypatch, "10.0.0.7")
    refused = ask.ani.post("evidence/links/", new | {"url": "http://intranet.example.org/"})
    assert [each["rule"] for each in refused.json()["blockers"]] == ["ours:link_private"]
    assert Evidence.objects.count() == 1


ITEMS = ("r1.i1", "r2.i1")
