"""The demo by its command: it tells one story, says what happened, serves, and touches nothing that is not a demo."""

from __future__ import annotations

import csv
import datetime
import re
from typing import TYPE_CHECKING, Any

import httpx
import psycopg
from django.db import connection
from django.test import Client
from pytest_django import DjangoDbBlocker

from cycle_engine.actors import Actor
from directory.commands import put_units
from directory.models import Unit
from directory.rows import UnitData
from tests import databases
from tests.databases import Database
from tests.demo.year import ROOT, served, tell

if TYPE_CHECKING:
    from tests.demo.year import Year

PLANS = {
    "appraised": 113,
    "closed": 78,
    "ended": 10,
    "final_appraisal": 3,
    "void": 2,
    "under_appeal": 1,
}
PLAN_STEPS = {
    "draft": 207,
    "submit": 305,
    "withdraw": 39,
    "return_for_revision": 62,
    "approve": 202,
    "set_by_superior": 2,
    "set_unsigned": 1,
    "open_mid_year_review": 194,
    "complete_mid_year_review": 193,
    "open_final_appraisal": 192,
    "deliver": 193,
    "appeal": 2,
    "conclude_appeal": 1,
    "reopen": 2,
    "close": 79,
    "end_early": 13,
    "take_over_result": 1,
    "reassign_rater": 29,
    "hold": 3,
    "resume": 2,
    "void": 2,
}
AMENDMENTS = {
    "approved": 61,
    "cancelled": 5,
}
REMARKS = {
    "resolved": 65,
}
EVALUATIONS = {
    "settled": 820,
    "delivered": 87,
    "acknowledged": 59,
    "self_assessed": 3,
    "excused": 2,
    "contested": 1,
}
EVALUATION_STEPS = {
    "open": 972,
    "self_assess": 934,
    "ask_for_evidence": 1,
    "rate": 968,
    "rate_by_superior": 1,
    "ask_to_reconsider": 1,
    "sign": 967,
    "sign_by_superior": 1,
    "deliver": 968,
    "receive": 959,
    "acknowledge": 622,
    "settle": 815,
    "contest": 6,
    "resolve": 5,
    "recall": 2,
    "propose_earlier_result": 1,
    "adopt_earlier_result": 1,
    "report": 964,
    "excuse": 4,
    "reopen": 2,
}
APPEALS = {
    "amended": 2,
    "confirmed": 1,
    "dismissed": 1,
    "filed": 1,
    "withdrawn": 1,
}
APPEAL_STEPS = {
    "file": 6,
    "explain": 2,
    "lapse_explanation": 2,
    "record_hearing": 3,
    "confirm": 1,
    "amend": 2,
    "dismiss": 1,
    "withdraw": 1,
    "appoint_decider": 1,
}


COMPLAINTS = {
    "closed": 4,
    "answered": 1,
    "assigned": 1,
    "dismissed": 1,
    "field_check": 1,
    "received": 1,
    "responded": 1,
}
COMPLAINT_STEPS = {
    "receive": 10,
    "assign": 8,
    "reassign": 1,
    "respond": 5,
    "check_in_field": 2,
    "answer": 6,
    "reopen": 1,
    "close": 4,
    "reclassify": 1,
    "forward": 1,
    "dismiss": 1,
}


def counts(said: str, subject: str) -> list[dict[str, int]]:
    """The counts that were printed about a subject, one dictionary for each list of them."""
    (text,) = re.findall(rf"^{subject} +(.*(?:\n {{12}}.*)*)", said, re.MULTILINE)
    lists = re.sub(r"\s+", " ", text).split("steps:")
    return [{name: int(count) for name, count in re.findall(r"([a-z_]+) (\d+)", each)} for each in lists]


def test_it_tells_the_same_story_each_time(lived_year: Year) -> None:
    said = lived_year.said
    assert counts(said, "plans") == [PLANS, PLAN_STEPS]
    assert counts(said, "amendments")[0] == AMENDMENTS
    assert counts(said, "remarks")[0] == REMARKS
    assert counts(said, "evaluations") == [EVALUATIONS, EVALUATION_STEPS]
    assert counts(said, "appeals") == [APPEALS, APPEAL_STEPS]
    assert counts(said, "complaints") == [COMPLAINTS, COMPLAINT_STEPS]
    assert re.search(r"^people +200 in 203 posts$", said, re.MULTILINE)
    ledger = r"^ledger +(\d+) entries in (\d+) chains, verified in \S+ s, everybody in his capacity$"
    assert re.findall(ledger, said, re.MULTILINE) == [("11550", "1030")]
    assert re.search(r"^notices +12846 to 199 people, 0 left in the outbox$", said, re.MULTILINE)


def test_the_unusual_happens_to_those_of_whom_it_is_told(lived_year: Year) -> None:
    def steps(record: str, step: str, but: str = "true") -> list[tuple[str, ...]]:
        """Whose record, and who acted for whom, of these entries."""
        return rows(lived_year.database, TOOK.format(but=but), record, step)

    assert steps("plan", "set_by_superior") == [("opik", "citra", ""), ("yanti", "citra", "")]
    assert steps("plan", "set_unsigned") == [("gilang", "ratih", "")]
    assert steps("plan", "approve", "e.letter IS NOT NULL") == [("rudi", "dadang", "budi")]
    assert steps("plan", "void") == [("hani", "dewi", ""), ("oktavia", "", "")]
    assert steps("plan", "end_early", "e.capacity = 'clock'") == [("firman", "", "")]
    assert steps("evaluation", "rate", "v.period = '2026-Q3' AND v.rater_post_id <> a.post_id") == [
        ("banyu", "lia", ""),
        ("euis", "lilis", ""),  # in the place of a vacant post
        ("irfan", "iyam", ""),
        ("salma", "iyam", ""),
        ("santi", "lia", ""),
        ("titi", "lia", ""),
        ("winda", "iyam", ""),
    ]
    assert steps("evaluation", "rate_by_superior") == [("zaenal", "karna", "")]
    assert steps("evaluation", "sign_by_superior") == [("dara", "yogi", "")]
    assert [owner for owner, *_ in steps("evaluation", "deliver", "e.capacity = 'clock'")] == [
        "anisa",
        "hendi",
    ]
    assert steps("evaluation", "adopt_earlier_result") == [("leni", "leni", "")]
    assert steps("appeal", "confirm") == [("rizky", "asep", "")]
    assert steps("appeal", "amend") == [("teti", "wulan", ""), ("tina", "sekar", "")]
    assert steps("appeal", "dismiss") == [("dita", "rangga", "")]
    assert steps("appeal", "withdraw") == [("mimin", "mimin", "")]


TOOK = """
    SELECT o.username, coalesce(u.username, ''), coalesce(b.username, '')
    FROM engine_entry e
    LEFT JOIN evaluation_evaluation v ON e.record = 'evaluation' AND v.id = e.record_id
    JOIN planning_plan p ON e.chain = 'plan' AND p.id = e.chain_id
    JOIN directory_user o ON o.person_id = p.employee_id
    LEFT JOIN directory_user u ON u.person_id = e.actor
    LEFT JOIN directory_user b ON b.person_id = e.on_behalf_of
    LEFT JOIN directory_assignment a ON a.person_id = e.actor
        AND a.valid_from <= e.at::date AND (a.valid_to IS NULL OR e.at::date <= a.valid_to)
    WHERE e.record = %s AND e.step = %s AND {but}
    ORDER BY o.username, e.id
"""


def rows(database: Database, query: str, *parameters: Any) -> list[tuple[str, ...]]:
    with psycopg.connect(database.url) as connection:
        return list(connection.execute(query, parameters).fetchall())


def test_the_worked_examples_of_the_regulation_are_evaluated_as_they_stand(lived_year: Year) -> None:
    """Each realised value of the sheet is in the document of the year, at its indicator."""
    found = {
        (post, indicator): value
        for post, indicator, value in rows(
            lived_year.database,
            """
            SELECT o.code, i ->> 'id', i -> 'realised' ->> 'value'
            FROM evaluation_document d
            JOIN evaluation_evaluation v ON v.id = d.evaluation_id AND v.period = '2026'
            JOIN planning_plan p ON p.id = v.plan_id
            JOIN directory_post o ON o.id = p.post_id,
            jsonb_array_elements(d.contents -> 'results') r, jsonb_array_elements(r -> 'indicators') i
            """,
        )
    }
    with (ROOT / "demo" / "fixtures" / "realised.csv").open(encoding="utf-8", newline="") as file:
        examples = list(csv.DictReader(file))
    assert len(examples) == 49
    for row in examples:
        assert found[row["post_code"], row["indicator"]] == row["value"], row


def at_home(username: str) -> int:
    """How many things wait at home for whoever signs in so."""
    from directory.models import User

    client = Client()
    client.force_login(User.objects.get(username=username))
    return int(client.get("/").context["some"].paginator.count)


def test_who_did_not_hold_a_capacity_is_a_fault_of_the_story(
    lived_year: Year, django_db_blocker: DjangoDbBlocker
) -> None:
    from demo.agency import known
    from demo.summary import summary
    from workflows.planning.queries import inbox

    with django_db_blocker.unblock(), databases.clone(lived_year.database) as own, databases.used(own):
        sound = summary(known(), 0, whole=True)
        assert sound.faults == ()
        todo = {name: int(count) for name, count in re.findall(r"  (\w+) .*; (\d+) to do\n", lived_year.said)}
        assert todo == {each.username: at_home(each.username) for each in sound.log_ins}
        assert sum(todo.values()) > sum(len(inbox(known().people[name])) for name in todo), (
            "not deadlines alone"
        )
        with own.owner() as owner:
            owner.execute("ALTER TABLE engine_entry DISABLE TRIGGER USER")
            forged = "SELECT id FROM engine_entry WHERE record = 'appeal' AND step = 'confirm'"
            owner.execute(f"UPDATE engine_entry SET actor = 1 WHERE id = ({forged})")
        hashed, stranger, *_led = summary(known(), 0, whole=True).faults
        connection.close()
    assert re.fullmatch(r"plan \d+, \d+ \(appeal \d+, confirm\): .*", stranger)
    assert re.fullmatch(r"plan \d+, .*", hashed)


def test_it_serves_what_it_told_up_to_a_day(fresh_database: Database) -> None:
    """Budi can sign in with what was printed, at the printed address, and finds what waits for him."""
    with served(fresh_database, "demo", "--until", "2026-01-12") as (address, said):
        assert "Engine time is 12 January 2026" in said
        (password,) = re.findall(r"the password (\S+) as", said)
        (docs,) = re.findall(r"^The API: (\S+)$", said, re.MULTILINE)
        with httpx.Client(base_url=f"http://{address}/api/v1/", timeout=30) as client:
            assert client.get(docs).is_success
            token = client.post("tokens/", json={"username": "budi", "password": password}).json()["token"]
            client.headers["Authorization"] = f"Bearer {token}"
            waiting = client.get("inbox/").json()["results"]
    assert ("approve", "Ani Contoh") in [(each["step"], each["who"]["name"]) for each in waiting]


def test_it_needs_to_be_asked_for_by_the_environment(fresh_database: Database) -> None:
    code, said = tell(fresh_database, DEMO="0")
    assert code == 1
    assert "DEMO: expected 1" in said


def test_a_database_in_real_use_is_left_alone(fresh_database: Database) -> None:
    row = UnitData(2, "KAB", "Kabupaten", "", "Asia/Jakarta", 5)
    put_units([row], day=datetime.date(2026, 1, 1), actor=Actor.clock())
    connection.close()
    code, said = tell(fresh_database)
    assert code == 1
    assert "This database is in real use" in said
    assert Unit.objects.get().code == "KAB"


def test_a_demo_that_others_are_using_is_left_alone(fresh_database: Database) -> None:
    with psycopg.connect(fresh_database.url):
        code, said = tell(fresh_database)
    assert code == 1
    assert "stop the demo that is running" in said
