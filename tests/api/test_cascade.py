"""Matrices, coverage and the tree over HTTP, and the notice to who serves a result that has changed."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.commands import relay
from tests.api.asking import Asking, Client
from tests.api.sheets import content
from tests.api.test_accesses import whats
from tests.workflows.evaluation.office import Office
from tests.workflows.planning.line import Line

ROLE = {"column": "r2", "text": "Loket tanpa antrean"}


def unit(ask: Asking, code: str) -> str:
    return str(ask.agency.units[code].pk)


def person(ask: Asking, name: str) -> str:
    return str(ask.agency.people[name].pk)


def cells(row: dict[str, Any]) -> list[tuple[str, str, list[str], int]]:
    return [
        (each["state"], each["text"], [one["item"] for one in each["results"]], each["hidden"])
        for each in row["cells"]
    ]


def queries(client: Client, address: str) -> int:
    """How many queries the address asks when it is asked again."""
    client.read(address)
    with CaptureQueriesContext(connection) as found:
        client.read(address)
    return len(found)


def test_a_matrix_is_read_set_and_taken_along_as_a_sheet(ask: Asking, office: Office) -> None:
    line = Line(office)
    address = f"matrices/{unit(ask, 'KEC-PEL')}/"
    role = {"employee": person(ask, "ani")} | ROLE
    assert ask.ani.put(address, {"cells": [role]}).status_code == 403
    assert ask.eko.put(address, {"cells": [role]}).status_code == 404
    assert ask.budi.put(address, {"cells": [role | {"column": "r8"}]}).json()["code"] == "rules_broken"
    assert ask.budi.put(address, {"cells": [{"column": "r1"}]}).status_code == 400
    shown = ask.budi.put(address, {"cells": [role, role | {"column": "r1", "text": ""}]}).json()
    assert shown["leader"]["name"] == "Budi Contoh"
    assert [each["id"] for each in shown["columns"]] == ["r1", "r2"]
    (row,) = shown["rows"]
    assert cells(row) == [("no_role", "", [], 0), ("role", ROLE["text"], [], 0)]

    cell = row["cells"][1]["id"]
    line.ani(r2={"cell": cell})
    (row,) = ask.ani.read(address)["rows"]
    assert cells(row) == [("no_role", "", ["r1"], 0), ("role", ROLE["text"], ["r2"], 0)]
    assert ask.eko.get(address).status_code == 404
    assert ask.dewi.get(f"{address}?team={person(ask, 'eko')}").status_code == 404
    assert ask.dewi.get(f"{address}?cycle=77").status_code == 404

    sheet = content(ask.indah.get(f"matrices/{unit(ask, 'KEC-PEL')}.csv")).decode()
    assert "Ani Contoh,Pengelola Layanan Operasional," in sheet
    assert ROLE["text"] in sheet
    assert content(ask.budi.get(f"matrices/{unit(ask, 'KEC-PEL')}.xlsx"))[:2] == b"PK"
    assert "matrices/{id}.csv" in whats(ask.ani)
    assert ask.budi.get(f"plans/{line.budi.pk}/forms/A.1.5.pdf").content.startswith(b"%PDF")
    assert ask.budi.get(f"plans/{line.budi.pk}/forms/A.1.3.pdf").json()["code"] == "no_such_form"
    assert ask.eko.get(f"plans/{line.budi.pk}/forms/A.1.5.pdf").status_code == 404


def test_coverage_is_for_who_manages_inspects_or_leads(ask: Asking, office: Office) -> None:
    line = Line(office)
    line.ani()
    address = f"coverage/?unit={unit(ask, 'KEC')}"
    assert ask.ani.get(address).status_code == 403
    assert ask.budi.get(address).status_code == 404
    assert ask.budi.get(f"coverage/?unit={unit(ask, 'KEC-PEL')}").status_code == 200
    found = ask.citra.read(f"{address}&cycle={ask.agency.cycle.pk}")
    assert [each["item"] for each in found["indicator_unserved"]["first"]] == ["IKU-2"]
    assert (found["indicator_without_post"]["count"], found["indicator_without_post"]["of"]) == (1, 2)
    unserved = [(each["employee"]["name"], each["item"]) for each in found["result_unserved"]["first"]]
    assert unserved == [("Citra Contoh", "r2"), ("Budi Contoh", "r2")]
    assert {each["serves"] for each in found["result_serves_nothing"]["first"]} == {"Camat"}
    content(ask.indah.get(address)).decode()
    assert whats(ask.ani) == ["coverage/"]

    few = queries(ask.dewi, address)
    for number in range(5):
        line.indicator(f"IKU-1{number}")
    assert queries(ask.dewi, address) == few


def test_the_tree_is_walked_over_http(ask: Asking, office: Office) -> None:
    line = Line(office)
    ani = line.ani()
    top = ask.ani.read("cascade/")
    assert [each["code"] for each in top["below"] if each["kind"] == "goal"] == ["G-1"]
    leaf = ask.ani.read(f"cascade/?plan={ani.pk}&item=r1.i1")
    assert [each["kind"] for each in leaf["path"]] == ["goal", "goal", "key_indicator", *["result"] * 3]
    assert leaf["path"][4]["employee"]["name"] == "Budi Contoh"
    below = ask.eko.read("cascade/?key_indicator=IKU-1")
    assert (below["below"], below["hidden"]) == ([], 1)
    assert ask.eko.get(f"cascade/?plan={ani.pk}&item=r1").status_code == 404
    assert ask.ani.get("cascade/?cycle=77").status_code == 404
    content(ask.indah.get(f"cascade/?plan={ani.pk}&item=r1"))
    assert whats(ask.ani) == ["cascade/"]


def test_who_serves_a_changed_result_is_told_and_reads_what_changed(ask: Asking, office: Office) -> None:
    line = Line(office)
    ani = line.ani()
    (served,) = ask.ani.read(f"plans/{ani.pk}/serves/")
    assert (served["item"], served["leader"]["name"], served["changed_at"]) == ("r1", "Budi Contoh", None)
    line.budi_says("Terlayaninya pemohon KTP dalam sehari")
    relay()
    (notice,) = [
        each for each in ask.ani.read("notifications/")["results"] if each["kind"] == "amendment.approve"
    ]
    assert notice["link"] == "/cascade/changed/"
    assert "Budi" not in notice["text"]
    (served,) = ask.ani.read(f"plans/{ani.pk}/serves/")
    assert served["before"]["text"] == "Terlayaninya pemohon KTP"
    assert served["now"]["text"] == "Terlayaninya pemohon KTP dalam sehari"
    assert served["changed_at"].startswith("2026-01-12T")
    assert ask.ani.get(f"plans/{line.budi.pk}/").status_code == 404
    assert ask.eko.get(f"plans/{ani.pk}/serves/").status_code == 404
