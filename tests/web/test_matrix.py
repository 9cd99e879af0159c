"""Every page and every capacity, against a table that is written by hand: who is let in, and who is not; and how
often each page asks the database."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cycle_engine import clock
from tests.web.scene import Scene, addresses, route, sent_whole
from workflows.planning import sight
from workflows.planning.models import Plan
from workflows.planning.queries import visible_plans

TABLE = Path(__file__).parent / "matrix.txt"
VISITORS = ("nobody", "ani", "budi", "citra", "wibawa", "dewi", "indah", "eko", "operator")
REFUSED = {HTTPStatus.FORBIDDEN: "3", HTTPStatus.NOT_FOUND: "4"}
KEPT_OUT = frozenset("34>")
SIGN_IN = "/sign-in/"
QUERIES = 12
NOTED = 4  # by which an inspector's read is noted, once the answer has gone


def table() -> dict[str, str]:
    """What comes of each address, a sign for each visitor."""
    rows = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:1] == "/"]
    assert len({row[0] for row in rows}) == len(rows), "an address stands there twice"
    return {row[0].removeprefix("/"): row[1] for row in rows}


PATTERNS = {route(each): each for each in addresses()}


def test_every_address_stands_in_the_table() -> None:
    assert set(table()) == set(PATTERNS)


@pytest.mark.parametrize("named", PATTERNS)
def test_a_page_lets_in_whom_the_table_lets_in(scene: Scene, named: str) -> None:
    address, view = scene.address(PATTERNS[named]), PATTERNS[named].callback.view_class  # type: ignore[attr-defined]
    first, *others = [method for method in ("get", "post") if hasattr(view, method)]
    found, queries = dict[str, str](), dict[str, int]()
    for who in VISITORS:
        connection.queries_log.clear()
        with CaptureQueriesContext(connection) as captured:
            found[who] = asked(scene, who, first, address)
        queries[who] = len(captured)
    assert "".join(found.values()) == table().get(named)
    over = {who for who in found if first == "get" and found[who] == "." and queries[who] > most(who)}
    assert {who: again for who in over if (again := asks(scene, who, address)) > most(who)} == {}
    shut_out = {who for who, sign in found.items() if sign in KEPT_OUT}
    sent = {who: asked(scene, who, method, address) for method in others for who in shut_out}
    assert {who for who, sign in sent.items() if sign not in KEPT_OUT} == set(), (
        "they send what they may not read"
    )


def test_a_plan_that_is_looked_at_is_seen_by_whom_lists_show_it(scene: Scene) -> None:
    plans, at = list(Plan.objects.all()), clock.moment()
    for person in scene.office.agency.people.values():
        listed = set(visible_plans(person.pk, at).values_list("pk", flat=True))
        assert {plan.pk for plan in plans if sight.sees(person.pk, plan, at)} == listed, person


def asked(scene: Scene, who: str, method: str, address: str) -> str:
    """What comes of it, as a sign."""
    return _sign(_answer(_client(scene, who), method, address), address)


def most(who: str) -> int:
    """How many queries a page may take for whom."""
    return QUERIES + (NOTED if who == "indah" else 0)


def asks(scene: Scene, who: str, address: str) -> int:
    """How many queries a page takes, while what follows from dated rows is remembered."""
    client = _client(scene, who)
    with transaction.atomic():
        with CaptureQueriesContext(connection) as found:
            sent_whole(client.get(address))
        transaction.set_rollback(True)
    return len(found)


def _client(scene: Scene, who: str) -> Client:
    """A browser of its own for each, so that nobody is signed out by what another has tried."""
    fresh = Client()
    if who != "nobody":
        fresh.cookies = scene.clients[who].cookies.copy()
    return fresh


def _answer(client: Client, method: str, address: str) -> HttpResponseBase:
    with transaction.atomic():
        answer: HttpResponseBase = getattr(client, method)(address)
        sent_whole(answer)
        transaction.set_rollback(True)
    return answer


def _sign(answer: HttpResponseBase, address: str) -> str:
    """`.` let in, though a form may be refused; `~` led elsewhere; `>` to sign in; and see REFUSED."""
    there = answer.headers.get("Location", "")
    if answer.status_code == HTTPStatus.UNAUTHORIZED or (
        there.startswith(SIGN_IN) and address != "/sign-out/"
    ):
        return ">"
    assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, address
    return REFUSED.get(HTTPStatus(answer.status_code), "~" if there else ".")
