"""The policy of a cycle over HTTP: what holds, what is drafted, what it changes, and for whom."""

from __future__ import annotations

from typing import Any

import pytest

from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.record import record
from directory.models import Grant
from tests.agency import EVER
from tests.api.asking import Asking, code
from workflows.jobs.commands import run_waiting
from workflows.planning import clockwork


@pytest.fixture
def address(ask: Asking) -> str:
    """The policy's address; Citra manages the agency beside Dewi."""
    grant = Grant(person=ask.agency.people["citra"], capacity="manager", valid_from=EVER)
    grant.unit = ask.agency.units["KAB"]
    record([grant.person], "grant", Changes([grant]), actor=Actor.clock(), notes=[{}])
    return f"cycles/{ask.agency.cycle.pk}/policy/"


def draft(figures: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"figures": figures or {"rater_decides_days": 8}, "from": "2026-01-12"} | more


def test_everybody_of_the_agency_reads_the_figures_with_their_source(ask: Asking, address: str) -> None:
    policy = ask.ani.read(address)
    figures = {each["name"]: each for each in policy["figures"]}
    assert figures["appeal_days"] | {"label": ""} == {
        "name": "appeal_days",
        "label": "",
        "value": 14,
        "default": 14,
        "source": "V.B.2",
    }
    assert figures["rater_decides_days"]["source"] is None
    assert [(each["standing"], each["draft"], each["changes"]) for each in policy["versions"]] == [
        ("present", None, [])
    ]


def test_a_draft_shows_what_it_changes_and_a_second_manager_confirms_it(ask: Asking, address: str) -> None:
    answer = ask.dewi.post(address, draft({"rater_decides_days": 8, "appeal_days": 20}))
    assert answer.status_code == 201, answer.content
    shown = answer.json()
    assert (shown["number"], shown["outcome"], shown["running"]) == (1, "open", "keep")
    assert [(each["name"], each["from"], each["to"], each["default"]) for each in shown["changes"]] == [
        ("rater_decides_days", 5, 8, 5),
        ("appeal_days", 14, 20, 14),
    ]
    assert ask.citra.read(address)["drafts"] == [shown]
    assert code(ask.dewi.post(f"{address}1/confirm/")) == (403, "own_cause")
    confirmed = ask.citra.post(f"{address}1/confirm/")
    assert (confirmed.status_code, confirmed.json()["outcome"]) == (200, "confirmed")
    policy = ask.ani.read(address)
    assert {each["name"]: each["value"] for each in policy["figures"]}["appeal_days"] == 20
    versions = policy["versions"]
    assert [(each["standing"], each["from"], each["to"]) for each in versions] == [
        ("past", "2026-01-01", "2026-01-11"),
        ("present", "2026-01-12", None),
    ]
    assert (versions[1]["drafted_by"]["name"], versions[1]["confirmed_by"]["name"]) == (
        "Dewi Contoh",
        "Citra Contoh",
    )
    assert [each["name"] for each in versions[1]["changes"]] == ["rater_decides_days", "appeal_days"]


def test_drafts_are_seen_by_managers_and_inspectors_alone(ask: Asking, address: str) -> None:
    ask.dewi.post(address, draft())
    assert len(ask.indah.read(address)["drafts"]) == 1
    assert ask.ani.read(address)["drafts"] == []
    assert code(ask.ani.get(f"{address}1/effect/")) == (403, "not_your_turn")


def test_nobody_else_drafts_confirms_or_rejects(ask: Asking, address: str) -> None:
    ask.dewi.post(address, draft())
    for client in (ask.ani, ask.indah):
        assert code(client.post(address, draft())) == (403, "not_your_turn")
        assert code(client.post(f"{address}1/confirm/")) == (403, "not_your_turn")
        assert code(client.post(f"{address}1/reject/", {"reason": "Tidak"})) == (403, "not_your_turn")
    assert code(ask.citra.post(f"{address}2/confirm/")) == (404, "not_found")


def test_wrong_figures_are_named_and_other_fields_refused(ask: Asking, address: str) -> None:
    answer = ask.dewi.post(address, draft({"rater_decides_days": 0, "tea": 1}))
    assert code(answer) == (400, "invalid")
    assert set(answer.json()["errors"]) == {"figures.rater_decides_days", "figures.tea"}
    assert code(ask.dewi.post(address, draft(running="backwards"))) == (400, "invalid")
    past = ask.dewi.post(address, draft() | {"from": "2026-01-11"})
    assert [each["rule"] for each in past.json()["blockers"]] == ["policy_ahead"]


def test_a_draft_is_rejected_for_a_reason_that_stays(ask: Asking, address: str) -> None:
    ask.dewi.post(address, draft())
    assert code(ask.citra.post(f"{address}1/reject/", {"reason": ""})) == (422, "rules_broken")
    answer = ask.citra.post(f"{address}1/reject/", {"reason": "Terlalu lama"})
    assert (answer.json()["outcome"], answer.json()["reason"]) == ("rejected", "Terlalu lama")
    assert code(ask.citra.get(f"{address}1/effect/")) == (404, "not_found")


def deadline(ask: Asking, kind: str) -> str:
    (found,) = [each["due_at"] for each in ask.budi.read("inbox/")["results"]] or [kind]
    return str(found)


def test_running_deadlines_keep_their_days_unless_the_draft_says_otherwise(ask: Asking, address: str) -> None:
    ask.submitted()
    before = deadline(ask, "rater_decides")
    ask.dewi.post(address, draft())
    effect = ask.dewi.read(f"{address}1/effect/")
    assert effect == {"open": 2, "moved": 1}
    assert deadline(ask, "rater_decides") == before
    ask.citra.post(f"{address}1/confirm/")
    run_waiting()
    assert deadline(ask, "rater_decides") == before
    ask.dewi.post(address, draft({"rater_decides_days": 9}, running="recompute"))
    assert ask.dewi.read(f"{address}2/effect/") == {"open": 2, "moved": 1}
    ask.citra.post(f"{address}2/confirm/")
    assert run_waiting() == 1
    assert deadline(ask, "rater_decides") > before


def test_a_shorter_limit_makes_nothing_due_earlier_than_was_told(ask: Asking, address: str) -> None:
    ask.submitted()
    before = deadline(ask, "rater_decides")
    ask.dewi.post(address, draft({"rater_decides_days": 2}, running="recompute"))
    assert ask.dewi.read(f"{address}1/effect/") == {"open": 2, "moved": 0}
    ask.citra.post(f"{address}1/confirm/")
    assert run_waiting() == 1
    assert deadline(ask, "rater_decides") == before


def test_a_policy_of_a_coming_day_moves_deadlines_on_that_day_and_once(ask: Asking, address: str) -> None:
    ask.submitted()
    before = deadline(ask, "rater_decides")
    ask.dewi.post(address, draft(running="recompute") | {"from": "2026-01-14"})
    ask.citra.post(f"{address}1/confirm/")
    clockwork.sweep_all()
    assert run_waiting() == 0
    ask.agency.at("2026-01-14 09:00")
    assert clockwork.sweep_all()["policies"] == 1
    assert run_waiting() == 1
    assert deadline(ask, "rater_decides") > before
    assert clockwork.sweep_all()["policies"] == 0
