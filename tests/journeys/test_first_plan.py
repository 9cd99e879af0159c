"""From an empty plan to its first amendment, over HTTP, with every refusal that is met on the way.

The chapters are one test: each needs those before it, and the system is started once for all.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from cycle_engine.models import Event
from notifications.models import Channel, Delivery
from tests.agency import PASSWORD, Agency
from tests.journeys import chapters
from tests.journeys.journey import Journey, closed
from tests.journeys.people import Traveller, until
from tests.replay import assert_the_ledger_alone_gives_the_tables

ROOT = Path(__file__).parents[2]
HISTORY = [
    ("clock", "plan", "draft"),
    ("ani", "plan", "submit"),
    ("budi", "plan", "return_for_revision"),
    ("budi", "remark", "pin"),
    ("budi", "remark", "pin"),
    ("ani", "remark", "answer"),
    ("ani", "remark", "answer"),
    ("ani", "plan", "submit"),
    ("budi", "remark", "resolve"),
    ("budi", "remark", "resolve"),
    ("budi", "plan", "approve"),
    ("ani", "amendment", "propose"),
    ("ani", "amendment", "submit"),
    ("budi", "amendment", "approve"),
]


def test_a_plan_from_the_opening_of_the_cycle_to_its_first_amendment(
    agency: Agency, people: dict[str, Traveller]
) -> None:
    journey = Journey(agency, people)
    chapters.everybody_signs_in(journey)
    chapters.dewi_opens_the_cycle_for_everybody(journey)
    chapters.ani_writes_her_plan_and_nobody_else_does(journey)
    chapters.ani_submits_once_however_often_she_sends_it(journey)
    chapters.budi_returns_it_with_remarks_on_items(journey)
    chapters.ani_answers_edits_and_submits_again(journey)
    chapters.budi_approves_what_he_has_read_and_nothing_else(journey)
    chapters.ani_changes_her_plan_and_budi_approves_it_from_his_inbox(journey)
    indah_reads_everything_and_changes_nothing(journey)
    what_the_database_cannot_take_now_it_takes_later(journey)
    who_tries_passwords_must_wait(journey)
    the_ledger_the_tables_and_the_notices_agree(journey)


def indah_reads_everything_and_changes_nothing(journey: Journey) -> None:
    indah, history = journey.indah, f"{journey.plan}history/"
    entries = indah.read(history)["results"]
    names = {str(getattr(journey.agency, name)): name for name in ("ani", "budi")}
    acts = [
        (names[each["actor"]["id"]] if each["actor"] else "clock", each["record"], each["step"])
        for each in entries
    ]
    assert acts == HISTORY
    assert [each["seq"] for each in entries] == list(range(1, len(HISTORY) + 1))
    assert entries[2]["reason"] == "Belum terukur"
    in_indonesian = indah.ask("GET", history, Accept_Language="id").json()["results"]
    assert all(one["label"] != other["label"] for one, other in zip(entries, in_indonesian, strict=True))
    page = indah.read(f"{history}?page_size=10")
    assert page["results"] + indah.read(page["next"])["results"] == entries
    assert indah.read(f"{journey.plan}revisions/1/")["contents"] == journey.contents()
    assert [f"plans/{each['id']}/" for each in indah.read("plans/?state=in_force")["results"]] == [
        journey.plan
    ]
    unknown = indah.refused(400, "invalid", "GET", "plans/?colour=red")
    assert unknown["errors"].keys() == {"colour"}
    indah.refused(400, "invalid", "GET", "plans/?ordering=employee")
    indah.refused(400, "invalid", "GET", "plans/?cursor=x")
    indah.refused(403, "not_your_turn", "POST", f"{journey.plan}steps/void/", {"reason": "Ingin tahu"}, 5)
    indah.refused(403, "not_your_turn", "PUT", f"{journey.amendment}contents/", journey.contents(), 1)
    assert indah.read(history)["results"] == entries


def what_the_database_cannot_take_now_it_takes_later(journey: Journey) -> None:
    dewi, suspending = journey.dewi, f"{journey.plan}steps/hold/"
    with closed(journey.agency.database):
        dewi.refused(
            503, "unavailable", "POST", suspending, {"reason": "Diberhentikan sementara"}, 5, "Dewi-1"
        )
        dewi.refused(503, "unavailable", "GET", "health/ready/")
        assert journey.nobody.ask("GET", "health/live/").is_success
    assert until(lambda: dewi.ask("GET", "health/ready/").is_success)
    assert (dewi.read(journey.plan)["version"], dewi.read(journey.plan)["held_from"]) == (5, None)
    held = dewi.post(suspending, {"reason": "Diberhentikan sementara"}, 5, "Dewi-1")
    assert (held["held_from"], held["version"]) == ("2026-01-12", 6)
    journey.told(ani="plan.hold", budi="plan.hold")
    told = journey.ani.refused(
        422, "rules_broken", "POST", f"{journey.plan}amendments/", {"cause": "strategy"}
    )
    assert [(each["rule"], each["who_can_help"]) for each in told["blockers"]] == [
        ("6/2022:II.C.8.b", "manager")
    ]


def who_tries_passwords_must_wait(journey: Journey) -> None:
    nobody, guess = journey.nobody, {"username": "eko", "password": "tebakan"}
    for _ in range(2):
        nobody.refused(401, "wrong_credentials", "POST", "tokens/", guess)
    nobody.ask("POST", "tokens/", guess)
    nobody.refused(429, "locked_out", "POST", "tokens/", guess)
    nobody.refused(429, "locked_out", "POST", "tokens/", guess | {"password": PASSWORD})
    assert until(lambda: nobody.ask("POST", "tokens/", b"{").status_code == 429)
    # Too often is told before what is malformed.
    nobody.refused(429, "throttled", "POST", "tokens/", b"{")
    assert journey.eko.read("me/")["username"] == "eko"


def the_ledger_the_tables_and_the_notices_agree(journey: Journey) -> None:
    journey.everybody_was_told_once()
    told = Delivery.objects.filter(channel=Channel.INBOX)
    assert told.count() == sum(len(person.kinds) for person in journey.people.values())
    assert not Event.objects.filter(relayed_at=None).exists()
    ready = journey.nobody.read("health/ready/")
    assert (ready["status"], ready["broker"], ready["outbox_lag"]) == ("ready", "there", 0.0)
    assert ready["channels"]["email"]["failing_since"] is None
    verified = subprocess.run(
        [sys.executable, "manage.py", "verify_ledger"],
        cwd=ROOT,
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": journey.agency.database.url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert verified.returncode == 0, verified.stderr
    assert_the_ledger_alone_gives_the_tables()
