"""Plans: their birth, lists of them, and who sees which."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.asking import Asking, code
from tests.api.crowd import drafts, mixed


def _ids(answer: Any) -> list[str]:
    return [plan["id"] for plan in answer["results"]]


def _forged(ordering: str, value: object, key: int) -> str:
    """A cursor that no page has given."""
    return base64.urlsafe_b64encode(json.dumps([ordering, False, value, key]).encode()).decode()


def test_a_new_plan_is_at_the_address_that_is_told(ask: Asking) -> None:
    answer = ask.ani.post("plans/", ask.new_plan())
    assert answer.status_code == 201
    assert answer.headers["ETag"] == '"1"'
    assert ask.ani.read(answer.headers["Location"]) == answer.json()


def test_a_plan_says_all_that_its_reader_needs(ask: Asking) -> None:
    plan = ask.ani.read(ask.drafted())
    agency = ask.agency
    assert plan == {
        "id": plan["id"],
        "state": "drafting",
        "state_label": "Draf",
        "version": 1,
        "cycle": str(agency.cycle.pk),
        "employee": {"id": str(agency.ani), "name": "Ani Contoh"},
        "post": {"id": str(agency.posts["ani"].pk), "title": "Pengelola Layanan Operasional"},
        "unit": {"id": str(agency.units["KEC-PEL"].pk), "name": "Unit KEC-PEL"},
        "rater": {"id": str(agency.budi), "name": "Budi Contoh"},
        "superior": {"id": str(agency.citra), "name": "Citra Contoh"},
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "end_cause": "",
        "set_by": "2026-01-31",
        "held_from": None,
        "signed": None,
        "revision_in_force": None,
        "revision_submitted": None,
        "edit": 1,
        "live_amendment": None,
        "late": False,
        "allowed_steps": ["submit"],
    }


def test_nobody_chooses_the_day_on_which_his_plan_begins(ask: Asking) -> None:
    answer = ask.ani.post("plans/", ask.new_plan() | {"from": "2026-03-02"})
    assert answer.status_code == 422
    assert [each["rule"] for each in answer.json()["blockers"]] == ["6/2022:8"]


def test_a_manager_drafts_the_successor_after_a_transfer(ask: Asking) -> None:
    plan = ask.in_force()
    ending = {"last_day": "2026-01-31", "cause": "transfer", "new_post": str(ask.agency.posts["ani"].pk)}
    assert ask.dewi.post(f"{plan}steps/end_early/", ending, 3).json()["state"] == "ended"
    successor = ask.dewi.post("plans/", ask.new_plan() | {"from": "2026-02-01"}).json()
    assert (successor["employee"]["name"], successor["starts_on"]) == ("Ani Contoh", "2026-02-01")
    (birth,) = ask.ani.read(f"plans/{successor['id']}/history/")["results"]
    assert birth["capacity"] == "manager"


def test_a_manager_drafts_nobody_elses_plan_otherwise(ask: Asking) -> None:
    assert code(ask.dewi.post("plans/", ask.new_plan("eko"))) == (422, "rules_broken")


def test_a_rater_does_not_draft_for_whom_he_rates(ask: Asking) -> None:
    assert code(ask.budi.post("plans/", ask.new_plan("ani"))) == (403, "not_your_turn")


@pytest.mark.parametrize("name", ["cycle", "post", "employee"])
def test_a_plan_of_nothing_that_is_there_is_not_found(ask: Asking, name: str) -> None:
    assert code(ask.ani.post("plans/", ask.new_plan() | {name: "4711"})) == (404, "not_found")


def test_a_stranger_cannot_tell_a_colleague_from_nobody(ask: Asking) -> None:
    nobody = ask.eko.post("plans/", ask.new_plan("eko") | {"employee": "4711"})
    assert ask.eko.post("plans/", ask.new_plan("ani")).json() == nobody.json()


def test_a_second_plan_of_the_same_days_breaks_a_rule(ask: Asking) -> None:
    ask.drafted()
    refused = ask.ani.post("plans/", ask.new_plan())
    assert code(refused) == (422, "rules_broken")
    assert refused.json()["blockers"][0]["rule"] == "ours:one_plan_a_day"


def test_everybody_sees_his_own_business(ask: Asking) -> None:
    anis, ekos = ask.submitted("ani"), ask.submitted("eko")
    ids = {"ani": anis.split("/")[1], "eko": ekos.split("/")[1]}
    sees = {name: _ids(getattr(ask, name).read("plans/")) for name in ask.agency.people}
    assert sees == {
        "ani": [ids["ani"]],
        "budi": [ids["ani"]],
        "citra": [ids["ani"]],
        "wibawa": [ids["eko"]],
        "eko": [ids["eko"]],
        "dewi": [ids["ani"], ids["eko"]],
        "indah": [ids["ani"], ids["eko"]],
    }


def test_an_inspector_reads_and_takes_no_step(ask: Asking) -> None:
    plan = ask.submitted()
    assert ask.indah.read(plan)["allowed_steps"] == []
    assert code(ask.indah.post(f"{plan}steps/void/", {"reason": "?"}, 2)) == (403, "not_your_turn")


def test_lists_are_filtered(ask: Asking) -> None:
    agency = ask.agency
    anis, ekos = ask.submitted("ani").split("/")[1], ask.drafted("eko").split("/")[1]
    for query, expected in {
        "state=submitted": [anis],
        "state=drafting": [ekos],
        f"cycle={agency.cycle.pk}": [anis, ekos],
        "cycle=4711": [],
        f"unit={agency.units['KEC'].pk}": [anis],
        f"unit={agency.units['KAB'].pk}": [anis, ekos],
        f"rater={agency.budi}": [anis],
        f"employee={agency.eko}": [ekos],
        "late=true": [],
        "late=false": [anis, ekos],
        f"state=submitted&employee={agency.eko}": [],
    }.items():
        assert _ids(ask.dewi.read(f"plans/?{query}")) == expected, query


def test_who_is_late_is_shown_and_found(ask: Asking) -> None:
    plan = ask.submitted()
    ask.agency.at("2026-02-02 08:00")
    shown = ask.citra.read("plans/?late=true")["results"]
    assert [each["id"] for each in shown] == [plan.split("/")[1]]
    assert shown[0]["late"]
    assert "set_by_superior" in shown[0]["allowed_steps"]


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("colour=red", "colour"),
        ("state=asleep", "state"),
        ("unit=KEC", "unit"),
        ("unit=1%00", "unit"),
        ("late=perhaps", "late"),
        ("ordering=hash", "ordering"),
        ("ordering=employee__name", "ordering"),
        ("page_size=201", "page_size"),
        ("page_size=0", "page_size"),
        ("cursor=abc", "cursor"),
        ("cursor=WzEsMiwzLDRd", "cursor"),
        (f"cursor={_forged('id', '1', 2**64)}", "cursor"),
        (f"cursor={_forged('id', {}, 1)}", "cursor"),
        (f"ordering=set_by&cursor={_forged('set_by', 'soon', 1)}", "cursor"),
        (f"ordering=set_by&cursor={_forged('set_by', [1], 1)}", "cursor"),
    ],
)
def test_an_unknown_filter_order_or_page_is_invalid(ask: Asking, query: str, place: str) -> None:
    answer = ask.ani.get(f"plans/?{query}")
    assert code(answer) == (400, "invalid")
    assert set(answer.json()["errors"]) == {place}


def _many(ask: Asking, count: int) -> list[str]:
    """Plans of Eko in years to come, which all are to be set on the same few days."""
    return [str(plan) for plan in drafts(ask.agency, "eko", range(2030, 2030 + count))]


@pytest.mark.parametrize(
    ("ordering", "turned"), [("id", False), ("-id", True), ("set_by", False), ("-starts_on", True)]
)
def test_pages_lead_there_and_back(ask: Asking, ordering: str, turned: bool) -> None:  # noqa: FBT001
    plans = _many(ask, 5)
    expected = plans[::-1] if turned else plans
    first = ask.eko.read(f"plans/?page_size=2&ordering={ordering}")
    second = ask.eko.read(first["next"])
    third = ask.eko.read(second["next"])
    assert _ids(first) + _ids(second) + _ids(third) == expected
    assert (first["previous"], third["next"]) == (None, None)
    assert _ids(ask.eko.read(third["previous"])) == _ids(second)
    back = ask.eko.read(ask.eko.read(third["previous"])["previous"])
    assert (_ids(back), back["previous"]) == (_ids(first), None)


def test_a_page_keeps_its_place_while_plans_come_and_go(ask: Asking) -> None:
    plans = _many(ask, 4)
    first = ask.dewi.read("plans/?page_size=2")
    ask.drafted("ani")
    ask.dewi.post(f"plans/{plans[0]}/steps/void/", {"reason": "Keliru"}, 1)
    assert _ids(ask.dewi.read(first["next"])) == plans[2:]


def test_a_cursor_of_another_order_is_refused(ask: Asking) -> None:
    _many(ask, 2)
    link = ask.eko.read("plans/?page_size=1&ordering=set_by")["next"]
    cursor = re.search(r"cursor=([^&]+)", link)
    assert cursor
    assert code(ask.eko.get(f"plans/?ordering=-set_by&cursor={cursor[1]}")) == (400, "invalid")


def test_fifty_plans_in_all_states_take_no_more_queries_than_twelve(ask: Asking) -> None:
    counts: dict[str, list[int]] = {}
    for years in (range(2027, 2035), range(2035, 2077)):
        ask.agency.at("2026-03-02 09:00")
        mixed(ask.agency, years)
        ask.agency.at("2031-06-02 09:00")  # the first plans are so late that they escalate
        for name in ("ani", "budi", "citra", "dewi", "wibawa"):
            client = getattr(ask, name)
            client.read("plans/?page_size=200")  # who has whose plans in hand is remembered from now on
            with CaptureQueriesContext(connection) as queries:
                assert client.read("plans/?page_size=200")["results"]
            counts.setdefault(name, []).append(len(queries))
    assert all(few == many <= 12 for few, many in counts.values()), counts
