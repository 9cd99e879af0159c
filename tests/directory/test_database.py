"""What the database refuses by itself, whatever the code says."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, models, transaction

from directory.models import Assignment, Grant, Letter, Person, PersonRow, PostRow, Unit, UnitRow
from tests.directory.agency import BEFORE, DAY, ONE, Agency
from workflows.audit.rolls import Rolls


def looked_at() -> None:
    """Look at the constraints that wait for the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(row: models.Model) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
        looked_at()


def unit_row(agency: Agency, **changed: Any) -> UnitRow:
    values = {
        "name": "x",
        "timezone": "Asia/Jakarta",
        "work_week": 5,
        "valid_from": BEFORE,
        "valid_to": BEFORE,
    }
    return UnitRow(unit_id=agency.units["KEC"], **(values | changed))


def letter(agency: Agency, **changed: Any) -> Letter:
    values: dict[str, Any] = {
        "kind": "plh",
        "number": "1",
        "issuer_id": agency.people["citra"],
        "post_id": agency.posts["KASI"],
        "person_id": agency.people["fajar"],
        "valid_from": DAY,
        "valid_to": DAY,
    }
    return Letter(**(values | changed))


def test_a_thing_is_described_once_a_day_and_may_be_described_on_another(agency: Agency) -> None:
    refused(unit_row(agency, valid_to=None))
    refused(unit_row(agency, valid_from=DAY + ONE, valid_to=DAY + ONE))
    unit_row(agency, valid_to=DAY - ONE).save()


def test_a_post_has_one_holder_and_a_person_one_post_a_day(agency: Agency) -> None:
    people, posts = agency.people, agency.posts
    refused(Assignment(person_id=people["fajar"], post_id=posts["KASI"], valid_from=DAY))
    refused(Assignment(person_id=people["ani"], post_id=posts["DINAS-HEAD"], valid_from=DAY))
    Assignment.objects.create(person_id=people["fajar"], post_id=posts["DINAS-HEAD"], valid_from=DAY)


def test_a_row_that_was_withdrawn_collides_with_nothing(agency: Agency) -> None:
    unit_row(agency, valid_from=DAY, valid_to=DAY - ONE, timezone="Asia/Jayapura").save()
    looked_at()
    late = datetime.datetime(2026, 1, 5, 16, tzinfo=datetime.UTC)
    assert Rolls().day(agency.units["KEC"], late) == DAY, "it is no later there than before"


def test_a_last_day_two_days_before_the_first_is_refused(agency: Agency) -> None:
    refused(unit_row(agency, valid_to=BEFORE - 2 * ONE))


def test_words_and_links_that_cannot_be_are_refused(agency: Agency) -> None:
    refused(unit_row(agency, work_week=7))
    refused(unit_row(agency, timezone="Asia/Tokyo"))
    refused(unit_row(agency, parent_id=agency.units["KEC"]))
    post, unit = agency.posts["KASI"], agency.units["KEC"]
    refused(PostRow(post_id=post, unit_id=unit, superior_id=post, valid_from=BEFORE, valid_to=BEFORE))
    refused(PostRow(post_id=post, unit_id=unit, rater_id=post, valid_from=BEFORE, valid_to=BEFORE))
    refused(Grant(person_id=agency.people["ani"], unit_id=unit, capacity="rater", valid_from=DAY))


def test_a_capacity_is_granted_once_a_day_and_each_capacity_by_itself(agency: Agency) -> None:
    unit = agency.units["KAB"]
    refused(Grant(person_id=agency.people["dewi"], unit_id=unit, capacity="manager", valid_from=DAY))
    Grant.objects.create(person_id=agency.people["dewi"], unit_id=unit, capacity="inspector", valid_from=DAY)


def test_letters_break_no_rule_of_the_database_either(agency: Agency) -> None:
    refused(letter(agency, number=""))
    refused(letter(agency, person_id=agency.people["citra"]))
    refused(letter(agency, valid_to=None))
    agency.letter("KASI", "eko")
    refused(letter(agency))


def test_a_letter_without_an_entry_on_its_chain_does_not_stay(agency: Agency) -> None:
    with pytest.raises(Exception, match="no first entry"), transaction.atomic():
        letter(agency).save()
        looked_at()


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (PersonRow, {"name": "Somebody"}),
        (PersonRow, {"valid_from": DAY - ONE}),
        (Assignment, {"post": None}),
        (Person, {"nip": "1"}),
        (Unit, {"code": "X"}),
        (Letter, {"person": None}),
    ],
)
def test_the_application_may_change_nothing_of_a_dated_row_but_its_last_day(
    agency: Agency, model: type[models.Model], change: dict[str, Any]
) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        model._default_manager.update(**change)
    PersonRow.objects.update(valid_to=DAY)


def test_the_application_may_not_delete_a_dated_row_nor_say_when_it_was_recorded(agency: Agency) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        PersonRow.objects.all().delete()
    with pytest.raises(AttributeError):
        PersonRow.objects.update(recorded_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as told,
    ):
        told.execute("UPDATE directory_personrow SET recorded_at = now()")
