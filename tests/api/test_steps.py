"""Taking steps: versions, keys, what each asks for and what it leaves."""

from __future__ import annotations

import datetime

import pytest

from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.models import Answer, Entry
from cycle_engine.record import record
from directory.models import Letter
from tests.agency import EVER
from tests.api.asking import Asking, code
from workflows.planning.models import Plan


def _steps(ask: Asking, name: str, plan: str) -> dict[str, dict[str, object]]:
    return {step["step"]: step for step in getattr(ask, name).read(f"{plan}steps/")}


def test_a_plan_lives_from_drafting_to_approval(ask: Asking) -> None:
    plan = ask.submitted()
    shown = ask.budi.read(plan)
    assert shown["allowed_steps"] == ["return_for_revision", "approve"]
    answer = ask.budi.post(f"{plan}steps/approve/", {"revision": shown["revision_submitted"]["hash"]}, 2)
    after = answer.json()
    assert (after["state"], after["version"], answer.headers["ETag"]) == ("in_force", 3, '"3"')
    assert after["revision_in_force"] == shown["revision_submitted"] | {"in_force_from": "2026-01-12"}
    assert (after["signed"], after["revision_submitted"]) == (True, None)


def test_a_step_returns_the_plan_with_what_its_taker_may_do_next(ask: Asking) -> None:
    plan = ask.drafted()
    after = ask.ani.post(f"{plan}steps/submit/", {}, 1).json()
    assert after == ask.ani.read(plan)
    assert after["allowed_steps"] == ["withdraw"]


@pytest.mark.parametrize("version", ['"1"', 'W/"1"', ' "1" '])
def test_a_version_is_named_as_an_entity_tag(ask: Asking, version: str) -> None:
    assert ask.ani.post(f"{ask.drafted()}steps/submit/", {}, version).status_code == 200


@pytest.mark.parametrize("version", ["*", "1", '"one"', '"1", "2"', '""', '"-1"', "'1'", '"٣"'])
def test_what_is_no_version_is_malformed(ask: Asking, version: str) -> None:
    assert code(ask.ani.post(f"{ask.drafted()}steps/submit/", {}, version)) == (400, "malformed")


def test_steps_tell_who_may_take_them_and_what_they_ask(ask: Asking) -> None:
    plan = ask.submitted()
    steps = _steps(ask, "budi", plan)
    approve, returned, withdraw = steps["approve"], steps["return_for_revision"], steps["withdraw"]
    assert (approve["allowed"], approve["label"]) == (True, "Tetapkan SKP")
    assert approve["fields"] == [
        {"name": "revision", "required": True},
        {"name": "reason", "required": False},
    ]
    assert returned["fields"] == [
        {"name": "remarks", "required": False},
        {"name": "reason", "required": True},
    ]
    assert approve["waits_for"] == [
        {
            "capacity": "rater",
            "person": {"id": str(ask.agency.budi), "name": "Budi Contoh"},
            "on_behalf_of": None,
        }
    ]
    assert [each["rule"] for each in approve["warnings"]] == ["policy:rater_plan.warn"]  # type: ignore[attr-defined]
    assert [each["rule"] for each in withdraw["blockers"]] == ["not_your_turn"]  # type: ignore[attr-defined]


def test_the_day_of_a_suspension_is_called_from(ask: Asking) -> None:
    plan = ask.drafted()
    assert _steps(ask, "dewi", plan)["hold"]["fields"] == [
        {"name": "from", "required": False},
        {"name": "reason", "required": True},
    ]
    body = {"from": "2026-01-08", "reason": "Diberhentikan sementara"}
    assert ask.dewi.post(f"{plan}steps/hold/", body, 1).json()["held_from"] == "2026-01-08"
    assert code(ask.dewi.post(f"{plan}steps/hold/", {"from_day": "2026-01-08"}, 2)) == (400, "invalid")


@pytest.mark.parametrize(
    ("step", "body", "places"),
    [
        ("approve", {}, {"revision"}),
        ("approve", {"revision": "x", "sign": True}, {"sign"}),
        ("return_for_revision", {"remarks": [{"item": "r1"}], "reason": "?"}, {"remarks.0.text"}),
        ("return_for_revision", {"remarks": [{"text": "?", "by": "me"}], "reason": "?"}, {"remarks.0.by"}),
        ("end_early", {"last_day": "soon", "cause": "boredom"}, {"last_day", "cause"}),
        ("reassign_rater", {"rater_post": 7, "reason": "?"}, {"rater_post"}),
        ("reassign_rater", {"rater_post": "²", "reason": "?"}, {"rater_post"}),
        ("reassign_rater", {"rater_post": "9" * 30, "reason": "?"}, {"rater_post"}),
        ("take_over_result", {"result": "r1", "tried": ["nothing"], "reason": "?"}, {"tried.0"}),
        ("set_unsigned", {"edit": "many", "reason": "?"}, {"edit"}),
        ("submit", {"version": 1}, {"version"}),
    ],
)
def test_a_step_takes_its_own_fields_and_no_other(
    ask: Asking, step: str, body: dict[str, object], places: set[str]
) -> None:
    answer = ask.budi.post(f"{ask.submitted()}steps/{step}/", body, 2)
    assert code(answer) == (400, "invalid")
    assert set(answer.json()["errors"]) == places


@pytest.mark.parametrize(
    ("step", "body", "place"),
    [
        ("end_early", {"last_day": "2026-06-30", "cause": "transfer"}, "new_post"),
        ("reassign_rater", {"rater_post": "{dewi}", "reason": "Penataan"}, "letter"),
    ],
)
def test_a_step_names_a_post_and_a_letter_that_exist(
    ask: Asking, step: str, body: dict[str, str], place: str
) -> None:
    plan, dewi = ask.in_force(), str(ask.agency.posts["dewi"].pk)
    body = {name: text.format(dewi=dewi) for name, text in body.items()}
    refused = ask.dewi.post(f"{plan}steps/{step}/", body | {place: "4711"}, 3)
    assert code(refused) == (400, "invalid")
    assert set(refused.json()["errors"]) == {place}
    known = _letter(ask) if place == "letter" else dewi
    assert ask.dewi.post(f"{plan}steps/{step}/", body | {place: known}, 3).status_code == 200


def _letter(ask: Asking) -> str:
    agency = ask.agency
    letter = Letter(
        kind="plh",
        number="800/15/2026",
        issuer=agency.people["citra"],
        post=agency.posts["budi"],
        person=agency.people["eko"],
        valid_from=EVER,
        valid_to=datetime.date(2026, 12, 31),
    )
    record([letter], "issue", Changes(), actor=Actor.clock(), notes=[{}])
    return str(letter.pk)


def test_a_draft_edited_since_is_stale_for_who_sets_it_unsigned(ask: Asking) -> None:
    plan = ask.drafted()
    refused = ask.budi.post(f"{plan}steps/set_unsigned/", {"edit": 0, "reason": "Tidak menandatangani"}, 1)
    assert code(refused) == (412, "stale")


def test_the_reason_stands_in_the_history(ask: Asking) -> None:
    plan = ask.submitted()
    ask.budi.post(f"{plan}steps/return_for_revision/", {"reason": "Target terlalu rendah"}, 2)
    entries = ask.ani.read(f"{plan}history/")["results"]
    assert [(each["step"], each["from"], each["to"]) for each in entries] == [
        ("draft", "new", "drafting"),
        ("submit", "drafting", "submitted"),
        ("return_for_revision", "submitted", "returned"),
    ]
    last = entries[-1]
    assert (last["reason"], last["capacity"], last["version"]) == ("Target terlalu rendah", "rater", 3)
    assert last["actor"] == {"id": str(ask.agency.budi), "name": "Budi Contoh"}
    assert last["at"].startswith("2026-01-12") and not last["recorded_at"].startswith("2026-01-12")


# Idempotency keys


def test_the_same_key_and_body_give_the_same_answer_and_one_effect(ask: Asking) -> None:
    plan = ask.drafted()
    answers = [ask.ani.post(f"{plan}steps/submit/", {"reason": "Siap"}, 1, key="a-key") for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 200]
    assert answers[0].json() == answers[1].json() == answers[2].json()
    assert Entry.objects.filter(step="submit").count() == 1


def test_the_order_of_fields_is_not_another_body(ask: Asking) -> None:
    plan = ask.submitted()
    bodies = ['{"reason": "?", "remarks": []}', ' {"remarks":[],"reason":"?"}']
    headers = {"If-Match": '"2"', "Idempotency-Key": "k"}
    answers = [ask.budi.raw(f"{plan}steps/return_for_revision/", body, **headers) for body in bodies]
    assert [each.status_code for each in answers] == [200, 200]


def test_the_same_key_with_another_body_is_refused(ask: Asking) -> None:
    plan = ask.drafted()
    ask.ani.post(f"{plan}steps/submit/", {}, 1, key="k")
    assert code(ask.ani.post(f"{plan}steps/submit/", {"reason": "Lagi"}, 1, key="k")) == (422, "key_reused")


def test_a_key_belongs_to_one_person_and_one_address(ask: Asking) -> None:
    plan = ask.drafted()
    assert ask.ani.post(f"{plan}steps/submit/", {}, 1, key="k").status_code == 200
    assert ask.ani.post(f"{plan}steps/withdraw/", {}, 2, key="k").json()["state"] == "drafting"
    assert code(ask.budi.post(f"{plan}steps/submit/", {}, 1, key="k")) == (412, "stale")


def test_a_key_that_is_being_worked_on_is_in_progress_before_all_else(ask: Asking) -> None:
    plan = ask.drafted()
    key = f"{ask.agency.user('ani').pk}\n/api/v1/{plan}steps/submit/\nk"
    with ask.agency.database.owner() as other, other.transaction():
        other.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        assert code(ask.ani.post(f"{plan}steps/submit/", {}, 9, key="k")) == (409, "in_progress")
        assert code(ask.ani.post(f"{plan}steps/submit/", {}, 9, key="another")) == (412, "stale")
    assert ask.ani.post(f"{plan}steps/submit/", {}, 1, key="k").status_code == 200


def test_a_refusal_is_not_kept(ask: Asking) -> None:
    plan = ask.drafted()
    assert code(ask.ani.post(f"{plan}steps/submit/", {}, 7, key="k")) == (412, "stale")
    assert ask.ani.post(f"{plan}steps/submit/", {}, 1, key="k").status_code == 200


def test_a_replay_shows_the_record_as_it_is_today(ask: Asking) -> None:
    plan = ask.drafted()
    ask.ani.post(f"{plan}steps/submit/", {}, 1, key="k")
    ask.budi.post(f"{plan}steps/return_for_revision/", {"reason": "Perbaiki"}, 2)
    again = ask.ani.post(f"{plan}steps/submit/", {}, 1, key="k")
    assert (again.status_code, again.json()["state"], again.headers["ETag"]) == (200, "returned", '"3"')


def test_who_may_not_see_the_record_any_more_gets_no_replay(ask: Asking) -> None:
    plan = ask.submitted()
    body = {"revision": ask.submitted_hash(plan)}
    assert ask.budi.post(f"{plan}steps/approve/", body, 2, key="k").status_code == 200
    given = {"rater_post": str(ask.agency.posts["dewi"].pk), "reason": "Penataan"}
    assert ask.dewi.post(f"{plan}steps/reassign_rater/", given, 3).status_code == 200
    assert code(ask.budi.post(f"{plan}steps/approve/", body, 2, key="k")) == (404, "not_found")


def test_a_birth_with_a_key_happens_once(ask: Asking) -> None:
    answers = [ask.ani.post("plans/", ask.new_plan(), key="k") for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Plan.objects.count() == 1


@pytest.mark.parametrize("key", ["x" * 101, "two words", "é"])
def test_a_key_is_up_to_a_hundred_visible_characters(ask: Asking, key: str) -> None:
    assert code(ask.ani.post("plans/", ask.new_plan(), key=key)) == (400, "malformed")
    assert not Answer.objects.exists()


def test_the_list_of_steps_and_the_refusal_of_one_say_the_same(ask: Asking) -> None:
    plan = ask.submitted()
    (approve,) = [each for each in ask.ani.read(f"{plan}steps/") if each["step"] == "approve"]
    refused = ask.ani.post(f"{plan}steps/approve/", {"revision": ask.submitted_hash(plan)}, 2).json()
    assert [each["rule"] for each in approve["blockers"]] == [refused["code"]] == ["own_cause"]


def test_a_key_that_comes_again_for_another_version_is_another_request(ask: Asking) -> None:
    plan = ask.submitted()
    first = ask.ani.post(f"{plan}steps/withdraw/", version=2, key="tarik")
    again = ask.ani.post(f"{plan}steps/withdraw/", version=3, key="tarik")
    assert (first.status_code, again.status_code) == (200, 422)
    assert again.json()["code"] == "key_reused"
