"""Action plans, feedback without a name, and the forms of the year (B.1.1-B.1.5), over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.asking import Asking, Client, code
from tests.forms.examples import Text, pages
from tests.workflows.evaluation.office import Q1, Office
from workflows.cycles.policy import Policy
from workflows.monitoring.models import UnnamedFeedback

COLLEAGUES = ("fajar", "gita", "hadi", "intan", "joko")


def printed(client: Client, address: str) -> Text:
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "application/pdf", answer.content
    return Text(" ".join(pages(answer.content)))


def test_an_action_plan_is_the_owners_and_is_printed_with_what_was_done(ask: Asking) -> None:
    plan = ask.in_force()
    actions = [{"activity": "Membuka loket kedua", "period": "Februari", "output": "Loket"}]
    body = {"result": "r1", "actions": actions}
    assert code(ask.budi.post(f"{plan}action-plans/", body)) == (403, "not_your_turn")
    assert ask.eko.get(f"{plan}action-plans/").status_code == 404
    refused = ask.ani.post(f"{plan}action-plans/", {"result": "r9", "actions": [{"activity": " "}]})
    assert {each["rule"] for each in refused.json()["blockers"]} == {"ours:action_result", "6/2022:III.A.3"}
    assert ask.ani.post(f"{plan}action-plans/", body).status_code == 201
    first, second = ask.budi.read(f"{plan}action-plans/")
    assert (first["result"], first["actions"]) == ("r1", actions)
    assert (second["actions"], second["written_at"]) == ([], None)
    entry = {"indicator": "r1.i1", "date": "2026-01-12", "value": "28", "note": "Rata-rata"}
    assert ask.ani.post(f"{plan}progress/", [entry]).status_code == 201
    text = printed(ask.budi, f"{plan}forms/B.1.1.pdf")
    assert "1. Membuka loket kedua (Februari): Loket" in text
    assert "tercatat dalam sistem" in text
    assert "12 Januari 2026: 28 menit Rata-rata" in printed(ask.budi, f"{plan}forms/B.1.2.pdf")
    assert code(ask.ani.get(f"{plan}forms/B.1.3.pdf")) == (404, "no_such_form")


@pytest.fixture
def crowd(office: Office) -> Office:
    """Ani has five colleagues with accounts; the policy lets them speak without their names."""
    from directory.models import User

    for name in COLLEAGUES:
        office.new_post(name, below="budi")
        User.objects.create(username=name, person_id=office.person(name, post=name))
    office.policy(Policy(unnamed_feedback=True))
    return office


def test_nobody_finds_out_who_gave_feedback_without_a_name(ask: Asking, crowd: Office) -> None:
    evaluation = crowd.opened()
    plan = f"plans/{evaluation.plan_id}/"
    for name in COLLEAGUES:
        client: Client = getattr(ask, name)
        assert [each["plan"] for each in client.read("unnamed-feedback/")] == [str(evaluation.plan_id)]
        body = {"plan": str(evaluation.plan_id), "text": "Sigap", "value": "akuntabel"}
        answer = client.post("unnamed-feedback/", body)
        assert (answer.status_code, answer.json()) == (201, {"given": True})
        assert [each["rule"] for each in client.post("unnamed-feedback/", body).json()["blockers"]] == [
            "ours:unnamed_once"
        ]
        assert client.get(plan).status_code == 404
    stranger = ask.eko.post("unnamed-feedback/", {"plan": str(evaluation.plan_id), "text": "Sigap"})
    assert stranger.status_code == 404
    assert ask.ani.read(f"{plan}feedback/unnamed/") == []
    assert "Sigap" not in printed(ask.budi, f"evaluations/{evaluation.pk}/forms/B.1.5.pdf")
    crowd.at("2026-04-01 08:00")
    shown: list[dict[str, Any]] = ask.ani.read(f"{plan}feedback/unnamed/")
    label = shown[0]["standing_label"]
    assert shown == [
        {
            "value": "akuntabel",
            "text": "Sigap",
            "standing": "peer",
            "standing_label": label,
            "until": "2026-03-31",
        }
    ] * len(COLLEAGUES)
    form = printed(ask.budi, f"evaluations/{evaluation.pk}/forms/B.1.5.pdf")
    assert "Rekan kerja: Sigap" in form and "TRIWULAN I" in form and evaluation.period == Q1
    _no_trace_of_them(ask, crowd, plan)


def _no_trace_of_them(ask: Asking, office: Office, plan: str) -> None:
    """Neither a name nor an id stands where readers of the plan look."""
    tokens = set(UnnamedFeedback.objects.values_list("giver", flat=True))
    places = ("feedback/", "feedback/unnamed/", "history/", "feedback-requests/")
    for reader in (ask.ani, ask.budi, ask.citra, ask.dewi, ask.indah):
        for place in places:
            told = reader.get(plan + place).content.decode().lower()
            assert not [name for name in (*COLLEAGUES, *tokens) if name in told]
        people = {str(office.id(name)) for name in COLLEAGUES}
        assert not people & {
            value for each in reader.read(f"{plan}feedback/unnamed/") for value in each.values()
        }
    entries = ask.indah.read(f"audit/entries/?plan={plan.split('/')[1]}")["results"]
    assert not [each for each in entries if (each["actor"] or {}).get("name") in COLLEAGUES]
