"""Every page and every capacity, against a table that is written by hand: who is let in, and who is not."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client

from tests.web.scene import Scene, addresses, route, sent_whole

TABLE = Path(__file__).parent / "matrix.txt"
VISITORS = ("nobody", "ani", "budi", "citra", "wibawa", "dewi", "indah", "eko", "operator")
REFUSED = {HTTPStatus.FORBIDDEN: "3", HTTPStatus.NOT_FOUND: "4"}
KEPT_OUT = frozenset("34>")
SIGN_IN = "/sign-in/"


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
    found = {who: asked(scene, who, first, address) for who in VISITORS}
    assert "".join(found.values()) == table().get(named)
    shut_out = {who for who, sign in found.items() if sign in KEPT_OUT}
    sent = {who: asked(scene, who, method, address) for method in others for who in shut_out}
    assert {who for who, sign in sent.items() if sign not in KEPT_OUT} == set(), (
        "they send what they may not read"
    )


def asked(scene: Scene, who: str, method: str, address: str) -> str:
    """What comes of it, as a sign."""
    return _sign(_answer(_client(scene, who), method, address), address)


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
