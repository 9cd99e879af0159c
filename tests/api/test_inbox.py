"""What waits for whom, and many steps at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cycle_engine.models import Entry
from cycle_engine.perform import perform
from tests.api.asking import Asking, code
from tests.api.crowd import drafts, mixed


def _waiting(ask: Asking, name: str) -> list[tuple[str, str]]:
    return [(each["record"], each["step"]) for each in getattr(ask, name).read("inbox/")["results"]]


def test_a_plan_waits_for_whoever_is_next(ask: Asking) -> None:
    plan = ask.drafted().rstrip("/")
    assert (_waiting(ask, "ani"), _waiting(ask, "budi")) == ([(plan, "submit")], [])
    ask.ani.post(f"{plan}/steps/submit/", {}, 1)
    assert (_waiting(ask, "ani"), _waiting(ask, "budi")) == ([], [(plan, "approve")])
    (item,) = ask.budi.read("inbox/")["results"]
    assert item["who"] == {"id": str(ask.agency.ani), "name": "Ani Contoh"}
    assert (item["version"], item["late"], item["plan"]) == (2, False, plan.split("/")[1])
    assert item["due_at"] == "2026-01-20T17:00:00Z"


def test_a_silent_raters_plan_waits_for_his_superior_too(ask: Asking) -> None:
    plan = ask.submitted().rstrip("/")
    ask.agency.at("2026-02-01 00:00")
    assert (_waiting(ask, "budi"), _waiting(ask, "citra")) == (
        [(plan, "approve")],
        [(plan, "set_by_superior")],
    )
    assert [each["late"] for each in ask.citra.read("inbox/")["results"]] == [True]
    assert _waiting(ask, "dewi") == _waiting(ask, "eko") == []


def test_an_amendment_waits_with_its_own_version(ask: Asking) -> None:
    amendment = ask.amendment()
    ask.ani.post(f"{amendment}steps/submit/", {}, 1)
    (item,) = ask.budi.read("inbox/")["results"]
    assert (item["record"], item["step"], item["version"]) == (amendment.rstrip("/"), "approve", 2)


def test_the_oldest_deadline_comes_first_and_pages_go_on(ask: Asking) -> None:
    later = [f"plans/{plan}" for plan in drafts(ask.agency, "ani", range(2027, 2030))]
    first = ask.drafted().rstrip("/")
    page = ask.ani.read("inbox/?page_size=3")
    rest = ask.ani.read(page["next"])
    assert [each["record"] for each in page["results"] + rest["results"]] == [first, *later]


def test_an_inbox_of_fifty_takes_no_more_queries_than_one_of_eight(ask: Asking) -> None:
    counts: dict[str, list[int]] = {}
    for years in (range(2027, 2035), range(2035, 2077)):
        ask.agency.at("2026-03-02 09:00")
        mixed(ask.agency, years)
        ask.agency.at("2031-06-02 09:00")  # the first plans are so late that they escalate
        for name in ("ani", "budi", "citra", "wibawa"):
            client = getattr(ask, name)
            client.read("inbox/?page_size=200")
            with CaptureQueriesContext(connection) as queries:
                assert client.read("inbox/?page_size=200")["results"] or name == "citra"
            counts.setdefault(name, []).append(len(queries))
    assert all(few == many <= 10 for few, many in counts.values()), counts


def _items(plans: list[int], step: str = "submit", version: int = 1, **more: Any) -> list[dict[str, Any]]:
    return [{"record": f"plans/{plan}", "step": step, "version": version, **more} for plan in plans]


def _bulk(ask: Asking, name: str, items: list[Any], key: str | None = None) -> list[dict[str, Any]]:
    answer = getattr(ask, name).post("inbox/bulk/", items, key=key)
    assert answer.status_code == 200, answer.content
    assert [each["index"] for each in answer.json()["results"]] == list(range(len(items)))
    return answer.json()["results"]  # type: ignore[no-any-return]


def test_many_steps_at_once_are_each_answered(ask: Asking) -> None:
    plans = drafts(ask.agency, "ani", range(2030, 2033))
    results = _bulk(ask, "ani", _items(plans))
    assert [each["status"] for each in results] == [200] * 3
    assert [each["answer"]["state"] for each in results] == ["submitted"] * 3
    assert results[0]["answer"] == ask.ani.read(results[0]["record"] + "/")


def test_one_refusal_undoes_no_other_step(ask: Asking) -> None:
    first, second, third = drafts(ask.agency, "ani", range(2030, 2033))
    (ekos,) = drafts(ask.agency, "eko", range(2040, 2041))
    items: list[Any] = [
        *_items([first]),
        *_items([second], version=9),
        *_items([ekos, 4711]),
        *_items([first], "approve", 2, revision="x"),
        *_items([first], "submit", 2),
        *_items([third], surprise=1),
        *_items([third], "fly"),
        {"record": "posts/1", "step": "submit", "version": 1},
        {"record": "plans/1"},
        "plans/1",
        *_items([third]),
    ]
    results = _bulk(ask, "ani", items)
    told = [(each["status"], (each.get("problem") or {}).get("code")) for each in results]
    assert told == [
        (200, None),
        (412, "stale"),
        (404, "not_found"),
        (404, "not_found"),
        (403, "own_cause"),
        (409, "wrong_state"),
        (400, "invalid"),
        (400, "invalid"),
        (400, "invalid"),
        (400, "invalid"),
        (400, "malformed"),
        (200, None),
    ]
    assert results[1]["problem"]["version"] == 1
    assert results[5]["problem"]["last"]["actor"]["name"] == "Ani Contoh"
    assert set(results[6]["problem"]["errors"]) == {"surprise"}


def test_each_item_of_a_bulk_has_its_own_key(ask: Asking) -> None:
    plans = drafts(ask.agency, "ani", range(2030, 2032))
    first = _bulk(ask, "ani", _items(plans), key="k")
    assert _bulk(ask, "ani", _items(plans), key="k") == first
    assert Entry.objects.filter(step="submit").count() == 2
    turned = _bulk(ask, "ani", _items(plans[::-1]), key="k")
    assert [each["problem"]["code"] for each in turned] == ["key_reused"] * 2


@pytest.mark.parametrize("body", [[], {}, "x", [{}] * 201])
def test_a_bulk_is_a_list_of_one_to_two_hundred(ask: Asking, body: Any) -> None:
    assert code(ask.ani.post("inbox/bulk/", body)) == (400, "malformed")


def test_two_hundred_steps_are_rendered_together(ask: Asking) -> None:
    plans = drafts(ask.agency, "ani", range(2030, 2042))
    few, many = plans[:2], plans[2:]
    counts = []
    for some in (few, many):
        with CaptureQueriesContext(connection) as queries:
            _bulk(ask, "ani", _items(some))
        counts.append(len(queries))
    for_each_step = (counts[1] - counts[0]) / (len(many) - len(few))
    assert for_each_step <= 8  # the door's own, with its transaction


def test_our_own_mistake_in_one_step_is_its_problem_and_is_logged(
    ask: Asking, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second, third = drafts(ask.agency, "ani", range(2030, 2033))

    def broken_for_one(model: Any, key: int, *arguments: Any, **wish: Any) -> Any:
        if key == second:
            raise ZeroDivisionError
        return perform(model, key, *arguments, **wish)

    monkeypatch.setattr("api.v1.bulk.perform", broken_for_one)
    results = _bulk(ask, "ani", _items([first, second, third]))
    assert [each["status"] for each in results] == [200, 500, 200]
    assert results[1]["problem"]["code"] == "broken"
    assert ask.ani.read(f"plans/{second}/")["state"] == "drafting"
    (line,) = [each for each in caplog.records if each.name == "api.v1.bulk"]
    assert (line.getMessage(), line.exc_info and line.exc_info[0]) == (
        f"plans/{second}: submit broke in a bulk",
        ZeroDivisionError,
    )
