"""The draft's contents: whole, strict, and guarded by their edit counter."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.api.asking import Asking, code


def _errors(answer: Any) -> dict[str, list[str]]:
    assert code(answer) == (400, "invalid")
    found: dict[str, list[str]] = answer.json()["errors"]
    return found


def _changed(ask: Asking, path: str, value: Any) -> dict[str, Any]:
    """Complete contents but for one field, named by its place."""
    document: Any = copy.deepcopy(ask.agency.complete_contents())
    here, *names = document, *path.split(".")
    for name in names[:-1]:
        here = here[int(name)] if name.isdigit() else here[name]
    here[names[-1]] = value
    return document  # type: ignore[no-any-return]


def test_what_was_saved_is_what_is_read(ask: Asking) -> None:
    plan = ask.drafted()
    answer = ask.ani.get(f"{plan}contents/")
    assert answer.json() == ask.agency.complete_contents()
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Cache-Control"] == "no-store"
    again = ask.ani.get(f"{plan}contents/", **{"If-None-Match": '"1"'})
    assert (again.status_code, again.json()) == (200, answer.json())


def test_what_is_read_may_be_saved_as_it_is(ask: Asking) -> None:
    plan = ask.drafted()
    answer = ask.ani.get(f"{plan}contents/")
    saved = ask.ani.put(f"{plan}contents/", answer.json(), answer.headers["ETag"])
    assert (saved.json(), saved.headers["ETag"]) == (answer.json(), '"2"')
    assert ask.ani.read(plan)["edit"] == 2
    assert ask.ani.read(plan)["version"] == 1


def test_items_without_an_id_are_given_one_that_stays(ask: Asking) -> None:
    plan = ask.drafted()
    document = ask.agency.complete_contents()
    document["results"].insert(0, {"text": "Baru", "indicators": [{"text": "Terukur"}]})
    saved = ask.ani.put(f"{plan}contents/", document, 1).json()
    assert [result["id"] for result in saved["results"]] == ["r3", "r1", "r2"]
    assert saved["results"][0]["indicators"][0]["id"] == "r3.i1"
    saved["results"].reverse()
    again = ask.ani.put(f"{plan}contents/", saved, 2).json()
    assert [result["id"] for result in again["results"]] == ["r2", "r1", "r3"]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("results.0.indicators.0.target", 30),
        ("results.0.indicators.0.goal", "30"),
        ("results.0.indicators.0.direction", "sideways"),
        ("results.0.indicators.0.aspects", "quantity"),
        ("results.0.kind", "important"),
        ("results.1.weight", "a lot"),
        ("results.1.indicators", None),
        ("results.1.serves.post", "9"),
        ("results.0.serves.result", "x" * 81),
        ("results.1.serves.assigned_by", "x" * 81),
        ("results.1.study", "perhaps"),
        ("results.1.text", ["a"]),
        ("behaviours.0.value", "rajin"),
        ("annexes.budget", []),
        ("approach", "mixed"),
        ("edit", 1),
        ("state", "in_force"),
        ("results", {"0": {}}),
        ("results.0.text", "nul\x00"),
        ("results.0.weight", -1),
        ("results.0.weight", "33.333"),
        ("results.0.id", "x" * 41),
        ("results.0.indicators.0.id", "a b"),
        ("results.0.weight", "1e999999"),
        ("results.0.weight", "NaN"),
    ],
)
def test_a_field_that_is_unknown_or_wrong_is_refused_with_its_place(
    ask: Asking, place: str, value: Any
) -> None:
    plan = ask.drafted()
    errors = _errors(ask.ani.put(f"{plan}contents/", _changed(ask, place, value), 1))
    assert set(errors) == {place}
    assert ask.ani.read(f"{plan}contents/") == ask.agency.complete_contents()


def test_an_aspect_in_a_list_is_named_by_its_number(ask: Asking) -> None:
    plan = ask.drafted()
    document = _changed(ask, "results.0.indicators.0.aspects", ["quantity", "beauty"])
    assert set(_errors(ask.ani.put(f"{plan}contents/", document, 1))) == {"results.0.indicators.0.aspects.1"}


def test_all_that_is_wrong_is_told_at_once(ask: Asking) -> None:
    plan = ask.drafted()
    document = _changed(ask, "results.0.indicators.0.target", 30) | {"surprise": 1}
    document["results"][1]["kind"] = "odd"
    errors = _errors(ask.ani.put(f"{plan}contents/", document, 1))
    assert set(errors) == {"results.0.indicators.0.target", "results.1.kind", "surprise"}


def test_an_id_that_stands_twice_is_refused_wherever_it_stands(ask: Asking) -> None:
    plan = ask.drafted()
    errors = _errors(ask.ani.put(f"{plan}contents/", _changed(ask, "results.1.indicators.0.id", "r1"), 1))
    assert set(errors) == {"results.0.id", "results.1.indicators.0.id"}


def test_a_save_names_the_edit_it_has_read(ask: Asking) -> None:
    plan, document = ask.drafted(), ask.agency.complete_contents()
    assert code(ask.ani.put(f"{plan}contents/", document)) == (428, "version_required")
    assert code(ask.ani.put(f"{plan}contents/", document, 0)) == (412, "stale")
    assert code(ask.ani.put(f"{plan}contents/", document, "1")) == (400, "malformed")
    assert ask.ani.put(f"{plan}contents/", document, 'W/"1"').status_code == 200


def test_only_its_owner_writes_a_plan_and_only_while_it_is_drafted(ask: Asking) -> None:
    plan, document = ask.submitted(), ask.agency.complete_contents()
    assert code(ask.budi.put(f"{plan}contents/", document, 1)) == (403, "not_your_turn")
    refused = ask.ani.put(f"{plan}contents/", document, 1)
    assert code(refused) == (409, "wrong_state")
    assert refused.json()["allowed_steps"] == ["withdraw"]
    ask.ani.post(f"{plan}steps/withdraw/", {}, 2)
    assert ask.ani.put(f"{plan}contents/", document, 1).status_code == 200


def test_a_suspended_plan_is_not_written(ask: Asking) -> None:
    plan = ask.drafted()
    ask.dewi.post(f"{plan}steps/hold/", {"reason": "Diberhentikan sementara"}, 1)
    refused = ask.ani.put(f"{plan}contents/", ask.agency.complete_contents(), 1)
    assert code(refused) == (422, "rules_broken")
    assert refused.json()["blockers"][0]["rule"] == "6/2022:II.C.8.b"


def test_who_proposed_an_amendment_and_its_owner_write_it(ask: Asking) -> None:
    amendment = ask.amendment()
    address = f"{amendment}contents/"
    assert ask.budi.read(address) == ask.agency.complete_contents()
    document = _changed(ask, "results.0.text", "Terlayaninya semua pemohon")
    assert code(ask.budi.put(address, document, 0)) == (403, "not_your_turn")
    assert ask.ani.put(address, document, 0).json()["results"][0]["text"] == "Terlayaninya semua pemohon"
    assert ask.ani.read(amendment)["edit"] == 1


def test_an_item_never_gets_the_id_of_one_that_was_frozen_and_removed(ask: Asking) -> None:
    plan = ask.in_force()
    change = f"amendments/{ask.ani.post(f'{plan}amendments/', {'cause': 'strategy'}).json()['id']}/"
    contents = ask.ani.get(f"{change}contents/").json()
    removed = contents["results"].pop()["id"]
    contents["results"].append({"text": "Hasil kerja lain"})
    saved = ask.ani.put(f"{change}contents/", contents, 0).json()
    assert removed == "r2"
    assert [each["id"] for each in saved["results"]] == ["r1", "r3"]
