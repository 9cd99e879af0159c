"""The ledger over HTTP for inspectors: filters, pages, what an entry says, files."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cycle_engine.models import Entry
from tests.agency import Agency
from tests.api.asking import Asking, Client, code
from tests.wire import traced
from tests.workflows.planning.desk import Desk
from workflows.audit import queries


def entries(client: Client, query: str = "") -> list[dict[str, Any]]:
    return list(client.read(f"audit/entries/?page_size=200&{query}")["results"])


def steps(client: Client, query: str) -> list[str]:
    """The steps that are found, oldest first."""
    return [each["step"] for each in reversed(entries(client, query))]


def file(client: Client, name: str) -> Any:
    answer = client.get(f"audit/{name}")
    assert answer.status_code == 200, answer.content
    return answer


def content(client: Client, name: str) -> str:
    return b"".join(file(client, name).streaming_content).decode()


def rows(client: Client, query: str = "") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(client, f"entries.csv?{query}"), newline="")))


def crowded(agency: Agency, count: int) -> None:
    """So many more entries of Ani's plan, as a long life would leave."""
    with agency.database.owner() as owner:
        owner.execute(
            """
            WITH pattern AS (SELECT * FROM engine_entry WHERE chain = 'plan' ORDER BY seq DESC LIMIT 1), made AS (
                INSERT INTO engine_entry
                SELECT nextval('engine_entry_id_seq'), chain, chain_id, seq + n, record, record_id, step,
                    from_state, to_state, capacity, actor, on_behalf_of, letter, unit, at, recorded_at, request_id,
                    rule_set, version_before + n, version_after + n, commitment, previous_hash, hash
                FROM pattern, generate_series(1, %s) AS n RETURNING id
            )
            INSERT INTO engine_payload SELECT id, '', '{"reason":"Catatan dinas"}' FROM made
            """,
            [count],
        )


# What is found


def test_an_entry_says_all_that_the_ledger_knows(ask: Asking) -> None:
    plan = ask.submitted()
    ask.budi.post(f"{plan}steps/return_for_revision/", {"reason": "Perjelas", "remarks": []}, 2)
    *_others, before, kept = Entry.objects.filter(chain="plan").order_by("pk")
    (entry,) = entries(ask.indah, "step=return_for_revision&record=plan")
    agency = ask.agency
    changes = entry.pop("changes")
    assert changes == {
        name: value for name, value in json.loads(kept.payload.text or "{}").items() if name != "reason"
    }
    assert entry == {
        "id": str(kept.pk),
        "chain": "plan",
        "chain_id": plan.split("/")[1],
        "seq": 3,
        "record": "plan",
        "record_id": plan.split("/")[1],
        "step": "return_for_revision",
        "label": "Kembalikan",
        "from": "submitted",
        "to": "returned",
        "version_before": 2,
        "version_after": 3,
        "capacity": "rater",
        "actor": {"id": str(agency.budi), "name": "Budi Contoh"},
        "on_behalf_of": None,
        "letter": None,
        "unit": {"id": str(agency.units["KEC-PEL"].pk), "name": "Unit KEC-PEL"},
        "at": entry["at"],
        "recorded_at": entry["recorded_at"],
        "reason": "Perjelas",
        "emptied": False,
        "withheld": False,
        "request_id": kept.request_id,
        "rule_set": kept.rule_set,
        "commitment": bytes(kept.commitment).hex(),
        "previous_hash": bytes(before.hash).hex(),
        "hash": bytes(kept.hash).hex(),
    }


def test_an_entry_of_the_directory_has_a_label_and_no_states(ask: Asking) -> None:
    address = f"audit/entries/?record=person:{ask.agency.ani}"
    (entry,) = ask.indah.get(address, **{"Accept-Language": "en"}).json()["results"]
    assert (entry["step"], entry["label"]) == ("describe", "Describe")
    assert (entry["from"], entry["to"], entry["version_after"], entry["unit"]) == ("", "", None, None)


def test_a_stand_in_is_shown_with_whom_he_stands_in_for_and_by_which_letter(ask: Asking) -> None:
    plan = ask.submitted()
    letter = Desk(ask.agency).letter("eko", "budi", "2026-01-12", "2026-01-14")
    done = ask.eko.post(f"{plan}steps/approve/", {"revision": ask.submitted_hash(plan)}, 2)
    assert done.status_code == 200
    (entry,) = entries(ask.indah, "step=approve")
    assert (entry["actor"]["name"], entry["on_behalf_of"]["name"]) == ("Eko Contoh", "Budi Contoh")
    assert entry["letter"] == str(letter.pk)


def test_what_was_lawfully_removed_is_shown_as_removed(ask: Asking) -> None:
    plan = ask.submitted()
    ask.ani.post(f"{plan}steps/withdraw/", {"reason": "Rahasia pribadi"}, 2)
    with ask.agency.database.owner() as owner:
        owner.execute("UPDATE engine_payload SET text = NULL, salt = ''")
    (entry,) = entries(ask.indah, "step=withdraw")
    assert (entry["reason"], entry["changes"], entry["emptied"]) == ("", {}, True)
    assert len(entry["hash"]) == len(entry["commitment"]) == 64
    (row,) = rows(ask.indah, "step=withdraw")
    assert (row["reason"], row["emptied"]) == ("", "true")


def test_every_filter_is_understood(ask: Asking) -> None:
    ask.submitted("eko")
    plan = ask.in_force().split("/")[1]
    agency = ask.agency
    whole = ["draft", "submit", "approve"]
    born, submitted, _approved = Entry.objects.filter(chain="plan", chain_id=plan).order_by("seq")
    at = submitted.at.isoformat().replace("+", "%2B")
    for query, expected in {
        f"plan={plan}": whole,
        f"plan={plan}&period=2026": whole,
        f"plan={plan}&period=2025": [],
        f"plan={plan}&actor={agency.budi}": ["approve"],
        f"plan={plan}&actor={agency.citra}": [],
        f"record=plan&unit={agency.units['KEC'].pk}": whole,
        f"record=plan&unit={agency.units['BKPSDM'].pk}": [],
        f"record=plan:{plan}": whole,
        f"record=amendment:{plan}": [],
        "record=plan&step=approve": ["approve"],
        "from_state=submitted": ["approve"],
        "to_state=in_force": ["approve"],
        f"plan={plan}&since={at}": ["submit", "approve"],
        f"plan={plan}&until={at}": ["draft"],
        f"plan={plan}&reason=tidak+ada": [],
    }.items():
        assert steps(ask.indah, query) == expected, query
    assert born.at < submitted.at


def test_a_reason_is_found_by_its_words(ask: Asking) -> None:
    plan = ask.submitted()
    ask.ani.post(f"{plan}steps/withdraw/", {"reason": "Salah ketik pada target"}, 2)
    assert steps(ask.indah, "reason=SALAH+KETIK") == ["withdraw"]
    assert steps(ask.indah, "reason=salah+tik") == []


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("colour=red", "colour"),
        ("chain=plan", "chain"),
        ("ordering=at", "ordering"),
        ("actor=budi", "actor"),
        ("unit=KEC", "unit"),
        ("plan=1%00", "plan"),
        ("record=plan:x", "record"),
        ("record=plan:1%0A", "record"),
        ("record=:1", "record"),
        ("record=Plan", "record"),
        (f"record=plan:{10**18}", "record"),
        ("period=soon", "period"),
        ("period=20260", "period"),
        ("since=yesterday", "since"),
        ("until=2026-13-01T00:00:00Z", "until"),
        ("reason=%00", "reason"),
    ],
)
def test_an_unknown_filter_is_invalid_in_lists_and_in_files(ask: Asking, query: str, place: str) -> None:
    for address in ("entries/", "entries.csv", "entries.jsonl"):
        answer = ask.indah.get(f"audit/{address}?{query}")
        assert code(answer) == (400, "invalid")
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert set(answer.json()["errors"]) == {place}


def test_a_file_has_no_pages(ask: Asking) -> None:
    assert code(ask.indah.get("audit/entries.csv?page_size=5")) == (400, "invalid")
    assert code(ask.indah.get("audit/entries/?page_size=201")) == (400, "invalid")
    assert code(ask.indah.get("audit/entries/?cursor=abc")) == (400, "invalid")


def test_whoever_inspects_nothing_is_told_so(ask: Asking) -> None:
    ask.submitted()
    for address in ("entries/", "entries.csv", "entries.jsonl"):
        for name in ("ani", "budi", "citra", "dewi", "eko"):
            assert code(getattr(ask, name).get(f"audit/{address}")) == (403, "not_your_turn"), name
        assert code(Client().get(f"audit/{address}")) == (401, "not_signed_in")
        assert ask.indah.get(f"audit/{address}").status_code == 200


def test_a_search_that_takes_too_long_is_refused_with_a_way_out(
    ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask.drafted()
    crowded(ask.agency, 20_000)
    monkeypatch.setattr(queries, "LONGEST", "1ms")
    answer = ask.indah.get("audit/entries/?reason=tidak+ada")
    assert code(answer) == (422, "rules_broken")
    assert answer.json()["blockers"][0]["rule"] == "ours:narrow_search"


def test_pages_lead_through_all_entries_newest_first(ask: Asking) -> None:
    ask.submitted("eko")
    ask.in_force()
    everything = [each["id"] for each in entries(ask.indah)]
    assert everything == sorted(everything, key=int, reverse=True)
    page = ask.indah.read("audit/entries/?page_size=7")
    walked = [each["id"] for each in page["results"]]
    while page["next"]:
        page = ask.indah.read(page["next"])
        walked += [each["id"] for each in page["results"]]
    assert walked == everything
    assert len(ask.indah.read(page["previous"])["results"]) == 7


def test_two_hundred_entries_take_no_more_queries_than_three(ask: Asking) -> None:
    plan = ask.in_force().split("/")[1]
    crowded(ask.agency, 200)
    counts = []
    for size in (3, 200):
        address = f"audit/entries/?plan={plan}&page_size={size}"
        ask.indah.read(address)
        with CaptureQueriesContext(connection) as asked:
            assert len(ask.indah.read(address)["results"]) == size
        counts.append(len(asked))
    assert counts[0] == counts[1]


# Files


def test_lines_of_json_are_what_the_list_shows(ask: Asking) -> None:
    ask.in_force()
    ask.submitted("eko")
    for query in ("", f"actor={ask.agency.budi}", "reason=tidak+ada"):
        lines = content(ask.indah, f"entries.jsonl?{query}").splitlines()
        assert [json.loads(line) for line in lines] == entries(ask.indah, query), query
    answer = file(ask.indah, "entries.jsonl")
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="entries-2026-01-12.jsonl"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_rows_of_csv_hold_the_same(ask: Asking) -> None:
    ask.in_force()
    shown, written = entries(ask.indah, "record=plan"), rows(ask.indah, "record=plan")
    assert len(shown) == len(written) == 3
    for entry, row in zip(shown, written, strict=True):
        for name in ("actor", "on_behalf_of", "unit"):
            who = entry.pop(name) or {"id": "", "name": ""}
            assert (row.pop(name), row.pop(f"{name}_name")) == (who["id"], who["name"])
        assert json.loads(row.pop("changes")) == entry.pop("changes")
        for name in ("emptied", "withheld"):
            assert (row.pop(name), entry.pop(name)) == ("false", False)
        assert row.pop("at")[:19] == entry.pop("at")[:19]
        assert row.pop("recorded_at")[:19] == entry.pop("recorded_at")[:19]
        assert row == {name: "" if value is None else str(value) for name, value in entry.items()}
    answer = file(ask.indah, "entries.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="entries-2026-01-12.csv"'


def test_files_are_asked_for_by_their_own_media_types(ask: Asking) -> None:
    for name, media_type in {"csv": "text/csv", "jsonl": "application/x-ndjson"}.items():
        for accepted in (media_type, "text/html, */*;q=0.8"):
            assert ask.indah.get(f"audit/entries.{name}", Accept=accepted).status_code == 200
        assert code(ask.indah.get(f"audit/entries.{name}", Accept="text/html")) == (406, "not_acceptable")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_spreadsheet_takes_a_reason_for_a_formula(ask: Asking, start: str) -> None:
    formula = f'{start}HYPERLINK("https://elsewhere.example","klik"),\n2'
    plan = ask.submitted()
    done = ask.ani.post(f"{plan}steps/withdraw/", {"reason": formula}, 2)
    assert done.status_code == 200
    assert [row["reason"] for row in rows(ask.indah, "step=withdraw")] == [f"'{formula}"]
    assert [each["reason"] for each in entries(ask.indah, "step=withdraw")] == [formula]


each_file = pytest.mark.parametrize("name", ["entries.csv", "entries.jsonl"])


@each_file
def test_a_file_asks_the_ledger_once(ask: Asking, name: str) -> None:
    ask.drafted()
    crowded(ask.agency, 3_000)
    with traced() as wire:
        written = content(ask.indah, f"{name}?step=draft")
    assert written.count("Catatan dinas") == 3_000
    assert sum("engine_payload" in message[-1] for message in wire.messages) == 1


@each_file
def test_a_file_of_many_entries_takes_little_memory(ask: Asking, name: str) -> None:
    ask.drafted()
    content(ask.indah, name)
    peaks = []
    for count in (2_000, 4_000):
        crowded(ask.agency, count)
        tracemalloc.start()
        length = sum(len(part) for part in file(ask.indah, f"{name}?step=draft").streaming_content)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert length > count * 400
    assert peaks[1] < peaks[0] * 1.1, peaks
