"""The table of errors, and which refusal comes first."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pytest_django import Settings

from api.v1 import errors, throttles
from api.v1.errors import SENTENCES, STATUS, TITLES
from cycle_engine import errors as engine
from tests.api.asking import Asking, Client, code

STEP = "steps/approve/"


def _problem(answer: Any, status: int, name: str) -> dict[str, Any]:
    document: dict[str, Any] = answer.json()
    assert (answer.status_code, document["status"], document["code"]) == (status, status, name), document
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert document["type"] == "about:blank"
    assert document["title"] and document["detail"]
    return document


def test_every_error_of_the_engine_and_of_the_api_has_a_status_a_title_and_a_sentence() -> None:
    kinds = engine.WorkflowError.__subclasses__() + engine.NotYourTurn.__subclasses__()
    assert {kind.code for kind in kinds} | SENTENCES.keys() == STATUS.keys()
    assert set(STATUS.values()) == TITLES.keys()


def test_an_address_that_is_not_there_is_not_found(ask: Asking) -> None:
    for path in ("plans/none/", "plans/1/steps/no_such_step/", "nothing/", "/api/elsewhere/"):
        _problem(ask.ani.get(path), 404, "not_found")
    _problem(ask.ani.get("plans/999999999999999999/"), 404, "not_found")


def test_a_host_that_is_not_ours_is_refused_in_the_same_form(ask: Asking) -> None:
    _problem(ask.ani.http.get("/api/v1/me/", HTTP_HOST="elsewhere.example"), 400, "malformed")


def test_a_method_that_an_address_does_not_know_is_named_with_those_it_knows(ask: Asking) -> None:
    answer = ask.ani.delete("plans/")
    _problem(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_a_form_that_nobody_offers_is_not_acceptable(ask: Asking) -> None:
    _problem(ask.ani.get("plans/", Accept="text/html"), 406, "not_acceptable")


@pytest.mark.parametrize(
    "body",
    [
        '{"cycle": ',
        "[" * 100_000,
        b'{"cycle": "\xff"}',
        '{"cycle": NaN}',
        f'{{"cycle": {"9" * 5000}}}',
        r'{"\ud83d": 1}',
    ],
    ids=["cut off", "too deep", "not utf-8", "not a number", "huge number", "half a character"],
)
def test_a_body_that_cannot_be_read_is_malformed(ask: Asking, body: str | bytes) -> None:
    _problem(ask.ani.raw("plans/", body), 400, "malformed")


def test_a_whole_character_may_be_escaped(ask: Asking) -> None:
    answer = ask.ani.raw("plans/", r'{"\ud83d\ude00": 1}')
    assert answer.json()["errors"]["😀"]


def test_a_body_that_is_no_object_is_invalid(ask: Asking) -> None:
    _problem(ask.ani.post("plans/", [1, 2]), 400, "invalid")


def test_a_body_in_another_form_than_json_is_refused(ask: Asking) -> None:
    _problem(ask.ani.raw("plans/", "<plan/>", "application/xml"), 415, "unsupported_media_type")
    _problem(
        ask.ani.raw("plans/", "cycle=1", "application/x-www-form-urlencoded"), 415, "unsupported_media_type"
    )


def test_a_body_that_is_too_large_is_refused(ask: Asking, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    _problem(ask.ani.post("plans/", ask.new_plan() | {"reason": "x" * 100}), 413, "too_large")


def test_nobody_is_told_to_sign_in(ask: Asking) -> None:
    for client in (Client(), Client("no such token"), Client("\xff\xfe")):
        answer = client.get("plans/")
        _problem(answer, 401, "not_signed_in")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_what_is_not_for_your_eyes_is_not_found_word_for_word(ask: Asking) -> None:
    plan = ask.submitted()
    hidden = _problem(ask.eko.get(plan), 404, "not_found")
    assert hidden == _problem(ask.eko.get("plans/4711/"), 404, "not_found")
    for path in ("contents/", "steps/", "history/", "remarks/", "revisions/", "revisions/1/", "amendments/"):
        assert ask.eko.get(plan + path).json() == hidden
    for path in (STEP, "remarks/", "amendments/"):
        body = {STEP: {"revision": "x"}, "remarks/": {"text": "?"}, "amendments/": {"cause": "strategy"}}[
            path
        ]
        assert ask.eko.post(plan + path, body, 2).json() == hidden
    assert ask.eko.put(f"{plan}contents/", ask.agency.complete_contents(), 1).json() == hidden


def test_a_step_that_names_no_version_is_asked_for_one(ask: Asking) -> None:
    _problem(ask.ani.post(f"{ask.drafted()}steps/submit/"), 428, "version_required")


def test_a_stale_version_is_refused_with_who_did_what_and_when(ask: Asking) -> None:
    plan = ask.submitted()
    document = _problem(ask.ani.post(f"{plan}steps/submit/", {}, 1), 412, "stale")
    assert (document["state"], document["version"]) == ("submitted", 2)
    assert document["allowed_steps"] == ["withdraw"]
    last = document["last"]
    assert last["step"] == "submit"
    assert last["actor"] == {"id": str(ask.agency.ani), "name": "Ani Contoh"}
    assert last["at"].startswith("2026-01-12T02:00:")


def test_a_step_of_somebody_else_is_forbidden_and_ones_own_cause_is_named(ask: Asking) -> None:
    plan, approval = ask.submitted(), {"revision": "x"}
    refused = _problem(ask.dewi.post(plan + STEP, approval, 2), 403, "not_your_turn")
    assert refused["allowed_steps"] == ["end_early", "reassign_rater", "hold", "void"]
    _problem(ask.ani.post(plan + STEP, approval, 2), 403, "own_cause")


def test_a_state_that_does_not_allow_the_step_is_a_conflict(ask: Asking) -> None:
    plan = ask.drafted()
    document = _problem(ask.budi.post(plan + STEP, {"revision": "x"}, 1), 409, "wrong_state")
    assert document["last"]["step"] == "draft"


def test_broken_rules_are_told_all_at_once_with_who_can_help(ask: Asking) -> None:
    plan = f"plans/{ask.ani.post('plans/', ask.new_plan()).json()['id']}/"
    ask.ani.put(f"{plan}contents/", {"results": [{"text": "Sesuatu"}]}, 0)
    document = _problem(ask.ani.post(f"{plan}steps/submit/", {}, 1), 422, "rules_broken")
    assert {each["rule"] for each in document["blockers"]} >= {"6/2022:9(2)", "6/2022:8(1)"}
    assert all(set(each) == {"rule", "message", "who_can_help"} for each in document["blockers"])
    ask.dewi.post(f"{plan}steps/hold/", {"reason": "Diberhentikan sementara"}, 1)
    (held, *_) = ask.ani.post(f"{plan}steps/submit/", {}, 2).json()["blockers"]
    assert held["who_can_help"] == "manager"
    assert "12 Januari 2026" in held["message"]


def test_a_missing_reason_is_a_broken_rule_like_the_others(ask: Asking) -> None:
    plan = ask.submitted()
    document = ask.budi.post(
        f"{plan}steps/return_for_revision/", {"remarks": [{"text": "?", "item": "r9"}]}, 2
    ).json()
    assert {each["rule"] for each in document["blockers"]} == {"reason", "ours:remark_names_item"}


def test_who_asks_too_often_is_told_when_to_come_again(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttles.ByPerson, "rate", "2/minute", raising=False)
    assert [ask.ani.get("me/").status_code for _ in range(2)] == [200, 200]
    answer = ask.ani.get("me/")
    _problem(answer, 429, "throttled")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert ask.budi.get("me/").status_code == 200


def test_our_own_mistake_is_told_without_its_innards(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr("workflows.planning.queries.history", fail)
    answer = ask.ani.get(f"{ask.drafted()}history/")
    _problem(answer, 500, "broken")
    assert b"hunter2" not in answer.content


def test_two_writes_that_contradict_each_other_are_a_conflict(
    ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workflows.planning.facts import PlanFacts

    ask.drafted()
    monkeypatch.setattr(PlanFacts, "other_plan", lambda *_: None)  # as if the other had come in between
    _problem(ask.ani.post("plans/", ask.new_plan()), 409, "conflict")


def test_refusals_speak_indonesian_and_english(ask: Asking) -> None:
    plan = ask.drafted()
    spoken = {
        language: ask.ani.post(f"{plan}steps/withdraw/", {}, 1, **{"Accept-Language": language}).json()
        for language in ("id", "en", "fr")
    }
    assert spoken["en"]["detail"] == "The record's present state does not allow this step."
    assert spoken["en"]["title"] == "Conflict"
    assert spoken["id"]["detail"] != spoken["en"]["detail"]
    assert spoken["id"]["title"] != spoken["en"]["title"]
    assert spoken["fr"]["detail"] == spoken["id"]["detail"]
    assert {each["code"] for each in spoken.values()} == {"wrong_state"}


def test_the_language_of_an_answer_is_named(ask: Asking) -> None:
    answer = ask.ani.get("me/", **{"Accept-Language": "en"})
    assert answer.headers["Content-Language"] == "en"
    assert "Accept-Language" in answer.headers["Vary"]


# Which refusal comes first: each request deserves two, and is told the one that is named.


def test_throttled_comes_before_not_signed_in(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttles.ByPerson, "rate", "1/minute", raising=False)
    nobody = Client("no such token")
    assert code(nobody.get("me/")) == (401, "not_signed_in")
    assert code(nobody.get("me/")) == (429, "throttled")


def test_not_signed_in_comes_before_malformed(ask: Asking) -> None:
    assert code(Client().raw("plans/", "{")) == (401, "not_signed_in")
    assert code(Client().raw("plans/", "x", "text/plain")) == (401, "not_signed_in")


def test_invalid_comes_before_not_found(ask: Asking) -> None:
    assert code(ask.eko.post("plans/4711/steps/submit/", {"unknown": 1}, 1)) == (400, "invalid")
    assert code(ask.eko.post("plans/4711/steps/submit/", {}, "*")) == (400, "malformed")
    assert code(ask.eko.put("plans/4711/contents/", {"unknown": 1}, 1)) == (400, "invalid")


def test_not_found_comes_before_version_required(ask: Asking) -> None:
    assert code(ask.eko.post("plans/4711/steps/submit/")) == (404, "not_found")
    assert code(ask.eko.put("plans/4711/contents/", {})) == (404, "not_found")


def test_version_required_comes_before_a_replay(ask: Asking) -> None:
    plan = ask.drafted()
    assert ask.ani.post(f"{plan}steps/submit/", {}, 1, key="k").status_code == 200
    assert code(ask.ani.post(f"{plan}steps/submit/", {}, key="k")) == (428, "version_required")


def test_a_replay_comes_before_stale(ask: Asking) -> None:
    plan = ask.drafted()
    first = ask.ani.post(f"{plan}steps/submit/", {}, 1, key="k")
    assert ask.ani.post(f"{plan}steps/submit/", {}, 1, key="k").json() == first.json()
    assert code(ask.ani.post(f"{plan}steps/submit/", {}, 1)) == (412, "stale")


def test_stale_comes_before_not_your_turn_and_that_before_wrong_state(ask: Asking) -> None:
    plan = ask.submitted()
    assert code(ask.dewi.post(f"{plan}steps/submit/", {}, 1)) == (412, "stale")
    assert code(ask.dewi.post(f"{plan}steps/submit/", {}, 2)) == (403, "not_your_turn")
    assert code(ask.ani.post(f"{plan}steps/submit/", {}, 2)) == (409, "wrong_state")


def test_wrong_state_comes_before_broken_rules(ask: Asking) -> None:
    plan = ask.in_force()
    assert code(ask.budi.post(plan + STEP, {"revision": "another"}, 3)) == (409, "wrong_state")


def test_places_are_flat_and_exact() -> None:
    nested = {"a": [{}, {"b": [{"c": ["x"]}]}], "d": {0: ["y"]}, "non_field_errors": ["z"]}
    assert dict(errors.places(nested)) == {"a.1.b.0.c": ["x"], "d.0": ["y"], "": ["z"]}
    assert json.dumps(dict(errors.places(["whole"]))) == '{"": ["whole"]}'
