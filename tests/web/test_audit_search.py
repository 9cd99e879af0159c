"""Inspectors search decisions on pages: what is found, how it is told, what stays withheld, files."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL
from django.utils import translation

from cycle_engine.machine import MACHINES
from cycle_engine.models import Entry
from cycle_engine.sql.install import chained_models
from cycle_engine.sql.write import kind_of
from tests.web.visiting import Shown, Visitors
from tests.workflows.evaluation.office import Office
from tests.workflows.planning.desk import Desk
from web.audit import entries
from web.audit.words import KINDS, changes_in_words
from workflows.audit import queries, reading
from workflows.audit.models import Access


def search(visit: Visitors, status: int = 200, **asked: str | int) -> Shown:
    """What the form finds with these fields, as Indah sends it."""
    form = visit.indah.get("/inspect/")
    return visit.indah.press(form, "Search decisions", status, **asked)


def found(shown: Shown) -> int:
    return shown.html.count('<li id="entry-')


def test_nothing_is_read_before_something_is_looked_for(visit: Visitors) -> None:
    Desk(visit.agency).submitted()
    page = visit.indah.get("/inspect/")
    assert found(page) == 0
    assert not Access.objects.exists()
    assert found(search(visit)) > 0
    assert {each.what for each in Access.objects.all()} == {"inspect/"}


def test_a_decision_is_told_with_who_for_whom_by_which_letter_and_why(visit: Visitors) -> None:
    desk = Desk(visit.agency)
    plan = desk.submitted()
    desk.letter("eko", "budi", "2026-01-12", "2026-01-14")
    desk.take(plan, "return_for_revision", "eko", reason="<b>Perjelas</b> target")
    shown = search(visit, act="plan.return_for_revision")
    assert found(shown) == 1
    for said in (
        "Plan: Return for revision",
        "Submitted → Returned",
        "Plan of Ani Contoh, 2026",
        "Eko Contoh (Rater) for Budi Contoh, by letter 800/1/2026",
        "<b>Perjelas</b> target",
    ):
        assert said in shown.words, (said, shown.words)
    assert "<b>Perjelas" not in shown.html


def test_what_was_rated_is_told_in_words(visit: Visitors) -> None:
    Office(visit.agency).rated()
    shown = search(visit, act="evaluation.rate")
    for said in ("Results of work As expected", "Behaviour As expected", "Predicate Good (Baik)"):
        assert said in shown.words
    assert "as_expected" not in shown.words.split("Number and hashes")[0]


def test_every_field_narrows_the_search(visit: Visitors) -> None:
    desk, agency = Desk(visit.agency), visit.agency
    desk.submitted("eko")
    plan = desk.in_force()
    expected: dict[tuple[str, str | int], int] = {
        ("plan", plan.pk): 3,
        ("act", "plan.approve"): 1,
        ("act", "amendment"): 0,
        ("act", "unit.describe"): len(agency.units),
        ("actor", agency.budi): 1,
        ("from_state", "submitted"): 1,
        ("to_state", "submitted"): 2,
        ("since", "2026-01-13"): 0,
        ("reason", "tidak ada"): 0,
        ("period", 2025): 0,
    }
    for asked, count in expected.items():
        shown = visit.indah.get(f"/inspect/?{asked[0]}={asked[1]}")
        assert found(shown) == count, (asked, found(shown))
    assert found(search(visit, act="plan", unit=agency.units["KEC"].pk)) == 3
    assert found(search(visit, act="plan", unit=agency.units["BKPSDM"].pk)) == 0
    assert found(search(visit, act="plan", number=plan.pk)) == 3
    assert found(search(visit, act="plan", until="2026-01-11")) == 0
    assert found(search(visit, act="plan", until="2026-01-12")) == 5


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"act": "plan.fly"}, "is not one of the available choices"),
        ({"since": "yesterday"}, "Enter a valid date."),
        ({"period": "20260"}, "less than or equal to 9999"),
        ({"actor": "4711"}, "This cannot be chosen."),
        ({"number": "5"}, "Say what happened as well"),
        ({"reason": "\0"}, "Null characters are not allowed."),
    ],
)
def test_a_wrong_field_is_refused_beside_it(visit: Visitors, asked: dict[str, str], said: str) -> None:
    shown = search(visit, 422, **asked)
    assert said in shown.words
    for ending in ("csv", "jsonl"):
        ((name, value),) = asked.items()
        answer = visit.indah.client.get(f"/inspect/entries.{ending}", {name: value})
        assert answer.status_code == 422


def test_pages_lead_from_the_newest_to_the_oldest(visit: Visitors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "SOME", 7)
    Desk(visit.agency).in_force()
    page, seen = search(visit, act=""), 0
    while True:
        seen += found(page)
        if "Older ones" not in page.words:
            break
        page = visit.indah.get(page.link("Older ones"))
    assert seen == sum(1 for _entry in Entry.objects.all())
    assert found(visit.indah.get(page.link("The newest"))) == 7


def test_whoever_inspects_nothing_is_told_so(visit: Visitors) -> None:
    plan = Desk(visit.agency).submitted()
    for address in (
        "/inspect/",
        "/inspect/entries.csv",
        "/inspect/entries.jsonl",
        f"/inspect/plans/{plan.pk}/",
    ):
        for name in ("ani", "budi", "dewi", "eko"):
            getattr(visit, name).get(address, status=403)
        assert visit.indah.get(address).status == 200
    form = visit.indah.get(f"/inspect/plans/{plan.pk}/")
    visit.dewi.press(form, "Verify this chain", 403)


def test_files_hold_what_is_found_and_their_reading_is_noted(visit: Visitors) -> None:
    plan = Desk(visit.agency).in_force()
    shown = search(visit, plan=plan.pk)
    lines: Any = visit.indah.client.get(shown.link("JSON Lines"))
    steps = [json.loads(line)["step"] for line in b"".join(lines.streaming_content).splitlines()]
    assert steps == ["approve", "submit", "draft"]
    rows: Any = visit.indah.client.get(shown.link("CSV"))
    text = b"".join(rows.streaming_content).decode()
    assert text.count("\r\n") == 4 and text.startswith("id,chain,")
    assert rows.headers["Content-Disposition"] == 'attachment; filename="entries-2026-01-12.csv"'
    rows.close()
    lines.close()
    assert {"inspect/entries.csv", "inspect/entries.jsonl"} <= set(
        Access.objects.values_list("what", flat=True)
    )


def test_words_stay_withheld_from_an_inspector_who_has_a_part_in_the_matter(visit: Visitors) -> None:
    office = Office(visit.agency)
    office.grant("ani", "inspector")
    evaluation = office.opened(plan=office.in_force())
    office.take(office.assessed(evaluation), "ask_for_evidence", "budi", reason="Terbuka baginya")
    office.assessed(evaluation)
    office.rated(evaluation, recommendation="SANGAT-RAHASIA")
    page = visit.ani.get("/inspect/?act=evaluation.rate")
    assert found(page) == 1
    assert "its words are not for your eyes yet" in page.words
    assert "SANGAT-RAHASIA" not in page.html
    assert "SANGAT-RAHASIA" not in visit.ani.get(f"/inspect/plans/{evaluation.plan_id}/").html
    assert "Terbuka baginya" in visit.ani.get("/inspect/?act=evaluation.ask_for_evidence").words


def test_what_was_lawfully_removed_is_told_as_removed(visit: Visitors) -> None:
    desk = Desk(visit.agency)
    desk.take(desk.submitted(), "withdraw", "ani", reason="Rahasia pribadi")
    with visit.agency.database.owner() as owner:
        owner.execute("UPDATE engine_payload SET text = NULL, salt = ''")
    shown = search(visit, act="plan.withdraw")
    assert "What was said here was lawfully removed." in shown.words
    assert "Rahasia" not in shown.html


def test_a_search_that_takes_too_long_is_refused_with_a_way_out(
    visit: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    Desk(visit.agency).submitted()
    monkeypatch.setattr(queries, "LONGEST", "1ms")
    slow = Q(RawSQL("pg_sleep(1) IS NOT NULL", [], output_field=BooleanField()))
    monkeypatch.setattr(queries, "_about", lambda units, day: slow)
    shown = search(visit, 422, act="plan")
    assert "This search takes too long." in shown.words


def test_a_page_of_many_entries_takes_few_queries(visit: Visitors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "note_reads", lambda *read: None)  # written when the page has gone
    desk, counts = Desk(visit.agency), []
    for several in (["ani"], ["budi", "citra", "eko", "dewi"]):
        for name in several:
            desk.submitted(name)
        counts.append(visit.indah.queries("/inspect/?act=plan"))
    assert counts[0] == counts[1] <= 12, counts
    assert visit.indah.queries("/inspect/") <= 12


def test_a_search_is_told_in_words_and_can_be_changed(visit: Visitors) -> None:
    plan = Desk(visit.agency).submitted()
    shown = search(visit, act="plan.submit", since="2026-01-05", actor=visit.agency.ani, plan=plan.pk)
    assert "What happened Sign and submit From day 5 January 2026" in shown.words
    assert "Who acted Ani Contoh" in shown.words
    form = visit.indah.get(shown.link("Change the search")).form("Search decisions").fields
    assert (form["act"], form["since"], form["actor"]) == (
        ["plan.submit"],
        ["2026-01-05"],
        [str(visit.agency.ani)],
    )


def test_every_kind_of_thing_with_entries_has_a_word() -> None:
    rooms = [each for each in chained_models() if each.__module__.startswith(("workflows.", "directory."))]
    machines = {kind for kind, each in MACHINES.items() if each.model.__module__.startswith("workflows.")}
    assert set(KINDS) == {kind_of(each) for each in rooms} | machines


def test_what_a_sheet_has_told_of_a_thing_in_several_rows_is_told_row_by_row() -> None:
    notes = [{"number": 1, "why": "Mutasi"}, {"number": 2}]
    with translation.override("en"):
        told = list(changes_in_words({"notes": notes}))
    assert told == [("Revision", "1"), ("Why", "Mutasi"), ("Revision", "2")]
