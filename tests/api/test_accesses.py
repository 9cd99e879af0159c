"""Each read of a person's records by an inspector is noted, and the person sees it."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver

from tests.api.asking import Asking, Client
from tests.api.crowd import drafts
from tests.api.sheets import ENDINGS, content
from tests.api.test_evidence import sent
from tests.workflows.evaluation.office import Office
from tests.workflows.guidance.room import Room
from workflows.audit import reading
from workflows.audit.models import Access
from workflows.planning.models import Plan


def accesses(client: Client) -> list[dict[str, Any]]:
    return list(client.read("me/accesses/")["results"])


def whats(client: Client) -> list[str]:
    return [each["what"] for each in accesses(client)]


# Every address

# What these answer tells nothing of anybody's plan, but to those whose business it is.
NOTHING_OF_PLANS = {
    "audit/entries.csv",  # tells of plans only where its entries do: see below
    "audit/entries.jsonl",
    "audit/entries/",
    "calendars/{year}/",
    *(f"complaints/{what}" for what in ("", "{id}/", "{id}/history/", "{id}/steps/")),  # no employee's
    *(f"complaints/{what}/{{code}}/" for what in ("to", "receipts")),
    "cascade/",  # what they tell of plans is noted: tests/api/test_cascade.py
    "coverage/",
    *(f"matrices/{{id}}{ending}" for ending in ("/", *(f".{each}" for each in ENDINGS))),
    "cycles/",
    "cycles/{id}/",
    "cycles/{id}/late/",  # nobody is late here; tests/api/test_reminders.py has it with somebody who is
    "cycles/{id}/policy/",
    *(
        f"exports/{what}.{ending}"
        for what in ("needs", "training-hours", "credit-points")
        for ending in ENDINGS
    ),
    "development/hours/",
    "development/needs/",  # nothing was raised with an evaluation here; tests/api/test_development.py has one
    "development/trainings/",
    "recognitions/",  # of a settled year, which tests/api/test_development.py has
    "recognitions/proposals/",
    "credit-points/",
    "development/improvement-plans/",
    *(f"development/improvement-plans/{{id}}/{what}" for what in ("", "history/", "steps/")),
    "cycles/{id}/policy/{number}/effect/",
    "cycles/{id}/progress/",
    "cycles/{id}/rehearsal/",
    "cycles/{id}/rehearsal.csv",
    "cycles/{id}/rehearsal.xlsx",
    "cycles/{id}/rehearsal/summary/",
    "cycles/{id}/remind/",
    "docs/",
    "feedback-requests/",
    "goals/",
    "health/live/",
    "health/ready/",
    "imports/",
    "imports/{id}/",
    "imports/{id}/changes/",
    "imports/{id}/errors/",
    "imports/{id}/errors.csv",
    "imports/{id}/errors.xlsx",
    "inbox/",
    *(f"indicators{ending}" for ending in ("/", "/{id}/", *(f".{each}" for each in ENDINGS))),
    "jobs/{id}/",
    "letters/",
    "letters/{id}/",
    "letters/requests/",
    "letters/requests/{id}/",
    "me/",
    "me/accesses/",
    "measurements/",
    "measures/",
    "measures/{id}/register/",
    "notification-channel/",
    "notification-channel/confirm/",
    "notification-preferences/",
    "notifications/",
    "organisation-achievements/",
    "people/",
    "people/invitations/",
    "people/{id}/",
    "post-changes/",  # managers alone
    "post-changes/{id}/",
    "posts/",
    "schema/",
    "services/",
    "services/{code}/",
    "services/{code}/comments/",
    "surveys/{code}/",
    "surveys/{code}/index/",
    "templates/",
    "templates/{id}/",
    "units/",
    "units/{id}/index/",
    "units/{id}/distribution/",
    "unnamed-feedback/",
    "webhooks/",
    "webhooks/types/",
    "webhooks/{id}/",
    "webhooks/{id}/deliveries/",
    *(f"exports/{what}.{ending}" for what in ("people", "letters", "late", "progress") for ending in ENDINGS),
}


# What must be asked beside the address.
ASKED = {"evidence/": "?plan={plan}"}


def read_addresses() -> set[str]:
    """The addresses of the API that answer GET, with names in place of ids."""
    resolvers = [each for each in get_resolver().url_patterns if isinstance(each, URLResolver)]
    (api,) = [each for each in resolvers if str(each.pattern) == "api/v1/"]
    patterns: Any = api.url_patterns
    return {
        re.sub(r"<\w+:(\w+)>", r"{\1}", str(each.pattern))
        for each in patterns
        if hasattr(each.callback.cls, "get")
    }


@pytest.fixture
def named(ask: Asking, office: Office) -> dict[str, dict[str, str]]:
    """What stands for the names in addresses that begin so: Ani's plan, with all that may belong to it."""
    amendment = ask.amendment()
    plan = f"plans/{ask.ani.read(amendment)['plan']}/"
    said = {"text": "Perjelas", "amendment": amendment.split("/")[1]}
    remark = ask.budi.post(f"{plan}remarks/", said).json()
    others = {"number": "1", "first": "1", "second": "1", "form": "A.1.7"}
    evidence = sent(ask.ani, plan)["id"]
    evaluation = office.opened(plan=Plan.objects.get(pk=plan.split("/")[1]))
    for step in (office.assessed, office.rated, office.signed, office.delivered, office.received):
        evaluation = step(evaluation)
    ids = {
        "plans": plan.split("/")[1],
        "amendments": amendment.split("/")[1],
        "remarks": remark["id"],
        "evidence": evidence,
        "evaluations": str(evaluation.pk),
        "appeals": str(office.filed(evaluation).pk),
    }
    room = Room(office.agency)
    at_hand = Plan.objects.get(pk=ids["plans"])
    guided = room.signed(room.arranged(plan=at_hand)).pk
    counselled = room.told(at_hand).pk
    return {path: {"id": key, **others} for path, key in ids.items()} | {
        "development/guidance": {"id": str(guided), "form": "B.1.6"},
        "development/counselling": {"id": str(counselled), "form": "B.1.10"},
    }


def _names(address: str, named: dict[str, dict[str, str]]) -> dict[str, str]:
    first, second, *_others = f"{address}/".split("/")
    return named.get(f"{first}/{second}", named.get(first, {}))


def test_an_inspectors_read_is_noted_at_every_address_that_tells_of_a_plan(
    ask: Asking, named: dict[str, dict[str, str]]
) -> None:
    addresses = read_addresses()
    assert addresses >= NOTHING_OF_PLANS | {"plans/", "plans/{id}/revisions/{first}/diff/{second}/"}
    for address in sorted(addresses - NOTHING_OF_PLANS):
        before = Access.objects.count()
        asked = ASKED.get(address, "").format(plan=named["plans"]["id"])
        answer = ask.indah.get(address.format(**_names(address, named)) + asked)
        content(answer)
        answer.close()  # as the server does when it has sent it
        new = Access.objects.order_by("pk")[before:]
        assert [(each.what, each.person_id) for each in new] == [(address, ask.agency.ani)], address


def test_an_access_says_who_in_which_capacity_when_and_what(ask: Asking) -> None:
    plan = ask.drafted()
    ask.indah.read(f"{plan}contents/")
    (access,) = accesses(ask.ani)
    assert access == {
        "id": access["id"],
        "reader": {"id": str(ask.agency.indah), "name": "Indah Contoh"},
        "capacity": "inspector",
        "plan": plan.split("/")[1],
        "what": "plans/{id}/contents/",
        "at": access["at"],
        "request_id": access["request_id"],
    }
    assert access["at"].startswith("2026-01-12T")
    assert re.fullmatch("[0-9a-f]{32}", access["request_id"])


def test_a_list_notes_every_plan_that_it_shows_by_one_statement(ask: Asking) -> None:
    anis, ekos = ask.drafted("ani"), ask.drafted("eko")
    ask.indah.read(f"plans/?employee={ask.agency.eko}")
    assert (whats(ask.ani), whats(ask.eko)) == ([], ["plans/"])
    ask.indah.read("plans/")
    assert (whats(ask.ani), whats(ask.eko)) == (["plans/"], ["plans/", "plans/"])
    rows = Access.objects.order_by("-pk")[:2]
    assert len({each.request_id for each in rows}) == 1
    assert {f"plans/{each.plan_id}/" for each in rows} == {anis, ekos}


def test_the_ledgers_entries_of_a_plan_are_records_of_its_owner(ask: Asking) -> None:
    plan = ask.submitted().split("/")[1]
    ask.indah.read("audit/entries/?record=unit")
    assert whats(ask.ani) == []
    ask.indah.read(f"audit/entries/?plan={plan}")
    for file in ("audit/entries.csv", "audit/entries.jsonl"):
        b"".join(ask.indah.get(f"{file}?plan={plan}").streaming_content)
    assert whats(ask.ani) == ["audit/entries.jsonl", "audit/entries.csv", "audit/entries/"]


def test_a_step_that_is_refused_to_an_inspector_shows_him_the_state_and_is_noted(ask: Asking) -> None:
    plan = ask.submitted()
    assert ask.indah.post(f"{plan}steps/void/", {"reason": "?"}, 2).json()["state"] == "submitted"
    item = {"record": plan.strip("/"), "step": "void", "version": 2, "reason": "?"}
    (result,) = ask.indah.post("inbox/bulk/", [item]).json()["results"]
    assert result["problem"]["state"] == "submitted"
    assert whats(ask.ani) == ["inbox/bulk/", "plans/{id}/steps/void/"]


def test_nothing_is_noted_of_others_than_inspectors_nor_of_what_was_not_shown(ask: Asking) -> None:
    plan = ask.submitted()
    for name in ("ani", "budi", "citra", "dewi"):
        getattr(ask, name).read(plan)
        getattr(ask, name).read("plans/")
    assert ask.eko.get(plan).status_code == 404
    assert ask.indah.get("plans/4711/").status_code == 404
    assert ask.indah.get(f"{plan}?colour=red", Accept="text/html").status_code == 406
    assert Client().get(plan).status_code == 401
    assert not Access.objects.exists()


# Who sees it


def test_the_person_sees_it_and_nobody_else(ask: Asking) -> None:
    ask.indah.read(ask.drafted())
    assert {name: len(accesses(getattr(ask, name))) for name in ask.agency.people} == {
        "ani": 1,
        "budi": 0,
        "citra": 0,
        "dewi": 0,
        "eko": 0,
        "indah": 0,
        "wibawa": 0,
    }
    assert Client().get("me/accesses/").status_code == 401


def test_the_newest_comes_first_and_pages_lead_on(ask: Asking) -> None:
    plan = ask.drafted()
    for path in ("", "contents/", "history/"):
        ask.indah.read(plan + path)
    first = ask.ani.read("me/accesses/?page_size=2")
    second = ask.ani.read(first["next"])
    assert [each["what"] for each in first["results"] + second["results"]] == [
        "plans/{id}/history/",
        "plans/{id}/contents/",
        "plans/{id}/",
    ]
    assert second["next"] is None
    assert ask.ani.get("me/accesses/?reader=1").status_code == 400


# Never in the way of an answer


class Broken:
    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        if "INSERT INTO" in sql and "audit_access" in sql:
            raise RuntimeError("no room left")
        return execute(sql, params, many, context)


def test_what_cannot_be_noted_is_told_aloud_and_stops_no_answer(
    ask: Asking, caplog: pytest.LogCaptureFixture
) -> None:
    plan = ask.drafted()
    with connection.execute_wrapper(Broken()), caplog.at_level(logging.ERROR, reading.__name__):
        assert ask.indah.get(plan).status_code == 200
    (said,) = [each.getMessage() for each in caplog.records if each.name == reading.__name__]
    key = plan.split("/")[1]
    assert said.startswith(f"person {ask.agency.indah} has read by plans/{{id}}/")
    assert said.endswith(f"of the plans [{key}]")
    assert not Access.objects.exists()


def test_the_note_is_written_when_the_answer_has_gone(ask: Asking) -> None:
    plan = ask.drafted().split("/")[1]
    answer = ask.indah.get(f"audit/entries.jsonl?plan={plan}")
    lines = iter(answer.streaming_content)
    assert next(lines)
    assert not Access.objects.exists()
    answer.close()  # the reader hangs up
    assert [each.plan_id for each in Access.objects.all()] == [int(plan)]
    assert not connection.in_atomic_block


def test_a_long_list_takes_as_many_queries_as_a_short_one(ask: Asking) -> None:
    counts = []
    for years in (range(2027, 2030), range(2030, 2060)):
        drafts(ask.agency, "eko", years)
        ask.indah.read("plans/?page_size=200")
        with CaptureQueriesContext(connection) as queries:
            shown = len(ask.indah.read("plans/?page_size=200")["results"])
        assert shown == Plan.objects.count()
        counts.append(len(queries))
    assert counts[0] == counts[1]
