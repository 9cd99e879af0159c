"""Who manages and inspects which units, and whom a person may see."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory import commands, queries
from directory.rows import GrantData
from tests.directory.agency import BEFORE, DAY, ONE, OPERATOR, Agency


def seen_by(agency: Agency, name: str) -> set[str]:
    names = {pk: name for name, pk in agency.people.items()}
    return {names[person.pk] for person in queries.visible_people(agency.people[name], DAY)}


def give(name: str, capacity: str, unit: str) -> None:
    commands.put_grants([GrantData(2, name, capacity, unit, BEFORE)], actor=OPERATOR)


def test_a_grant_covers_the_unit_and_all_below_and_nothing_beside(agency: Agency) -> None:
    give("eko", "manager", "KEC")
    expected = {agency.units["KEC"], agency.units["SEKSI"]}
    assert queries.granted(agency.people["eko"], ["manager"], DAY) == expected
    assert queries.granted(agency.people["eko"], ["inspector"], DAY) == set()
    assert queries.granted(agency.people["eko"], ["manager"], BEFORE - ONE) == set()


def test_the_managers_of_a_unit_are_those_of_any_unit_above(agency: Agency) -> None:
    give("eko", "manager", "KEC")
    found = queries.grantees([agency.units["SEKSI"], agency.units["DINAS"]], "manager", DAY)
    assert found == {
        agency.units["SEKSI"]: tuple(sorted([agency.people["dewi"], agency.people["eko"]])),
        agency.units["DINAS"]: (agency.people["dewi"],),
    }
    assert queries.grantees([agency.units["KAB"]], "inspector", BEFORE - ONE) == {agency.units["KAB"]: ()}


def test_a_suspended_manager_manages_nothing(agency: Agency) -> None:
    agency.exempt("dewi", "suspension")
    assert queries.granted(agency.people["dewi"], ["manager"], DAY) == set()
    assert queries.grantees([agency.units["KAB"]], "manager", DAY) == {agency.units["KAB"]: ()}


def test_units_below_are_the_units_themselves_and_what_they_contain(agency: Agency) -> None:
    assert queries.units_below([agency.units["KEC"]], DAY) == {agency.units["KEC"], agency.units["SEKSI"]}
    assert queries.units_below([], DAY) == set()


def test_units_above_are_the_units_themselves_and_what_contains_them(agency: Agency) -> None:
    units = agency.units
    assert queries.units_above([units["SEKSI"]], DAY) == {units["SEKSI"], units["KEC"], units["KAB"]}
    assert queries.units_above([], DAY) == set()


def test_settings_of_a_unit_are_known_also_before_its_first_day(agency: Agency) -> None:
    assert queries.unit_settings([agency.units["KEC"]], BEFORE) == {agency.units["KEC"]: ("Asia/Jakarta", 5)}


def test_posts_and_their_holders_are_told_for_the_day(agency: Agency) -> None:
    staff, ani, fajar = agency.posts["STAFF"], agency.people["ani"], agency.people["fajar"]
    assert queries.post_of([ani, fajar], DAY) == {ani: staff}
    assert queries.posts([staff], DAY)[staff].unit_id == agency.units["SEKSI"]
    assert queries.posts([staff], DAY - ONE) == {}
    assert queries.rater_post_of([staff], DAY) == {staff: agency.posts["KASI"]}
    assert queries.names([ani], DAY) == {ani: "Ani"}


def test_a_person_sees_himself_and_whom_he_rates_and_supervises(agency: Agency) -> None:
    assert seen_by(agency, "ani") == {"ani"}
    assert seen_by(agency, "budi") == {"budi", "ani"}
    assert seen_by(agency, "citra") == {"citra", "budi", "ani"}
    assert seen_by(agency, "sekar") == {"sekar", "dewi", "indah", "citra", "budi", "eko", "gita"}


def test_a_manager_and_an_inspector_see_who_holds_a_post_in_their_units(agency: Agency) -> None:
    everybody_in_a_post = set(agency.people) - {"fajar"}
    assert seen_by(agency, "dewi") == everybody_in_a_post
    assert seen_by(agency, "indah") == everybody_in_a_post


def test_a_stand_in_sees_whom_he_rates_while_the_letter_lasts(agency: Agency) -> None:
    assert seen_by(agency, "gita") == {"gita"}
    agency.letter("KASI", "gita")
    assert seen_by(agency, "gita") == {"gita", "ani"}


def test_whose_superior_one_becomes_because_the_owner_stands_in_is_seen_too(agency: Agency) -> None:
    agency.leave("budi", DAY - ONE)
    agency.letter("KASI", "ani")
    assert "ani" in seen_by(agency, "sekar")


def test_seeing_many_people_takes_a_fixed_number_of_queries(agency: Agency) -> None:
    with CaptureQueriesContext(connection) as told:
        list(queries.visible_people(agency.people["dewi"], DAY))
    assert len(told) <= 7
