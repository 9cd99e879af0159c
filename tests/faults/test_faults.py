"""The whole system over HTTP while its processes are killed: what was answered stays, and is told once."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Semaphore, Thread

import httpx
import pytest
from knox.models import AuthToken

from config.servers.valkey import Valkey
from cycle_engine.actors import Actor
from cycle_engine.ledger.verify import verify
from cycle_engine.models import Entry, Event
from notifications.models import Channel, Delivery
from tests.agency import Agency, living
from tests.config.test_up import System, until
from tests.databases import Database
from tests.faults.broker import broker
from tests.faults.clients import Client
from workflows.planning import commands
from workflows.planning.models import Plan

RATERS = {"ani": "budi", "budi": "citra", "dewi": "wibawa", "eko": "wibawa"}
STEPS, KILLS = 200, 20
BETWEEN = STEPS // KILLS
AWAY = range(8, 12)  # kills during which the broker is away
PATIENCE = 120.0  # seconds for all of it
FAMILIES = ("gunicorn", "worker")


@pytest.fixture
def agency(fresh_database: Database) -> Iterator[Agency]:
    with living() as made:
        yield made


@pytest.fixture
def valkey(monkeypatch: pytest.MonkeyPatch) -> Iterator[Valkey]:
    with broker() as valkey:
        monkeypatch.setenv("REDIS_URL", valkey.url(demo=False))
        yield valkey


@pytest.fixture
def system(
    agency: Agency, valkey: Valkey, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> Iterator[System]:
    """All of it, in the agency's database and time, with mail that goes nowhere."""
    monkeypatch.setenv("DEMO", "1")
    monkeypatch.setenv("EMAIL_URL", "dummymail://")
    system = System(agency.database, free_port)
    said: list[str] = []
    reader = Thread(target=lambda: said.extend(system.process.stdout or ()))
    reader.start()  # or it would wait for us when it has said much
    try:
        assert until(lambda: _ready(free_port), 60), said
        yield system
    finally:
        for number in system.processes():
            os.kill(number, signal.SIGKILL)
        system.process.wait()
        reader.join()
        if system.process.stdout:
            system.process.stdout.close()


def _ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/api/v1/health/ready/", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture
def clients(agency: Agency, free_port: int) -> list[Client]:
    """Four owners and their raters, each pair with a plan that may be submitted."""
    made = []
    for owner, rater in RATERS.items():
        person = getattr(agency, owner)
        act = commands.draft_plan(
            agency.cycle, person, agency.posts[owner].pk, agency.cycle.starts_on, actor=Actor.of(person)
        )
        commands.write_plan(act.record.pk, agency.complete_contents(), 0, person)
        tokens = tuple(AuthToken.objects.create(agency.user(name))[1] for name in (owner, rater))
        made.append(Client(f"http://127.0.0.1:{free_port}", act.record.pk, (tokens[0], tokens[1])))
    return made


def test_nothing_that_was_answered_is_lost_and_nothing_is_told_twice(
    agency: Agency, clients: list[Client], system: System, valkey: Valkey
) -> None:
    turns = Semaphore(0)
    with ThreadPoolExecutor() as pool:
        working = [pool.submit(client.work, STEPS // len(clients), turns) for client in clients]
        _sabotage(clients, turns, system, valkey)
        for each in working:
            each.result()
    assert until(lambda: not Event.objects.filter(relayed_at=None).exists(), 60)
    for client in clients:
        _everything_answered_is_there(client)
    _everybody_was_told_once(agency, clients)
    assert verify().fault is None
    system.process.send_signal(signal.SIGTERM)
    assert system.process.wait(60) == 0
    assert system.processes() == {}


def _sabotage(clients: list[Client], turns: Semaphore, system: System, valkey: Valkey) -> None:
    """Kill a process of web or worker among every ten steps; take the broker away for a while."""
    chance = random.Random(20)
    end = time.monotonic() + PATIENCE
    for kill in range(KILLS):
        while sum(len(client.answered) for client in clients) < kill * BETWEEN - BETWEEN // 2:
            assert time.monotonic() < end, f"nobody is answered any more after {kill} kills"
            time.sleep(0.02)
        if kill == AWAY.start:
            valkey.stop()
        if kill == AWAY.stop:
            valkey.start()
        turns.release(BETWEEN)
        _kill_one(chance, system, FAMILIES[kill % 2])


def _kill_one(chance: random.Random, system: System, family: str) -> None:
    """Kill one of the family, or any of both when none of it lives; masters and their children alike."""

    def killed() -> bool:
        living = system.named(family) or system.named(FAMILIES[0]) | system.named(FAMILIES[1])
        if living:
            os.kill(chance.choice(sorted(living)), signal.SIGKILL)
        return bool(living)

    assert until(killed), "nobody is left to kill"


def _everything_answered_is_there(client: Client) -> None:
    plan = Plan.objects.get(pk=client.plan)
    entries = Entry.objects.filter(chain="plan", chain_id=client.plan).order_by("seq")
    assert [entry.step for entry in entries] == ["draft", *client.answered]
    assert len(client.answered) == STEPS // len(RATERS)
    assert (plan.version, plan.seq, client.version) == (len(entries), len(entries), plan.version)


def _everybody_was_told_once(agency: Agency, clients: list[Client]) -> None:
    """Owners of each return, raters of each submit and withdrawal; by the database and over HTTP."""
    expected: Counter[tuple[int, int, str]] = Counter()
    for client, (owner, rater) in zip(clients, RATERS.items(), strict=True):
        for step in client.answered:
            told = owner if step == "return_for_revision" else rater
            expected[getattr(agency, told), client.plan, f"plan.{step}"] += 1
    inbox = Delivery.objects.filter(channel=Channel.INBOX)
    found = Counter(inbox.values_list("person", "event__record_id", "event__kind"))
    assert found == expected
    seen = httpx.get(
        f"{clients[0].base}/api/v1/notifications/?page_size=200",
        headers={"Authorization": f"Bearer {clients[0].tokens[1]}"},
    ).json()
    kinds = Counter(notice["kind"] for notice in seen["results"])
    assert kinds == {kind: count for (person, _, kind), count in expected.items() if person == agency.budi}
