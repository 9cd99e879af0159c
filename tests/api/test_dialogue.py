"""Remarks, revisions and amendments: the dialogue about a plan."""

from __future__ import annotations

from typing import Any

from cycle_engine.ledger.canonical import canonical, digest
from tests.api.asking import Asking, code

RETURN = {
    "reason": "Perbaiki target",
    "remarks": [{"item": "r1.i1", "text": "Terlalu rendah"}, {"text": "Rapikan"}],
}


def _returned(ask: Asking) -> tuple[str, list[dict[str, Any]]]:
    """A plan that came back with two remarks, and these."""
    plan = ask.submitted()
    assert ask.budi.post(f"{plan}steps/return_for_revision/", RETURN, 2).status_code == 200
    return plan, ask.ani.read(f"{plan}remarks/")["results"]


def test_a_return_pins_its_remarks(ask: Asking) -> None:
    plan, (first, second) = _returned(ask)
    assert (first["item"], first["text"], first["state"], first["version"]) == (
        "r1.i1",
        "Terlalu rendah",
        "open",
        1,
    )
    assert first["author"] == {"id": str(ask.agency.budi), "name": "Budi Contoh"}
    assert (second["item"], second["amendment"], second["answer"]) == ("", None, "")
    assert first["allowed_steps"] == ["answer"]
    assert ask.ani.read(f"remarks/{first['id']}/") == first
    assert ask.ani.read(plan)["state"] == "returned"


def test_remarks_are_answered_and_resolved_before_the_plan_is_approved(ask: Asking) -> None:
    plan, remarks = _returned(ask)
    refused = ask.ani.post(f"{plan}steps/submit/", {}, 3)
    assert refused.json()["blockers"][0]["rule"] == "ours:remarks_answered"
    for remark in remarks:
        answered = ask.ani.post(f"remarks/{remark['id']}/answer/", {"answer": "Sudah"}, 1)
        assert (answered.json()["answer"], answered.headers["ETag"]) == ("Sudah", '"2"')
    assert ask.ani.post(f"{plan}steps/submit/", {}, 3).status_code == 200
    approval = {"revision": ask.submitted_hash(plan)}
    assert (
        ask.budi.post(f"{plan}steps/approve/", approval, 4).json()["blockers"][0]["rule"]
        == "ours:remarks_resolved"
    )
    for remark in remarks:
        assert ask.budi.post(f"remarks/{remark['id']}/resolve/", {}, 2).json()["state"] == "resolved"
    assert ask.budi.post(f"{plan}steps/approve/", approval, 4).status_code == 200


def test_a_remark_can_be_pinned_while_a_plan_is_discussed_and_only_by_who_decides(ask: Asking) -> None:
    plan = ask.submitted()
    born = ask.budi.post(f"{plan}remarks/", {"item": "r2", "text": "Mengapa dua belas?"}, key="k")
    assert (born.status_code, born.headers["ETag"]) == (201, '"1"')
    assert (
        ask.budi.post(f"{plan}remarks/", {"item": "r2", "text": "Mengapa dua belas?"}, key="k").json()
        == born.json()
    )
    assert len(ask.ani.read(f"{plan}remarks/")["results"]) == 1
    assert code(ask.ani.post(f"{plan}remarks/", {"text": "?"})) == (403, "own_cause")
    unknown = ask.budi.post(f"{plan}remarks/", {"item": "r9", "text": "?"})
    assert unknown.json()["blockers"][0]["rule"] == "ours:remark_item"


def test_remarks_have_steps_of_their_own(ask: Asking) -> None:
    _, (first, _) = _returned(ask)
    steps = {step["step"]: step for step in ask.ani.read(f"remarks/{first['id']}/steps/")}
    assert (steps["answer"]["allowed"], steps["resolve"]["allowed"]) == (True, False)
    assert [each["name"] for each in steps["answer"]["fields"]] == ["answer", "reason"]


def test_a_remark_of_another_plan_is_not_found(ask: Asking) -> None:
    _, (first, _) = _returned(ask)
    assert code(ask.eko.get(f"remarks/{first['id']}/")) == (404, "not_found")
    assert code(ask.eko.post(f"remarks/{first['id']}/answer/", {"answer": "?"}, 1)) == (404, "not_found")


def test_a_stranger_cannot_verify_a_hash_but_a_reader_can(ask: Asking) -> None:
    plan = ask.submitted()
    revision = ask.budi.read(f"{plan}revisions/1/")
    assert revision["hash"] == digest(canonical(revision["contents"])) == ask.submitted_hash(plan)
    assert revision["contents"] == ask.agency.complete_contents()
    assert code(ask.eko.get(f"{plan}revisions/1/")) == (404, "not_found")


def test_revisions_are_kept_and_differ_item_by_item(ask: Asking) -> None:
    plan = ask.submitted()
    ask.budi.post(f"{plan}steps/return_for_revision/", {"reason": "Perbaiki"}, 2)
    document = ask.agency.complete_contents()
    document["results"][0]["indicators"][0]["target"] = "20"
    del document["results"][1]
    document["results"].append({"id": "r7", "text": "Baru", "indicators": []})
    ask.ani.put(f"{plan}contents/", document, 1)
    document["results"][1] = ask.agency.complete_contents()["results"][1] | {"id": "r8"}
    document["results"][1]["indicators"][0]["id"] = "r8.i1"
    assert ask.ani.put(f"{plan}contents/", document, 2).status_code == 200
    assert ask.ani.post(f"{plan}steps/submit/", {}, 3).status_code == 200
    numbers = [(each["number"], each["signed"], each["in_force_from"]) for each in _revisions(ask, plan)]
    assert numbers == [(1, True, None), (2, True, None)]
    diff = ask.ani.read(f"{plan}revisions/1/diff/2/")
    assert (diff["from"], diff["to"]) == (1, 2)
    changes = {each["item"]: (each["change"], each["fields"]) for each in diff["items"]}
    assert changes == {
        "r1.i1": ("changed", ["target"]),
        "r8": ("added", []),
        "r8.i1": ("added", []),
        "r2": ("removed", []),
        "r2.i1": ("removed", []),
    }
    (changed,) = [each for each in diff["items"] if each["item"] == "r1.i1"]
    assert (changed["before"]["target"], changed["after"]["target"]) == ("30", "20")


def _revisions(ask: Asking, plan: str) -> list[dict[str, Any]]:
    return ask.ani.read(f"{plan}revisions/")["results"]  # type: ignore[no-any-return]


def test_a_revision_that_is_not_there_is_not_found(ask: Asking) -> None:
    plan = ask.submitted()
    for path in ("revisions/2/", "revisions/1/diff/2/", "revisions/0/diff/1/"):
        assert code(ask.ani.get(plan + path)) == (404, "not_found")


def test_an_amendment_changes_a_plan_in_force(ask: Asking) -> None:
    amendment = ask.amendment()
    shown = ask.ani.read(amendment)
    plan = f"plans/{shown['plan']}/"
    assert (shown["state"], shown["causes"], shown["edit"], shown["version"]) == (
        "drafting",
        ["strategy"],
        0,
        1,
    )
    assert shown["proposed_by"]["name"] == "Ani Contoh"
    assert shown["allowed_steps"] == ["submit", "cancel"]
    assert ask.ani.read(plan)["live_amendment"] == shown["id"]
    document = ask.agency.complete_contents()
    document["results"][0]["indicators"][0]["target"] = "25"
    ask.ani.put(f"{amendment}contents/", document, 0)
    submitted = ask.ani.post(f"{amendment}steps/submit/", {}, 1).json()
    revision = submitted["revision_submitted"]
    assert revision["number"] == 2
    approved = ask.budi.post(f"{amendment}steps/approve/", {"revision": revision["hash"]}, 2)
    assert (approved.json()["state"], approved.headers["ETag"]) == ("approved", '"3"')
    after = ask.ani.read(plan)
    assert (after["revision_in_force"]["number"], after["live_amendment"], after["version"]) == (2, None, 3)
    assert [each["amendment"] for each in _revisions(ask, plan)] == [None, shown["id"]]


def test_an_amendment_has_steps_and_a_history_and_stands_in_its_plans(ask: Asking) -> None:
    amendment = ask.amendment()
    plan = f"plans/{ask.ani.read(amendment)['plan']}/"
    ask.ani.post(f"{amendment}steps/cancel/", {"reason": "Tidak jadi"}, 1)
    own = [(each["record"], each["step"]) for each in ask.ani.read(f"{amendment}history/")["results"]]
    assert own == [("amendment", "propose"), ("amendment", "cancel")]
    whole = [(each["record"], each["step"]) for each in ask.ani.read(f"{plan}history/")["results"]]
    assert whole == [("plan", "draft"), ("plan", "submit"), ("plan", "approve"), *own]
    steps = {step["step"]: step["allowed"] for step in ask.ani.read(f"{amendment}steps/")}
    assert steps == dict.fromkeys(["submit", "withdraw", "return_for_revision", "approve", "cancel"], False)
    (listed,) = ask.ani.read(f"{plan}amendments/")["results"]
    assert listed["state"] == "cancelled"


def test_only_one_amendment_lives_and_only_of_a_plan_in_force(ask: Asking) -> None:
    amendment = ask.amendment()
    plan = f"plans/{ask.ani.read(amendment)['plan']}/"
    refused = ask.budi.post(f"{plan}amendments/", {"cause": "coaching"})
    assert refused.json()["blockers"][0]["rule"] == "ours:one_live_amendment"
    drafted = ask.drafted("eko")
    assert (
        ask.eko.post(f"{drafted}amendments/", {"cause": "coaching"}).json()["blockers"][0]["rule"]
        == "6/2022:14(2)"
    )
    assert code(ask.eko.post(f"{drafted}amendments/", {"cause": "boredom"})) == (400, "invalid")
    assert code(ask.eko.get(amendment)) == (404, "not_found")


def test_a_remark_on_an_amendment_names_it(ask: Asking) -> None:
    amendment = ask.amendment()
    number = amendment.split("/")[1]
    plan = f"plans/{ask.ani.read(amendment)['plan']}/"
    ask.ani.post(f"{amendment}steps/submit/", {}, 1)
    born = ask.budi.post(f"{plan}remarks/", {"text": "Mengapa?", "amendment": number})
    assert (born.status_code, born.json()["amendment"]) == (201, number)
    assert code(ask.budi.post(f"{plan}remarks/", {"text": "?", "amendment": "4711"})) == (404, "not_found")
    assert code(ask.budi.post(f"{plan}remarks/", {"text": "?"})) == (422, "rules_broken")
