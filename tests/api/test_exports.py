"""Sheets of what a person may see."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from api.v1 import exports
from api.v1.http import Api
from api.v1.rows.columns import Columns
from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.record import record
from directory import workbooks
from directory.dated import DAY
from directory.models import PersonRow
from tests.api.asking import Asking, Client, code
from tests.api.crowd import drafts, mixed
from tests.api.sheets import ENDINGS, EXPORTS, grid, sheet
from tests.workflows.evaluation.office import Q1, Office
from workflows.audit.models import Access


def rename(ask: Asking, name: str, called: str) -> None:
    """Call a person otherwise from today on."""
    today = datetime.date(2026, 1, 12)
    person = ask.agency.people[name]
    changes = Changes([PersonRow(person=person, name=called, kind="PNS", valid_from=today)])
    changes.change(PersonRow.objects.get(person=person), valid_to=today - DAY)
    record([person], "describe", changes, actor=Actor.clock(), notes=[{}])


# What stands in them


def test_a_sheet_of_plans_says_what_the_list_says(ask: Asking) -> None:
    ask.in_force()
    (shown,) = ask.ani.read("plans/")["results"]
    for ending in ENDINGS:
        (row,) = sheet(ask.ani, f"plans.{ending}")
        assert row["Plan (id)"] == shown["id"]
        assert (row["Employee"], row["Post"]) == ("Ani Contoh", "Pengelola Layanan Operasional")
        assert (row["Unit"], row["State"]) == ("Unit KEC-PEL", "In force")
        assert (row["Rater"], row["Rater's superior"]) == ("Budi Contoh", "Citra Contoh")
        assert (str(row["First day"]), str(row["In force from"])) == ("2026-01-01", "2026-01-12")
        assert (row["Signed by the employee"], row["Late"]) == ("yes", "no")


def test_headings_are_in_the_readers_language_and_in_one_order(ask: Asking) -> None:
    for what in EXPORTS:
        query = f"?cycle={ask.agency.cycle.pk}" if what == "progress" else ""
        english = [grid(ask.dewi, f"{what}.{end}{query}", **{"Accept-Language": "en"})[0] for end in ENDINGS]
        with translation.override("en"):
            assert english[0] == english[1] == [str(each.heading) for each in _columns(what)]
        assert len(set(english[0])) == len(english[0])


def _columns(what: str) -> Columns:
    return next(each.columns for each in exports.EXPORTS if each.name == what)


def test_no_cell_is_taken_for_a_formula(ask: Asking) -> None:
    rename(ask, "ani", '=HYPERLINK("http://evil.example";"Ani")')
    ask.drafted()
    (row,) = sheet(ask.ani, "plans.csv")
    assert row["Employee"] == '\'=HYPERLINK("http://evil.example";"Ani")'
    (row,) = sheet(ask.ani, "plans.xlsx")
    assert (
        row["Employee"] == '=HYPERLINK("http://evil.example";"Ani")'
    )  # a text, as calamine reads no formula


def test_people_come_with_their_nip_and_where_they_serve(ask: Asking, office: Office) -> None:
    office.exempt("eko")
    people = {row["Name"]: row for row in sheet(ask.dewi, "people.csv")}
    assert set(people) == {f"{name.title()} Contoh" for name in ask.agency.people}
    eko = people["Eko Contoh"]
    assert eko["NIP"] == ask.agency.people["eko"].nip
    assert (eko["Post"], eko["Unit"]) == ("Administrator Database", "Unit DUKCAPIL")
    assert eko["Outside the scheme"] == "Unpaid leave (CLTN)"
    assert [row["Name"] for row in sheet(ask.ani, "people.csv")] == ["Ani Contoh"]


def test_letters_name_the_post_and_both_people(ask: Asking, office: Office) -> None:
    office.letter("eko", "budi", "2026-01-12", "2026-01-14")
    (row,) = sheet(ask.dewi, "letters.xlsx")
    assert (row["Issuer"], row["Stand-in"]) == ("Citra Contoh", "Eko Contoh")
    assert (row["Post"], str(row["Last day"])) == ("Kepala Seksi Pelayanan", "2026-01-14")
    assert sheet(ask.ani, "letters.csv") == []


def test_evaluations_and_appeals_say_what_came_of_them(ask: Asking, office: Office) -> None:
    appeal = office.filed()
    (row,) = sheet(ask.ani, "evaluations.csv")
    assert (row["Period"], row["Predicate"]) == (Q1, "Good (Baik)")
    assert (row["Rating of results"], row["Rated by"]) == ("As expected", "Budi Contoh")
    (row,) = sheet(ask.citra, "appeals.csv")
    assert (row["Appeal (id)"], row["Employee"]) == (str(appeal.pk), "Ani Contoh")
    assert (row["Decided by"], row["Decided at"]) == ("Citra Contoh", "")


def test_managers_see_who_is_late_and_why(ask: Asking, office: Office) -> None:
    office.drafted()
    office.at("2026-02-03 09:00")
    (row,) = sheet(ask.dewi, "late.csv")
    assert (row["Who is late"], row["As"]) == ("Ani Contoh", "Employee appraised")
    assert (row["What is awaited"], row["Last day"]) == ("Sign and submit", "2026-01-31")
    assert (row["Days late"], row["Record"], row["State"]) == ("3", "Plan", "Draft")
    assert row["Whose turn it is now"] == "Ani Contoh, Budi Contoh"
    assert sheet(ask.dewi, f"late.csv?unit={ask.agency.units['DUKCAPIL'].pk}") == []
    assert len(sheet(ask.dewi, f"late.csv?unit={ask.agency.units['KEC'].pk}")) == 1


def test_progress_counts_what_the_cycle_counts(ask: Asking, office: Office) -> None:
    office.opened()
    ask.drafted("eko")
    cycle = ask.agency.cycle.pk
    counted = ask.dewi.read(f"cycles/{cycle}/progress/")
    rows = sheet(ask.dewi, f"progress.csv?cycle={cycle}")
    plans = [row for row in rows if row["Record"] == "Plan"]
    assert sum(int(row["How many"]) for row in plans) == counted["plans"] == 2
    assert sum(int(row["Late"]) for row in plans) == 1  # Eko's
    (evaluation,) = [row for row in rows if row["Record"] != "Plan"]
    assert (evaluation["Unit"], evaluation["Period"], evaluation["How many"]) == ("Unit KEC-PEL", Q1, "1")
    assert code(ask.dewi.get("exports/progress.csv")) == (400, "invalid")


# Who sees what


def test_nobody_sees_more_in_a_sheet_than_in_a_list(ask: Asking, office: Office) -> None:
    office.filed()
    for name in ("ani", "budi", "citra", "dewi", "eko", "indah"):
        client = getattr(ask, name)
        for what in ("plans", "evaluations", "appeals", "people", "letters"):
            for ending in ENDINGS:
                assert len(sheet(client, f"{what}.{ending}")) == len(client.read(f"{what}/")["results"]), what
    assert sheet(ask.eko, "plans.csv") == sheet(ask.eko, "evaluations.csv") == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_only_who_manages_is_told_who_is_late_and_nobody_else_how_far_others_are(
    ask: Asking, ending: str
) -> None:
    cycle = f"?cycle={ask.agency.cycle.pk}"
    for name in ("ani", "budi", "citra", "eko", "indah"):
        assert code(getattr(ask, name).get(f"exports/late.{ending}")) == (403, "not_your_turn")
    for name in ("ani", "budi", "citra", "eko"):
        assert code(getattr(ask, name).get(f"exports/progress.{ending}{cycle}")) == (403, "not_your_turn")
    assert sheet(ask.indah, f"progress.{ending}{cycle}") == []
    for what in EXPORTS:
        assert code(Client().get(f"exports/{what}.{ending}")) == (401, "not_signed_in")


def test_the_filters_are_those_of_the_list(ask: Asking) -> None:
    ask.in_force()
    ask.drafted("eko")
    unit = ask.agency.units["DUKCAPIL"].pk
    for query in ("", "?state=drafting", f"?unit={unit}", "?late=true", "?ordering=-id", "?state=void"):
        listed = [each["id"] for each in ask.dewi.read(f"plans/{query}")["results"]]
        assert [row["Plan (id)"] for row in sheet(ask.dewi, f"plans.csv{query}")] == listed, query
    for query in ("page_size=5", "cursor=x", "colour=red", "state=lost"):
        answer = ask.dewi.get(f"exports/plans.csv?{query}")
        assert code(answer) == (400, "invalid")
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_what_an_inspector_has_read_by_a_sheet_is_noted(ask: Asking, office: Office) -> None:
    office.drafted()
    office.at("2026-02-16 09:00")
    for name in ("dewi", "budi", "indah"):
        for ending in ENDINGS:
            sheet(getattr(ask, name), f"plans.{ending}")
    noted = Access.objects.order_by("pk").values_list("reader", "person", "what")
    indah, ani = ask.agency.indah, ask.agency.ani
    assert list(noted) == [(indah, ani, f"exports/plans.{ending}") for ending in ENDINGS]


# How much


def test_many_rows_take_no_more_queries_than_few(ask: Asking) -> None:
    counts: dict[str, list[int]] = {}
    for years in (range(2027, 2031), range(2031, 2047)):
        ask.agency.at("2026-03-02 09:00")
        mixed(ask.agency, years)
        ask.agency.at("2048-06-02 09:00")
        for what in ("plans", "late"):
            sheet(ask.dewi, f"{what}.csv")  # what dated rows say is remembered from now on
            with CaptureQueriesContext(connection) as queries:
                assert len(sheet(ask.dewi, f"{what}.csv")) >= len(years) / 2
            counts.setdefault(what, []).append(len(queries))
    assert all(few == many for few, many in counts.values()), counts


def test_a_sheet_is_sent_while_it_is_made(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts(ask.agency, "eko", range(2030, 2037))
    monkeypatch.setattr(exports, "CHUNK", 3)
    chunks: list[int] = []
    plans = next(each for each in exports.EXPORTS if each.name == "plans")
    shown = plans.show

    def counting(rows: list[object], view: Api) -> list[object]:
        chunks.append(len(rows))
        return shown(rows, view)

    monkeypatch.setitem(plans.__dict__, "show", counting)
    answer = ask.eko.get("exports/plans.csv")
    pieces = iter(answer.streaming_content)
    next(pieces)
    assert chunks == [3]
    assert len(list(pieces)) >= 6
    assert chunks == [3, 3, 1]


def test_a_workbook_that_would_be_too_long_is_refused_in_words(
    ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts(ask.agency, "eko", range(2030, 2033))
    monkeypatch.setattr(workbooks, "MOST", 2)
    answer = ask.eko.get("exports/plans.xlsx", **{"Accept-Language": "en"})
    assert code(answer) == (422, "rules_broken")
    (blocker,) = answer.json()["blockers"]
    assert blocker["rule"] == "ours:workbook_rows"
    assert "3" in blocker["message"] and "CSV" in blocker["message"]
    assert len(sheet(ask.eko, "plans.csv")) == 3
