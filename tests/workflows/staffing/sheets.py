"""Imports of the small agency: sheets as texts, sent by a person, looked at and applied by the jobs."""

from __future__ import annotations

import datetime
from typing import Any

from cycle_engine.actors import Actor
from directory.models import Person
from tests.agency import Agency
from workflows.jobs.commands import run_waiting
from workflows.staffing import imports
from workflows.staffing.imports import SentSheet
from workflows.staffing.models import Import, ImportLine

HEADERS = {
    "units": "code,name,parent_code,timezone,work_week",
    "posts": "code,title,unit_code,superior_code,rater_code,level,heads_unit,independent_unit_head,top",
    "people": (
        "nip,name,kind,email,username,rank,post_code,from,to,"
        "exempt_cause,exempt_from,exempt_to,contract_number,contract_from,contract_to"
    ),
    "capacities": "username,capacity,unit_code,from,to",
}
TODAY = datetime.date(2026, 1, 12)


def unit(code: str, parent: str = "KAB", name: str = "") -> str:
    return f"{code},{name or f'Unit {code}'},{parent},Asia/Jakarta,5"


def post(code: str, unit: str, superior: str = "", rater: str = "") -> str:
    return f"{code},Jabatan {code},{unit},{superior},{rater},pelaksana,no,no,none"


def person(
    nip: str, name: str, post: str = "", since: str = "2026-01-12", last: str = "", **more: str
) -> str:
    user = name.lower()
    email = more.get("email", f"{user}@example.org")
    return f"{nip},{name} Contoh,PNS,{email},{user},,{post},{since if post else ''},{last}{',' * 6}"


def known(
    agency: Agency, name: str, post: str = "", since: str = "2020-01-01", last: str = "", **more: str
) -> str:
    """The row of a person of the agency: in the post that is held, unless another is said."""
    held = post or f"POST-{name.upper()}"
    return person(Person.objects.get(pk=agency.people[name].pk).nip, name.title(), held, since, last, **more)


def nip(serial: int) -> str:
    """A number that nobody has."""
    return f"199001012015011{serial:03}"


def sent(
    agency: Agency,
    by: str = "dewi",
    *,
    complete: bool = False,
    day: datetime.date = TODAY,
    **sheets: list[str],
) -> Import:
    """An import with its preview."""
    files = {
        kind: SentSheet(f"{kind}.csv", "\n".join([HEADERS[kind], *rows, ""]).encode())
        for kind, rows in sheets.items()
    }
    made = imports.start_import(files, day, Actor.of(agency.people[by].pk), complete=complete)
    run_waiting()
    return Import.objects.get(pk=made.pk)


def applied(found: Import, **wish: Any) -> Import:
    imports.apply_import(found.pk, Actor.of(found.requested_by_id), **wish)
    run_waiting()
    return Import.objects.get(pk=found.pk)


def wrong(found: Import) -> list[tuple[str, int, str]]:
    """The places of what is wrong."""
    lines = ImportLine.objects.filter(of=found, kind="wrong").order_by("sheet", "row", "column")
    return list(lines.values_list("sheet", "row", "column"))


def rules(found: Import) -> list[tuple[int, str]]:
    """The rules that are broken, by row."""
    lines = ImportLine.objects.filter(of=found, kind="wrong").order_by("row")
    return list(lines.values_list("row", "rule"))


def tally(found: Import, sheet: str) -> dict[str, int]:
    """What the rows of a sheet do, as far as they do it."""
    counts: dict[str, int] = found.summary["sheets"][sheet]
    return {kind: count for kind, count in counts.items() if count and kind != "rows"}
