"""Whether everybody held the capacity in which he acted: found without asking what the door asks."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.databases import Database

if TYPE_CHECKING:
    from tests.agency import Agency
    from tests.workflows.evaluation.office import Office

# Models can be imported once the run is configured, so not above.


@pytest.fixture(scope="module")
def past(settled: Agency, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    """A database in which much has happened, of which others are cloned."""
    import dataclasses

    from tests.workflows.evaluation.office import Office

    with django_db_blocker.unblock(), databases.clone(settled.database) as own:
        with databases.used(own):
            live(Office(dataclasses.replace(settled, people=dict(settled.people), database=own)))
        yield own


def live(office: Office) -> None:
    """A stand-in approves, a suspension passes, Citra grants an appeal, and rates when Budi is silent."""
    from tests.workflows.evaluation.office import Q1, Q2, rated

    office.at("2026-01-12 09:00")
    office.letter("eko", "budi", "2026-01-12", "2026-01-16")
    plan = office.in_force(by="eko")
    office.at("2026-02-02 09:00")
    office.take(plan, "hold", "dewi")
    office.take(plan, "resume", "dewi")
    office.take(office.amending(plan), "approve", "budi", data=office.named(plan.amendments.get()))
    office.opened(Q1, plan)
    office.at("2026-04-08 09:00")
    evaluation = office.received(
        office.delivered(office.signed(office.rated(office.assessed(office.of(plan)))))
    )
    appeal = office.heard(office.explained(office.filed(evaluation)))
    office.take(appeal, "amend", "citra", data=rated(results_rating="above"))
    late = office.assessed(office.opened(Q2, plan))
    office.at("2026-07-27 09:00")
    late = office.take(late, "rate_by_superior", "citra", data=rated())
    office.delivered(office.signed(late, by="citra"), by="citra")


@pytest.fixture
def owner(past: Database, django_db_blocker: DjangoDbBlocker) -> Iterator[psycopg.Connection]:
    """The owner of a clone, with the ledger's triggers disabled."""
    with django_db_blocker.unblock(), databases.clone(past) as own, databases.used(own), own.owner() as owner:
        owner.execute("ALTER TABLE engine_entry DISABLE TRIGGER USER")
        owner.execute("ALTER TABLE engine_payload DISABLE TRIGGER USER")
        yield owner


def misplaced() -> list[str]:
    from workflows.audit.capacities import misplaced

    return [f"{each.record}.{each.step}" for each in misplaced()]


def person(name: str) -> str:
    return f"(SELECT person_id FROM directory_user WHERE username = '{name}')"


def step(name: str) -> str:
    record, _, step = name.partition(".")
    return f"record = '{record}' AND step = '{step}'"


def test_what_went_through_the_door_was_done_by_who_might(owner: psycopg.Connection) -> None:
    assert misplaced() == []


@pytest.mark.parametrize(
    ("name", "forged"),
    [
        ("plan.submit", f"actor = {person('eko')}"),
        ("plan.approve", "letter = NULL"),
        ("plan.approve", "on_behalf_of = NULL"),
        ("plan.approve", f"on_behalf_of = {person('citra')}"),
        ("plan.approve", "capacity = 'superior'"),
        ("plan.hold", f"actor = {person('citra')}"),
        ("amendment.approve", f"actor = {person('indah')}"),
        ("evaluation.self_assess", f"actor = {person('budi')}"),
        ("evaluation.receive", "letter = 1"),
        ("evaluation.rate", f"actor = {person('ani')}"),
        ("evaluation.rate_by_superior", f"actor = {person('budi')}"),
        ("evaluation.contest", f"actor = {person('citra')}"),
        ("evaluation.open", f"actor = {person('dewi')}"),
        ("appeal.explain", f"actor = {person('citra')}"),
        ("appeal.record_hearing", f"actor = {person('budi')}"),
        ("appeal.record_hearing", f"actor = {person('dewi')}"),
    ],
)
def test_an_entry_of_somebody_else_is_named(owner: psycopg.Connection, name: str, forged: str) -> None:
    found = owner.execute(f"UPDATE engine_entry SET {forged} WHERE {step(name)}").rowcount
    assert misplaced().count(name) == found > 0


@pytest.mark.parametrize(
    ("named", "spoiled"),
    [
        ("plan.approve", "UPDATE directory_letter SET valid_from = '2026-01-13'"),
        (
            "evaluation.rate",
            f"UPDATE directory_assignment SET valid_to = '2026-04-07' WHERE person_id = {person('budi')}",
        ),
        ("plan.hold", "UPDATE directory_grant SET valid_from = '2026-02-03' WHERE capacity = 'manager'"),
        (
            "appeal.amend",
            f"UPDATE directory_assignment SET valid_to = '2026-04-01' WHERE person_id = {person('citra')}",
        ),
    ],
)
def test_an_entry_is_named_when_the_directory_says_otherwise(
    owner: psycopg.Connection, named: str, spoiled: str
) -> None:
    assert owner.execute(spoiled).rowcount
    assert named in misplaced()


def test_a_superior_who_acts_before_his_time_is_named(owner: psycopg.Connection) -> None:
    """Two posts above the rater only when the first of them has let his days pass too."""
    owner.execute(
        f"UPDATE engine_entry SET actor = {person('wibawa')} WHERE {step('evaluation.rate_by_superior')}"
    )
    assert "evaluation.rate_by_superior" in misplaced()


def test_nothing_is_said_of_what_rests_on_an_emptied_payload(owner: psycopg.Connection) -> None:
    owner.execute(
        "UPDATE engine_payload SET text = NULL, salt = '' FROM engine_entry e"
        f" WHERE e.id = entry_id AND {step('evaluation.contest')}"
    )
    owner.execute(f"UPDATE engine_entry SET actor = {person('eko')} WHERE {step('appeal.amend')}")
    assert misplaced() == []


def test_the_command_names_every_such_entry_and_ends_with_1(owner: psycopg.Connection) -> None:
    out = StringIO()
    call_command("verify_capacities", language="en", stdout=out)
    assert "everybody acted as who he was" in out.getvalue()
    owner.execute(f"UPDATE engine_entry SET actor = {person('eko')} WHERE {step('plan.submit')}")
    with pytest.raises(CommandError, match=r"^plan \d+, \d+ \(plan \d+, submit\): person \d+ did not hold"):
        call_command("verify_capacities", language="en", stdout=out)
