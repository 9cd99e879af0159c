"""Feedback over HTTP: given, asked for, answered."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.asking import Asking, Client, code
from tests.api.test_evidence import queries


@pytest.fixture
def plan(ask: Asking) -> str:
    """The address of Ani's plan in force."""
    return ask.in_force()


def _asked(ask: Asking, plan: str, post: str = "eko", by: str = "ani", **about: str) -> dict[str, Any]:
    body = {"post": str(ask.agency.posts[post].pk), "question": "Bagaimana layanan kami?"} | about
    answer = getattr(ask, by).post(f"{plan}feedback-requests/", body)
    assert answer.status_code == 201, answer.content
    return answer.json()  # type: ignore[no-any-return]


def _answered(client: Client, request: dict[str, Any], text: str = "Cepat") -> dict[str, Any]:
    answer = client.post(f"feedback-requests/{request['id']}/answer/", {"text": text})
    assert answer.status_code == 201, answer.content
    return answer.json()  # type: ignore[no-any-return]


def _mine(client: Client, query: str = "") -> list[dict[str, Any]]:
    return client.read(f"feedback-requests/{query}")["results"]  # type: ignore[no-any-return]


def test_the_rater_gives_feedback_that_all_who_see_the_plan_read(ask: Asking, plan: str) -> None:
    given = ask.budi.post(
        f"{plan}feedback/", {"text": "Antrean memendek", "result": "r1"}, **{"Accept-Language": "en"}
    )
    shown = given.json()
    assert given.status_code == 201
    assert shown == {
        "id": shown["id"],
        "plan": plan.split("/")[1],
        "result": "r1",
        "value": None,
        "text": "Antrean memendek",
        "given_by": {"id": str(ask.agency.budi), "name": "Budi Contoh"},
        "standing": "leader",
        "standing_label": "Leader",
        "date": "2026-01-12",
        "given_at": shown["given_at"],
        "request": None,
    }
    for who in (ask.ani, ask.citra, ask.dewi, ask.indah):
        (read,) = who.read(f"{plan}feedback/")["results"]
        assert read | {"standing_label": "Leader"} == shown
    assert code(ask.eko.get(f"{plan}feedback/")) == (404, "not_found")


def test_who_does_not_lead_is_not_heard_unasked(ask: Asking, plan: str) -> None:
    for who, refusal in (
        (ask.ani, (403, "not_your_turn")),
        (ask.dewi, (403, "not_your_turn")),
        (ask.eko, (404, "not_found")),
    ):
        assert code(who.post(f"{plan}feedback/", {"text": "Bagus"})) == refusal


def test_feedback_is_on_one_thing(ask: Asking, plan: str) -> None:
    both = ask.budi.post(f"{plan}feedback/", {"text": "x", "result": "r1", "value": "loyal"})
    assert (code(both), list(both.json()["errors"])) == ((400, "invalid"), ["value"])
    assert code(ask.budi.post(f"{plan}feedback/", {"text": "x", "value": "sabar"})) == (400, "invalid")
    wrong = ask.budi.post(f"{plan}feedback/", {"text": " ", "result": "r9"}).json()
    assert [each["rule"] for each in wrong["blockers"]] == ["ours:feedback_about", "ours:feedback_text"]


def test_feedback_is_filtered(ask: Asking, plan: str) -> None:
    for about in ({"result": "r1"}, {"result": "r2"}, {"value": "loyal"}, {}):
        ask.budi.post(f"{plan}feedback/", {"text": str(about)} | about)
    _answered(ask.eko, _asked(ask, plan), "asked")
    ask.agency.at("2026-02-02 09:00")
    ask.citra.post(f"{plan}feedback/", {"text": "later"})

    def texts(query: str) -> list[str]:
        return [each["text"] for each in ask.ani.read(f"{plan}feedback/?{query}")["results"]]

    assert texts("result=r2") == ["{'result': 'r2'}"]
    assert texts("value=loyal") == ["{'value': 'loyal'}"]
    assert texts("standing=other") == ["asked"]
    assert texts("from=2026-02-01&to=2026-02-28") == ["later"]
    assert len(texts("page_size=5")) == 5
    for wrong in ("standing=friend", "value=sabar", "given_by=1"):
        assert code(ask.ani.get(f"{plan}feedback/?{wrong}")) == (400, "invalid")


def test_who_is_asked_learns_what_the_question_says_and_nothing_else_of_the_plan(
    ask: Asking, plan: str
) -> None:
    asked = _asked(ask, plan, result="r1")
    (mine,) = _mine(ask.eko)
    assert mine == asked
    assert asked == {
        "id": asked["id"],
        "employee": {"id": str(ask.agency.ani), "name": "Ani Contoh"},
        "asked_by": {"id": str(ask.agency.ani), "name": "Ani Contoh"},
        "asked": {"id": str(ask.agency.eko), "name": "Eko Contoh"},
        "result": "r1",
        "result_text": "Terlayaninya pemohon KTP",
        "value": None,
        "question": "Bagaimana layanan kami?",
        "asked_at": asked["asked_at"],
        "answer": None,
        "answered_at": None,
    }
    for path in ("", "contents/", "feedback/", "feedback-requests/", "progress/"):
        assert code(ask.eko.get(plan + path)) == (404, "not_found")
    assert _mine(ask.ani) == _mine(ask.budi) == []


def test_an_answer_is_feedback_and_is_given_once(ask: Asking, plan: str) -> None:
    asked = _asked(ask, plan, value="akuntabel")
    given = _answered(ask.eko, asked)
    assert (given["request"], given["value"], given["standing"]) == (asked["id"], "akuntabel", "other")
    assert ask.ani.read(f"{plan}feedback/")["results"] == [given]
    again = ask.eko.post(f"feedback-requests/{asked['id']}/answer/", {"text": "Lagi"})
    assert (code(again), again.json()["blockers"][0]["rule"]) == (
        (422, "rules_broken"),
        "ours:feedback_answered",
    )
    assert _mine(ask.eko) == []
    (answered,) = _mine(ask.eko, "?open=false")
    assert (answered["answer"], answered["answered_at"]) == ("Cepat", given["given_at"])
    (listed,) = ask.budi.read(f"{plan}feedback-requests/")["results"]
    assert listed == answered


def test_what_was_asked_of_another_is_not_found(ask: Asking, plan: str) -> None:
    asked = _asked(ask, plan)
    for client in (ask.ani, ask.budi, ask.indah):
        assert code(client.post(f"feedback-requests/{asked['id']}/answer/", {"text": "?"})) == (
            404,
            "not_found",
        )
    assert code(ask.eko.post("feedback-requests/4711/answer/", {"text": "?"})) == (404, "not_found")
    assert code(ask.eko.post(f"feedback-requests/{asked['id']}/answer/", {})) == (400, "invalid")


def test_the_rater_may_ask_too_and_others_may_not(ask: Asking, plan: str) -> None:
    assert _asked(ask, plan, by="budi")["asked_by"]["name"] == "Budi Contoh"
    body = {"post": str(ask.agency.posts["eko"].pk)}
    assert code(ask.dewi.post(f"{plan}feedback-requests/", body)) == (403, "not_your_turn")
    assert code(ask.eko.post(f"{plan}feedback-requests/", body)) == (404, "not_found")
    oneself = ask.ani.post(f"{plan}feedback-requests/", {"post": str(ask.agency.posts["ani"].pk)}).json()
    assert [each["rule"] for each in oneself["blockers"]] == ["ours:feedback_oneself"]


def test_a_plan_that_does_not_run_takes_no_feedback(ask: Asking) -> None:
    plan = ask.submitted()
    assert code(ask.budi.post(f"{plan}feedback/", {"text": "Bagus"})) == (409, "wrong_state")


def test_lists_take_as_many_queries_for_one_as_for_many(ask: Asking, plan: str) -> None:
    for about in ({"result": "r1"}, {"result": "r2"}, {"value": "loyal"}):
        _answered(ask.eko, _asked(ask, plan, **about))
        _asked(ask, plan, by="budi", **about)
    addresses = [(ask.ani, f"{plan}feedback/"), (ask.ani, f"{plan}feedback-requests/")]
    for client, address in [*addresses, (ask.eko, "feedback-requests/")]:
        assert queries(client, f"{address}?page_size=1") == queries(client, address), address
