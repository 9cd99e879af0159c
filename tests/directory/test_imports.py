"""What putting sheets into the directory changes, and what it refuses."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from cycle_engine.actors import Actor, Capacity
from cycle_engine.models import Entry, Payload
from directory import commands, nip, queries
from directory.models import Assignment, Person, PersonRow, Post, PostRow, Unit, UnitRow, User
from directory.rows import DirectoryError, GrantData, PersonData
from tests.directory import agency as of
from tests.directory.agency import DAY, ONE, OPERATOR, Agency

LATER = DAY + datetime.timedelta(days=30)


def refused(put: Callable[[], object]) -> list[tuple[str, int, str]]:
    """The places of all that is wrong, and proof that nothing stayed."""
    before = (Entry.objects.count(), User.objects.count())
    with pytest.raises(DirectoryError) as error:
        put()
    assert (Entry.objects.count(), User.objects.count()) == before
    return [(each.sheet, each.row, each.column) for each in error.value.problems]


def put_people(*rows: PersonData, day: datetime.date = DAY) -> int:
    return commands.put_people(rows, day=day, actor=OPERATOR)


# What a change leaves


def test_a_change_ends_the_old_row_the_day_before_and_opens_a_new_one(agency: Agency) -> None:
    row = replace(of.unit_rows()[1], name="Kecamatan")
    assert commands.put_units([row], day=LATER, actor=OPERATOR) == 1
    rows = UnitRow.objects.filter(unit=agency.units["KEC"]).order_by("valid_from")
    assert [(each.name, each.valid_from, each.valid_to) for each in rows] == [
        ("Unit KEC", DAY, LATER - ONE),
        ("Kecamatan", LATER, None),
    ]


def test_a_correction_on_the_same_day_withdraws_the_wrong_row_and_keeps_it(agency: Agency) -> None:
    put_people(replace(agency.person("ani"), name="Ani Contoh"))
    rows = PersonRow.objects.filter(person=agency.people["ani"])
    assert rows.count() == 2
    assert [each.name for each in rows.on(DAY)] == ["Ani Contoh"]
    assert queries.names([agency.people["ani"]], BEFORE_ALL) == {agency.people["ani"]: "Ani Contoh"}


BEFORE_ALL = datetime.date(2020, 1, 1)


def test_a_change_leaves_what_is_already_said_of_later_days(agency: Agency) -> None:
    commands.put_posts([replace(agency.post("KASI"), title="Later")], day=LATER, actor=OPERATOR)
    commands.put_posts([replace(agency.post("KASI"), title="Sooner")], day=DAY + ONE, actor=OPERATOR)
    titles = [
        queries.posts([agency.posts["KASI"]], day)[agency.posts["KASI"]].title
        for day in (DAY, DAY + ONE, LATER)
    ]
    assert titles == ["Title KASI", "Sooner", "Later"]


def test_the_same_sheet_again_leaves_no_entry_and_no_row(agency: Agency) -> None:
    before = (Entry.objects.count(), PersonRow.objects.count(), Assignment.objects.count())
    commands.put_units(of.unit_rows(), day=LATER, actor=OPERATOR)
    commands.put_posts(of.post_rows(), day=LATER, actor=OPERATOR)
    assert put_people(*of.person_rows(), day=LATER) == 0
    assert (Entry.objects.count(), PersonRow.objects.count(), Assignment.objects.count()) == before


def test_each_change_is_entered_on_the_chain_of_the_thing_by_who_made_it(agency: Agency) -> None:
    ani, dewi = agency.people["ani"], agency.people["dewi"]
    row = replace(agency.person("ani"), rank="Penata Muda (III/a)")
    commands.put_people([row], day=LATER, actor=Actor(dewi, Capacity.MANAGER))
    entries = Entry.objects.filter(chain="person", chain_id=ani).order_by("seq")
    assert [entry.step for entry in entries] == ["register", "describe"]
    last = entries[1]
    assert (last.actor, last.capacity) == (dewi, "manager")
    assert "Penata Muda (III/a)" in (Payload.objects.get(entry=last).text or "")
    assert Person.objects.get(pk=ani).seq == 2


def test_a_new_person_is_one_entry_that_says_who_it_is_which_account_and_which_post(agency: Agency) -> None:
    first = Entry.objects.get(chain="person", chain_id=agency.people["ani"], seq=1)
    notes = json.loads(Payload.objects.get(entry=first).text or "")["notes"]
    row = agency.person("ani")
    assert [note.get("name") or note.get("username") or note.get("post_code") for note in notes] == [
        row.name,
        row.username,
        row.post_code,
    ]


def test_no_payload_of_the_ledger_tells_a_nip(agency: Agency) -> None:
    numbers = list(Person.objects.values_list("nip", flat=True))
    texts = "".join(text or "" for text in Payload.objects.values_list("text", flat=True))
    assert texts
    assert not [number for number in numbers if number in texts]


def test_a_person_is_found_by_the_hash_of_the_nip(agency: Agency) -> None:
    row = agency.person("ani")
    assert Person.objects.get(nip_hash=nip.digest(row.nip)).pk == agency.people["ani"]


def test_who_takes_another_post_leaves_the_one_before(agency: Agency) -> None:
    agency.move("ani", "DINAS-HEAD", LATER)
    assert of.holder(agency.posts["STAFF"], LATER - ONE) == agency.people["ani"]
    assert of.holder(agency.posts["STAFF"], LATER) is None
    assert of.holder(agency.posts["DINAS-HEAD"], LATER) == agency.people["ani"]


def test_two_people_may_change_places_in_one_sheet(agency: Agency) -> None:
    rows = [
        replace(agency.person("ani"), post_code="KASI", from_=LATER),
        replace(agency.person("budi"), post_code="STAFF", from_=LATER),
    ]
    assert put_people(*rows, day=LATER) == 2
    assert of.holder(agency.posts["KASI"], LATER) == agency.people["ani"]
    assert of.holder(agency.posts["STAFF"], LATER) == agency.people["budi"]


def test_a_last_day_ends_the_post_and_nothing_else(agency: Agency) -> None:
    agency.leave("budi", LATER)
    assert of.holder(agency.posts["KASI"], LATER) == agency.people["budi"]
    assert of.holder(agency.posts["KASI"], LATER + ONE) is None
    assert PersonRow.objects.on(LATER + ONE).filter(person=agency.people["budi"]).exists()


def test_a_new_address_reaches_the_account(agency: Agency) -> None:
    put_people(replace(agency.person("ani"), email="new@example.org"))
    assert User.objects.get(username="ani").email == "new@example.org"
    assert not User.objects.get(username="ani").has_usable_password()


def test_an_exemption_is_told_with_its_cause_for_its_days(agency: Agency) -> None:
    row = replace(agency.person("ani"), exempt_cause="unpaid_leave", exempt_from=DAY, exempt_to=LATER)
    assert put_people(row) == 1
    ani = agency.people["ani"]
    assert queries.exempt([ani, agency.people["budi"]], LATER)[ani].cause == "unpaid_leave"
    assert queries.exempt([ani], LATER + ONE) == {}


# What is refused


def test_units_with_unknown_words_and_codes_are_refused_with_all_their_places(db: None) -> None:
    first, second, *_ = of.unit_rows()
    rows = [
        replace(first, timezone="Asia/Tokyo", work_week=7),
        replace(second, parent_code="NONE", name=""),
        replace(second, row=4, code="X" * 51, parent_code=""),
    ]
    assert refused(lambda: commands.put_units(rows, day=DAY, actor=OPERATOR)) == [
        ("units", 2, "timezone"),
        ("units", 2, "work_week"),
        ("units", 3, "name"),
        ("units", 3, "parent_code"),
        ("units", 4, "code"),
    ]
    assert not Unit.objects.exists()


def test_a_code_that_stands_twice_in_a_sheet_is_refused(db: None) -> None:
    row = of.unit_rows()[0]
    rows = [row, replace(row, row=3)]
    places = refused(lambda: commands.put_units(rows, day=DAY, actor=OPERATOR))
    assert places == [("units", 2, "code"), ("units", 3, "code")]


def test_units_above_each_other_in_a_loop_are_refused_also_through_what_is_known(agency: Agency) -> None:
    row = replace(of.unit_rows()[0], parent_code="SEKSI")
    assert refused(lambda: commands.put_units([row], day=DAY, actor=OPERATOR)) == [
        ("units", 2, "parent_code")
    ]


def test_superiors_in_a_loop_are_refused(agency: Agency) -> None:
    row = replace(agency.post("SEKDA"), superior_code="KASI")
    assert refused(lambda: commands.put_posts([row], day=DAY, actor=OPERATOR)) == [
        ("posts", 2, "superior_code")
    ]


def test_a_post_that_is_its_own_superior_is_refused(agency: Agency) -> None:
    row = replace(agency.post("SEKDA"), superior_code="SEKDA")
    assert refused(lambda: commands.put_posts([row], day=DAY, actor=OPERATOR)) == [
        ("posts", 2, "superior_code")
    ]


def test_raters_beside_the_tree_in_a_loop_are_refused(agency: Agency) -> None:
    row = replace(agency.post("CAMAT"), rater_code="KASI")
    places = refused(lambda: commands.put_posts([row], day=DAY, actor=OPERATOR))
    assert places == [("posts", row.row, "rater_code")]


def test_a_rater_beside_the_tree_who_makes_no_loop_is_taken(agency: Agency) -> None:
    row = replace(agency.post("CAMAT"), rater_code="HR")
    assert commands.put_posts([row], day=DAY, actor=OPERATOR) == 1
    assert queries.rater_post_of([agency.posts["CAMAT"]], DAY) == {agency.posts["CAMAT"]: agency.posts["HR"]}


def test_posts_with_unknown_codes_and_levels_are_refused_and_none_is_made(agency: Agency) -> None:
    row = replace(
        agency.post("KASI"),
        code="NEW",
        unit_code="NO",
        superior_code="NO",
        rater_code="NO",
        level="king",
        top="sky",
    )
    places = refused(lambda: commands.put_posts([row], day=DAY, actor=OPERATOR))
    assert [column for _, _, column in places] == ["level", "rater_code", "superior_code", "top", "unit_code"]
    assert not Post.objects.filter(code="NEW").exists()
    assert not PostRow.objects.filter(title="NEW").exists()


def test_people_are_refused_with_all_that_is_wrong_in_their_row(agency: Agency) -> None:
    row = PersonData(
        9,
        nip="198001012005013000",
        name="",
        kind="PNS",
        email="nowhere",
        username="a name",
        post_code="NO",
        to=BEFORE_ALL,
        exempt_cause="holiday",
    )
    places = refused(lambda: put_people(row))
    assert sorted({column for _, _, column in places}) == [
        "email",
        "exempt_cause",
        "exempt_from",
        "from",
        "name",
        "nip",
        "post_code",
        "to",
        "username",
    ]
    assert {(sheet, number) for sheet, number, _ in places} == {("people", 9)}


def test_a_pppk_without_a_contract_is_refused_and_with_one_is_taken(agency: Agency) -> None:
    row = PersonData(9, nip="199802162024211921", name="Gita", kind="PPPK")
    assert refused(lambda: put_people(row)) == [
        ("people", 9, "contract_from"),
        ("people", 9, "contract_number"),
    ]
    assert put_people(replace(row, contract_number="800/1", contract_from=DAY)) == 1


def test_a_post_that_somebody_else_holds_is_refused_until_he_leaves_it(agency: Agency) -> None:
    row = replace(agency.person("fajar"), post_code="KASI", from_=LATER)
    assert refused(lambda: put_people(row)) == [("people", row.row, "post_code")]
    assert put_people(replace(agency.person("budi"), to=LATER - ONE), row) == 2


def test_two_people_put_in_one_post_are_both_refused(agency: Agency) -> None:
    rows = [replace(agency.person(name), post_code="DINAS-HEAD", from_=LATER) for name in ("ani", "fajar")]
    assert refused(lambda: put_people(*rows)) == [("people", row.row, "post_code") for row in rows]


def test_an_old_sheet_does_not_undo_a_later_move(agency: Agency) -> None:
    agency.move("ani", "DINAS-HEAD", LATER)
    assert refused(lambda: put_people(agency.person("ani"))) == [("people", agency.person("ani").row, "from")]


def test_an_exemption_that_runs_into_a_later_one_is_refused(agency: Agency) -> None:
    agency.exempt("ani", "suspension", LATER)
    row = replace(agency.person("ani"), exempt_cause="unpaid_leave", exempt_from=DAY)
    assert refused(lambda: put_people(row)) == [("people", row.row, "exempt_from")]
    assert put_people(replace(row, exempt_to=LATER - ONE)) == 1


def test_a_user_name_of_somebody_else_is_refused(agency: Agency) -> None:
    User.objects.create(username="operator")
    for name in ("budi", "operator"):
        row = replace(agency.person("ani"), username=name)
        assert refused(partial(put_people, row)) == [("people", row.row, "username")]
    new = PersonData(9, nip=of.nip(50), name="Gita", kind="PNS", username="operator")
    assert refused(lambda: put_people(new)) == [("people", 9, "username")]


def test_a_capacity_needs_a_known_account_with_a_person_and_a_known_unit(agency: Agency) -> None:
    User.objects.create(username="operator")
    rows = [
        GrantData(2, "operator", "manager", "KAB", DAY),
        GrantData(3, "ani", "king", "NO", DAY, BEFORE_ALL),
    ]
    places = refused(lambda: commands.put_grants(rows, actor=OPERATOR))
    assert places == [
        ("capacities", 2, "username"),
        ("capacities", 3, "capacity"),
        ("capacities", 3, "to"),
        ("capacities", 3, "unit_code"),
    ]


def test_a_capacity_given_again_is_no_news_and_a_last_day_ends_it(agency: Agency) -> None:
    row = GrantData(2, "dewi", "manager", "KAB", of.BEFORE)
    assert commands.put_grants([row], actor=OPERATOR) == 0
    assert commands.put_grants([replace(row, to=DAY)], actor=OPERATOR) == 1
    assert queries.granted(agency.people["dewi"], ["manager"], DAY) == set(agency.units.values())
    assert queries.granted(agency.people["dewi"], ["manager"], DAY + ONE) == set()


def test_several_capacities_of_one_person_in_one_sheet_are_one_entry(agency: Agency) -> None:
    rows = [GrantData(2, "ani", "manager", "KEC", DAY), GrantData(3, "ani", "inspector", "DINAS", DAY)]
    assert commands.put_grants(rows, actor=OPERATOR) == 1
    assert Entry.objects.filter(chain="person", chain_id=agency.people["ani"], step="grant").count() == 1
