"""Guidance and counselling over HTTP: their births, their steps, and who reads what."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.agency import Agency
from tests.api.asking import Asking, code
from tests.api.test_evaluations import done, take
from tests.forms.examples import pages
from tests.workflows.guidance.room import (
    ASSESSED,
    COACHING,
    CONCERN,
    COUNSEL,
    EXPERIENCE,
    REPORT,
    SESSION,
    Room,
)
from workflows.audit.models import Access
from workflows.guidance.models import Guidance


@pytest.fixture
def room(agency: Agency) -> Room:
    return Room(agency)


def test_guidance_goes_from_the_rater_over_both_signatures_to_the_superior(ask: Asking, room: Room) -> None:
    plan, eko = room.in_force(), str(room.id("eko"))
    body = {"plan": str(plan.pk), "way": "coaching", "post": str(room.post("eko"))}
    assert code(ask.ani.post("development/guidance/", body)) == (403, "own_cause")
    assert ask.eko.post("development/guidance/", body).status_code == 404
    answer = ask.budi.post("development/guidance/", body, key="once")
    guidance = f"development/guidance/{answer.json()['id']}/"
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/api/v1/{guidance}")
    assert ask.budi.post("development/guidance/", body, key="once").json()["id"] == answer.json()["id"]
    shown = ask.eko.read(guidance)
    assert (shown["guide"]["id"], shown["allowed_steps"], shown["sheet"]) == (eko, ["sign"], None)
    done(take(ask.eko, guidance, "sign", asdict(COACHING)))
    assert ask.eko.get(f"plans/{plan.pk}/").status_code == 404
    done(take(ask.ani, guidance, "countersign", {}))
    wrong = take(ask.eko, guidance, "assess", asdict(ASSESSED) | {"competences": []})
    assert [each["rule"] for each in wrong.json()["blockers"]] == ["6/2022:III.D.4.h"]
    done(take(ask.eko, guidance, "assess", asdict(ASSESSED)))
    done(take(ask.ani, guidance, "give_feedback", asdict(EXPERIENCE)))
    done(take(ask.citra, guidance, "see", {"follow_up": "Ikut pelatihan"}))
    seen = ask.ani.read(guidance)
    assert (seen["state"], seen["follow_up"]) == ("seen", "Ikut pelatihan")
    assert seen["sheet"] == asdict(COACHING)
    assert seen["assessment"] == asdict(ASSESSED)
    assert seen["experience"] == ask.citra.read(guidance)["experience"] == asdict(EXPERIENCE)
    assert ask.budi.read(guidance)["experience"] is ask.eko.read(guidance)["experience"] is None
    assert ask.wibawa.get(guidance).status_code == 404
    texts = {form: _text(ask.ani.get(f"{guidance}forms/{form}.pdf")) for form in ("B.1.6", "B.1.8", "B.1.9")}
    assert "Terlayaninya pemohon KTP, terukur" in texts["B.1.6"] and "Loket kedua" in texts["B.1.6"]
    assert texts["B.1.6"].count("tercatat dalam sistem") == 2
    assert "Eko" in texts["B.1.9"] and "Eko" not in texts["B.1.8"]
    assert code(ask.eko.get(f"{guidance}forms/B.1.8.pdf")) == (404, "no_such_form")
    assert code(ask.ani.get(f"{guidance}forms/B.1.7.pdf")) == (404, "no_such_form")
    steps = [each["step"] for each in ask.ani.read(guidance + "history/")["results"]]
    assert steps == ["arrange", "sign", "countersign", "assess", "give_feedback", "see"]


def test_counselling_is_read_by_the_two_who_were_there(ask: Asking, room: Room) -> None:
    plan = room.in_force()
    room.warned(plan)
    body = {"plan": str(plan.pk), **asdict(CONCERN)}
    answer = ask.budi.post("development/counselling/", body)
    assert answer.status_code == 201, answer.content
    counselling = f"development/counselling/{answer.json()['id']}/"
    told = take(ask.budi, counselling, "report", asdict(REPORT) | {"reason": "Membentak"})
    assert [each["rule"] for each in told.json()["blockers"]] == ["ours:counselling_silence"]
    done(take(ask.budi, counselling, "report", asdict(REPORT)))
    meeting = {"post": str(room.post("eko")), "meeting": "Senin pukul 10"}
    done(take(ask.dewi, counselling, "name_counsellor", meeting))
    done(take(ask.eko, counselling, "counsel", asdict(COUNSEL)))
    done(take(ask.dewi, counselling, "close", {"follow_up": "Cuti diberikan"}))
    read = {
        name: getattr(ask, name).read(counselling)
        for name in ("ani", "budi", "citra", "dewi", "indah", "eko")
    }
    assert {name for name, shown in read.items() if shown["session"] == SESSION} == {"ani", "eko"}
    assert {name for name, shown in read.items() if shown["recommendation"]} == {"ani", "dewi", "eko"}
    assert {name for name, shown in read.items() if shown["report"]} == {"ani", "budi", "dewi", "eko"}
    assert {shown["state"] for shown in read.values()} == {"closed"}
    assert ask.wibawa.get(counselling).status_code == 404
    assert Access.objects.filter(person=room.id("ani"), what__startswith="development/counselling").exists()
    assert "Membentak rekan kerja" in _text(ask.dewi.get(f"{counselling}forms/B.1.10.pdf"))
    assert ask.indah.get(f"{counselling}forms/B.1.10.pdf").status_code == 404
    _nothing_of_it_is_told_anywhere(ask, plan.pk, counselling)


def _text(answer: Any) -> str:
    assert answer.headers["Content-Type"] == "application/pdf", answer.content
    return " ".join(" ".join(pages(answer.content)).split())


def _nothing_of_it_is_told_anywhere(ask: Asking, plan: int, counselling: str) -> None:
    """Neither to the rater nor to an inspector, wherever they look."""
    places = (counselling, counselling + "history/", f"plans/{plan}/history/", "notifications/")
    answers = [client.get(place) for client in (ask.budi, ask.indah) for place in places]
    answers += [ask.indah.get("audit/entries/?record=counselling"), ask.indah.get("audit/entries.jsonl")]
    for answer in answers:
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200
        for secret in (SESSION, COUNSEL.recommendation, "Senin pukul 10", "Cuti diberikan"):
            assert secret.encode() not in content
    found = ask.indah.read("audit/entries/?record=counselling")["results"]
    assert [each["step"] for each in found][:2] == ["close", "counsel"]
    assert ask.indah.read(f"audit/entries/?record=counselling&reason={SESSION}")["results"] == []


def test_lists_cost_the_same_however_long_they_are(ask: Asking, room: Room) -> None:
    plan = room.in_force()
    room.arranged(plan=plan)
    few = _queries(ask.ani)
    for _ in range(4):
        room.signed(room.arranged(plan=plan))
    assert _queries(ask.ani) == few
    assert len(ask.ani.read(f"development/guidance/?plan={plan.pk}")["results"]) == 5
    assert len(ask.ani.read("development/guidance/?state=signed")["results"]) == 4
    assert ask.ani.read(f"development/guidance/?employee={room.id('eko')}")["results"] == []
    assert Guidance.objects.count() == 5


def _queries(client: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.read("development/guidance/")
    return len(captured)
