import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import psycopg
import pytest
from django.db import connection
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from cycle_engine.errors import Missing
from cycle_engine.models import Event
from directory.models import PersonRow
from notifications.commands import mark_read, relay
from notifications.models import Channel, Delivery
from notifications.queries import notices_of
from notifications.texts import words
from tests.databases import Database
from tests.notifications.conftest import Happen, People

DIES = """
import django, time
django.setup()
from django.db import transaction
from notifications import commands
with transaction.atomic():
    commands._relay_some()
    print("claimed", flush=True)
    time.sleep(60)
"""


def inbox() -> list[tuple[int, int]]:
    return list(Delivery.objects.filter(channel=Channel.INBOX).values_list("event", "person"))


def copy_events(database: Database, times: int) -> None:
    """Put each event into the outbox so many times more."""
    columns = "kind, record, record_id, at, recipients, about"
    with database.owner() as owner:
        owner.execute(
            f"INSERT INTO engine_outbox ({columns})"
            f" SELECT {columns} FROM engine_outbox, generate_series(1, %s)",
            [times],
        )


def test_event_reaches_each_recipient_once_in_each_channel(people: People, happen: Happen) -> None:
    event = happen("plan.set_by_superior", ani="owner", budi="rater")
    assert relay() == 1
    told = set(Delivery.objects.values_list("event", "person", "capacity", "channel"))
    assert told == {
        (event, person, capacity, channel)
        for person, capacity in ((people.ani, "owner"), (people.budi, "rater"))
        for channel in ("inbox", "email")
    }


def test_relayed_event_is_not_relayed_again(happen: Happen) -> None:
    happen("plan.approve", ani="owner")
    assert [relay(), relay()] == [1, 0]
    assert Delivery.objects.count() == 2


def test_event_that_concerns_nobody_is_done_with(happen: Happen) -> None:
    happen("plan.approve")
    assert relay() == 1
    assert not Delivery.objects.exists()
    assert not Event.objects.filter(relayed_at=None).exists()


def test_relay_goes_on_until_nothing_waits(
    monkeypatch: pytest.MonkeyPatch, happen: Happen, fresh_database: Database
) -> None:
    monkeypatch.setattr("notifications.commands.CHUNK", 2)
    happen("plan.approve", ani="owner")
    copy_events(fresh_database, 4)
    assert relay() == 5


def test_many_events_for_many_people_are_relayed_together(
    monkeypatch: pytest.MonkeyPatch, happen: Happen, fresh_database: Database
) -> None:
    monkeypatch.setattr("notifications.commands.CHUNK", 1000)
    happen("plan.hold", ani="owner", budi="rater", citra="superior", eko="manager")
    copy_events(fresh_database, 999)
    assert relay() == 1000
    assert len(inbox()) == 4000


def test_three_relays_at_once_tell_everybody_exactly_once(
    monkeypatch: pytest.MonkeyPatch, people: People, happen: Happen, fresh_database: Database
) -> None:
    monkeypatch.setattr("notifications.commands.CHUNK", 5)
    happen("plan.set_by_superior", ani="owner", budi="rater")
    copy_events(fresh_database, 299)
    events = list(Event.objects.values_list("pk", flat=True))
    together = Barrier(3)

    def work(_: int) -> int:
        together.wait(timeout=10)
        try:
            return relay()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        relayed = list(pool.map(work, range(3)))
    assert sum(relayed) == len(events)
    assert sorted(inbox()) == sorted((event, person) for event in events for person in people[:2])


def test_relay_killed_after_its_claim_leaves_the_event_to_the_next(
    people: People, happen: Happen, fresh_database: Database
) -> None:
    event = happen("plan.approve", ani="owner")
    env = os.environ | {"DATABASE_URL": fresh_database.url}
    with subprocess.Popen([sys.executable, "-c", DIES], env=env, stdout=subprocess.PIPE) as doomed:
        assert doomed.stdout
        assert doomed.stdout.readline() == b"claimed\n"
        assert relay() == 0
        doomed.send_signal(signal.SIGKILL)
    _wait_until_alone(fresh_database)
    assert relay() == 1
    assert inbox() == [(event, people.ani)]


def _wait_until_alone(database: Database) -> None:
    """Wait for the server to notice that the dead relay is gone, which takes it a moment."""
    with database.owner() as owner:
        owner.execute("SET statement_timeout = '10s'")
        owner.execute("BEGIN")
        owner.execute("LOCK TABLE engine_outbox IN SHARE ROW EXCLUSIVE MODE")
        owner.execute("ROLLBACK")


def test_notices_are_those_of_the_person_newest_first(people: People, happen: Happen) -> None:
    first = happen("plan.draft", ani="owner")
    happen("plan.submit", budi="rater")
    last = happen("plan.approve", ani="owner")
    relay()
    assert [notice.event_id for notice in notices_of(people.ani)] == [last, first]
    assert {notice.employee_name for notice in notices_of(people.budi)} == {"Ani"}


def test_inbox_is_read_in_as_many_queries_however_long_it_is(
    people: People,
    happen: Happen,
    fresh_database: Database,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    happen("plan.submit", budi="rater")
    copy_events(fresh_database, 49)
    relay()
    with django_assert_num_queries(2), override("en"):  # engine time and the notices
        assert len({words(notice) for notice in notices_of(people.budi)}) == 1


def test_employee_who_has_left_is_still_called_by_his_name(people: People, happen: Happen) -> None:
    happen("plan.submit", budi="rater")
    relay()
    PersonRow.objects.filter(person=people.ani).update(valid_to=date(2021, 12, 31))
    assert notices_of(people.budi).get().employee_name == "Ani"


def test_notice_is_read_once_and_keeps_the_first_time(people: People, happen: Happen) -> None:
    happen("plan.approve", ani="owner")
    relay()
    notice = notices_of(people.ani).get()
    assert notice.read_at is None
    mark_read(people.ani, notice.pk)
    first = notices_of(people.ani).get().read_at
    assert first is not None
    mark_read(people.ani, notice.pk)
    assert notices_of(people.ani).get().read_at == first


def test_nobody_reads_the_notice_of_another(people: People, happen: Happen) -> None:
    happen("plan.approve", ani="owner")
    relay()
    with pytest.raises(Missing):
        mark_read(people.eko, notices_of(people.ani).get().pk)
    assert notices_of(people.ani).get().read_at is None


@pytest.mark.parametrize(
    "forbidden",
    [
        "DELETE FROM notifications_delivery",
        "UPDATE notifications_delivery SET person_id = person_id",
        "UPDATE notifications_delivery SET event_id = event_id",
    ],
)
def test_application_cannot_take_a_notice_back(
    people: People, happen: Happen, fresh_database: Database, forbidden: str
) -> None:
    with (
        psycopg.connect(fresh_database.url) as application,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        application.execute(forbidden)
