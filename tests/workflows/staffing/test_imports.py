"""What imports change, in what order things may stand, and how far a manager reaches with them."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection

from cycle_engine.actors import Actor
from cycle_engine.errors import NotYourTurn, RulesBroken, WrongState
from cycle_engine.models import Entry
from directory import imports as directory
from directory.models import Assignment, Grant, PersonRow, PostRow, UnitRow, User
from tests.workflows.planning.desk import Desk
from tests.workflows.staffing.sheets import (
    TODAY,
    applied,
    known,
    nip,
    person,
    post,
    rules,
    sent,
    tally,
    unit,
    wrong,
)
from workflows.jobs.commands import BODIES, run_waiting
from workflows.staffing import imports
from workflows.staffing.models import Import, ImportLine, ImportSheet

YESTERDAY = TODAY - datetime.timedelta(days=1)


def holders(code: str, day: datetime.date = TODAY) -> list[str]:
    """User names of who holds a post on a day."""
    held = Assignment.objects.on(day).filter(post__code=code)
    return list(held.values_list("person__accounts__username", flat=True))


# Again and again


def test_what_is_in_no_sheet_stays_and_the_same_again_changes_nothing(desk: Desk) -> None:
    before = Entry.objects.count()
    found = sent(desk.agency, people=[known(desk.agency, "ani"), known(desk.agency, "budi")])
    assert tally(found, "people") == {"unchanged": 2}
    with pytest.raises(RulesBroken) as error:
        imports.apply_import(found.pk, Actor.of(found.requested_by_id))
    assert [each.rule for each in error.value.blockers] == ["ours:nothing_to_apply"]
    assert Entry.objects.exclude(record="job").count() == before


def test_a_change_is_a_dated_row_from_the_day_of_the_import(desk: Desk) -> None:
    applied(sent(desk.agency, units=[unit("KEC", name="Kecamatan Baru")]))
    rows = UnitRow.objects.filter(unit__code="KEC").order_by("valid_from")
    assert [(each.name, each.valid_to) for each in rows] == [
        ("Unit KEC", YESTERDAY),
        ("Kecamatan Baru", None),
    ]


def test_who_sent_it_is_the_actor_of_each_entry(desk: Desk) -> None:
    applied(sent(desk.agency, units=[unit("PKM", "KEC")]))
    entry = Entry.objects.filter(chain="unit").latest("pk")
    assert (entry.actor, entry.capacity, entry.step) == (desk.id("dewi"), "manager", "describe")


def test_a_last_day_ends_the_post(desk: Desk) -> None:
    applied(sent(desk.agency, people=[known(desk.agency, "eko", last="2026-01-20")]))
    assert holders("POST-EKO", datetime.date(2026, 1, 20)) == ["eko"]
    assert holders("POST-EKO", datetime.date(2026, 1, 21)) == []


def test_the_file_is_forgotten_once_it_is_applied_and_old_ones_after_thirty_days(desk: Desk) -> None:
    first = applied(sent(desk.agency, units=[unit("PKM", "KEC")]))
    assert bytes(ImportSheet.objects.get(of=first).content) == b""
    old = sent(desk.agency, units=[unit("PKM", "KEC", "Puskesmas")])
    imports.forget_old()
    assert ImportSheet.objects.get(of=old).content
    desk.at("2026-02-12 09:00")
    imports.forget_old()
    assert bytes(ImportSheet.objects.get(of=old).content) == b""
    assert not ImportLine.objects.filter(of=old).exists()


def test_of_imports_that_nobody_applied_the_newest_are_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MOST_KEPT", 2)
    first, second, third = (sent(desk.agency, units=[unit(code, "KEC")]) for code in ("U1", "U2", "U3"))
    kept = ImportSheet.objects.exclude(content=b"").values_list("of", flat=True)
    assert set(kept) == {second.pk, third.pk}
    assert not ImportLine.objects.filter(of=first).exists()
    with pytest.raises(WrongState):
        imports.apply_import(first.pk, Actor.of(first.requested_by_id))
    applied(second)


# One import


def test_a_sheet_of_many_chunks_may_name_what_stands_further_down(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "CHUNK", 2)
    units = [unit("U1", "U9"), unit("U2", "U1"), unit("U3", "U9"), unit("U9", "KEC")]
    chain = [post(f"P{number}", "U1", f"P{number + 1}") for number in range(6)] + [post("P6", "U2")]
    people = [person(nip(number + 1), f"Orang{number}", f"P{number}") for number in range(5)]
    found = sent(desk.agency, units=units, posts=chain, people=people)
    assert wrong(found) == []
    applied(found)
    row = PostRow.objects.get(post__code="P0")
    assert row.superior is not None
    assert (row.superior.code, row.unit.code) == ("P1", "U1")
    assert UnitRow.objects.get(unit__code="U1").parent.code == "U9"  # type: ignore[union-attr]
    assert tally(found, "posts") == {"new": 7}
    assert Entry.objects.filter(chain="post", step="describe", seq=1).count() == 7 + 7


def test_a_row_that_names_a_wrong_row_of_the_same_import_is_told_so(desk: Desk) -> None:
    found = sent(
        desk.agency,
        units=["PKM,,KEC,Asia/Jakarta,5"],
        posts=[post("DOKTER", "PKM"), post("PERAWAT", "KEC", "DOKTER")],
        people=[person(nip(1), "Fajar", "DOKTER")],
    )
    assert wrong(found) == [
        ("people", 2, "post_code"),
        ("posts", 2, "unit_code"),
        ("posts", 3, "superior_code"),
        ("units", 2, "name"),
    ]
    line = ImportLine.objects.get(of=found, sheet="posts", row=3)
    assert line.sentence == "The row of “%(code)s” in this import is wrong itself."


def test_what_else_is_wrong_in_a_row_is_told_beside_a_day_that_cannot_be_read(desk: Desk) -> None:
    agency = desk.agency
    people = [
        known(agency, "ani", "NONE", "12/01/2026", "2026-01-05", email="nowhere"),
        known(agency, "eko", "POST-EKO", "2026-01-12", "30 June"),
        person("1", "Fajar", "POST-FAJAR", "2026-01-12", "2026-01-05"),
    ]
    capacities = ["nobody,chief,KEC,1/2/2026,2020-01-01", "dewi,manager,KAB,2020-01-01,soon"]
    found = sent(agency, people=people, capacities=capacities)
    assert wrong(found) == [
        ("capacities", 2, "capacity"),
        ("capacities", 2, "from"),
        ("capacities", 2, "username"),
        ("capacities", 3, "to"),
        ("people", 2, "email"),
        ("people", 2, "from"),
        ("people", 2, "post_code"),
        ("people", 3, "to"),
        ("people", 4, "nip"),
        ("people", 4, "post_code"),
        ("people", 4, "to"),
    ]
    assert (tally(found, "people"), tally(found, "capacities")) == ({"wrong": 3}, {"wrong": 2})
    assert (holders("POST-EKO"), holders("POST-ANI")) == (["eko"], ["ani"])


def test_what_else_is_wrong_in_a_row_is_told_beside_a_formula(desk: Desk) -> None:
    agency = desk.agency
    people = [
        known(agency, "ani", "NONE", email="=1+1").removesuffix(",,,,,,")
        + ",suspension,2026-02-02,2026-02-01,,,",
        person("=1+1", "Eko", "POST-EKO", "=1+1"),  # whose name it is cannot be said
        known(agency, "budi", email="stolen@example.org").replace("Budi Contoh", "=1+1"),
    ]
    found = sent(
        agency,
        units=["PKM,=1+1,KEC,UTC,=1+1"],
        posts=[post("POST-DEWI", "KAB", "=1+1"), post("DOKTER", "=1+1", "NONE")],
        people=people,
        capacities=["dewi,manager,=1+1,2026-01-05,2026-01-01"],
    )
    assert wrong(found) == [
        ("capacities", 2, "to"),
        ("capacities", 2, "unit_code"),
        ("people", 2, "email"),
        ("people", 2, "exempt_to"),
        ("people", 2, "post_code"),
        ("people", 3, "from"),
        ("people", 3, "nip"),
        ("people", 4, "email"),
        ("people", 4, "name"),
        ("posts", 2, "superior_code"),
        ("posts", 3, "superior_code"),
        ("posts", 3, "unit_code"),
        ("units", 2, "name"),
        ("units", 2, "timezone"),
        ("units", 2, "work_week"),
    ]
    assert [each for each in rules(found) if each[1]] == [(4, "ours:account_keeps_address")]


def test_people_change_places_in_one_import_across_chunks(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "CHUNK", 1)
    agency = desk.agency
    people = [
        known(agency, "ani", "POST-EKO", "2026-01-12"),
        known(agency, "eko", "POST-BUDI", "2026-01-12"),
        known(agency, "budi", "POST-ANI", "2026-01-12"),
    ]
    found = sent(agency, people=people)
    assert wrong(found) == []
    applied(found)
    assert [holders(f"POST-{name}") for name in ("EKO", "BUDI", "ANI")] == [["ani"], ["eko"], ["budi"]]


def test_who_would_enter_a_post_that_a_wrong_row_does_not_leave_is_wrong_too(desk: Desk) -> None:
    agency = desk.agency
    people = [
        known(agency, "ani", "POST-EKO", "2026-01-12"),
        known(agency, "eko", "POST-BUDI", "2026-01-12"),
        known(agency, "budi", "POST-ANI", "2026-01-12", email="nowhere"),
        person(nip(1), "Fajar"),
    ]
    found = sent(agency, people=people)
    assert wrong(found) == [
        ("people", 2, "post_code"),
        ("people", 3, "post_code"),
        ("people", 4, "email"),
    ]
    applied(found, rows="valid")
    assert [holders(f"POST-{name}") for name in ("ANI", "EKO", "BUDI")] == [["ani"], ["eko"], ["budi"]]
    assert User.objects.filter(username="fajar").exists()


def test_nothing_is_applied_when_one_thing_is_wrong(desk: Desk) -> None:
    found = sent(desk.agency, units=[unit("PKM", "KEC")], people=[person("1", "Fajar")])
    with pytest.raises(RulesBroken):
        imports.apply_import(found.pk, Actor.of(found.requested_by_id))
    assert not UnitRow.objects.filter(unit__code="PKM").exists()


def test_a_thousand_things_that_are_wrong_are_kept_and_all_are_counted(desk: Desk) -> None:
    found = sent(desk.agency, units=[f"U{number},,KEC,Asia/Jakarta,5" for number in range(1200)])
    assert found.summary["problems"] == 1200
    assert ImportLine.objects.filter(of=found).count() == 1000
    assert tally(found, "units") == {"wrong": 1200}


# Complete sheets


def test_who_is_missing_in_a_complete_sheet_leaves_the_day_before_and_is_told_by_name(desk: Desk) -> None:
    agency = desk.agency
    people = [known(agency, name) for name in agency.people if name != "eko"]
    found = sent(agency, complete=True, people=people)
    assert tally(found, "people") == {"unchanged": 6, "leaving": 1}
    leaving = ImportLine.objects.get(of=found, kind="leaving")
    assert (leaving.row, leaving.subject) == (0, "Eko Contoh")
    applied(found)
    assert (holders("POST-EKO", YESTERDAY), holders("POST-EKO")) == (["eko"], [])
    assert holders("POST-ANI") == ["ani"]


def test_a_sheet_that_is_not_complete_lets_nobody_leave(desk: Desk) -> None:
    found = sent(desk.agency, people=[known(desk.agency, "ani")])
    assert tally(found, "people") == {"unchanged": 1}


def test_with_a_sheet_of_units_only_their_people_leave(desk: Desk) -> None:
    agency = desk.agency
    found = sent(agency, complete=True, units=[unit("DUKCAPIL")], people=[known(agency, "ani")])
    assert tally(found, "people") == {"unchanged": 1, "leaving": 1}


def test_somebody_may_take_the_post_of_who_leaves(desk: Desk) -> None:
    agency = desk.agency
    people = [person(nip(1), "Fajar", "POST-EKO")]
    people += [known(agency, name) for name in agency.people if name != "eko"]
    found = sent(agency, complete=True, people=people)
    assert wrong(found) == []
    applied(found)
    assert holders("POST-EKO") == ["fajar"]


def test_nobody_leaves_while_a_row_is_wrong_since_it_may_be_his(desk: Desk) -> None:
    agency = desk.agency
    people = [known(agency, name) for name in agency.people if name != "eko"] + [person("x", "Eko")]
    found = sent(agency, complete=True, people=people)
    assert tally(found, "people") == {"unchanged": 6, "wrong": 1}


# Running plans


def test_who_has_a_plan_is_moved_by_a_change_of_posts_and_not_by_a_sheet(desk: Desk) -> None:
    agency = desk.agency
    rows = [known(agency, "ani", "POST-EKO", "2026-01-12"), known(agency, "eko", last="2026-01-11")]
    assert rules(sent(agency, people=rows)) == []
    desk.drafted("ani")
    found = sent(agency, people=rows)
    assert rules(found) == [(2, "ours:has_a_plan")]
    assert "/post-changes/" in ImportLine.objects.get(of=found, rule="ours:has_a_plan").sentence


def test_a_last_day_is_refused_with_a_plan_and_what_says_nothing_of_the_post_is_not(desk: Desk) -> None:
    agency = desk.agency
    desk.drafted("ani")
    User.objects.filter(username="ani").update(password="!never-used")
    assert rules(sent(agency, people=[known(agency, "ani", last="2026-06-30")])) == [(2, "ours:has_a_plan")]
    found = sent(agency, people=[known(agency, "ani", email="ani.baru@example.org")])
    assert rules(found) == []
    applied(found)
    assert User.objects.get(username="ani").email == "ani.baru@example.org"


def test_who_is_missing_and_has_a_plan_stays_and_is_told(desk: Desk) -> None:
    agency = desk.agency
    desk.drafted("ani")
    people = [known(agency, name) for name in agency.people if name not in ("ani", "eko")]
    found = sent(agency, complete=True, people=people)
    assert rules(found) == [(1, "ours:has_a_plan")]
    assert tally(found, "people") == {"unchanged": 5, "leaving": 1}
    applied(found, rows="valid")
    assert (holders("POST-ANI"), holders("POST-EKO")) == (["ani"], [])


def test_a_plan_that_begins_after_the_preview_is_not_passed_over(desk: Desk) -> None:
    agency = desk.agency
    found = sent(agency, people=[known(agency, "ani", last="2026-06-30")])
    desk.drafted("ani")
    after = applied(found)
    assert after.applied_at is None
    assert rules(after) == [(2, "ours:has_a_plan")]
    assert holders("POST-ANI", datetime.date(2026, 7, 1)) == ["ani"]


# How far a manager reaches


@pytest.fixture
def small(desk: Desk) -> Desk:
    """Eko is manager of the sub-district KEC alone."""
    capacities = ["eko,manager,KEC,2026-01-01,"]
    applied(sent(desk.agency, capacities=capacities))
    return desk


def test_a_manager_imports_below_his_unit_and_nowhere_else(small: Desk) -> None:
    rows = [unit("U1", "KEC-PEL"), unit("U2", "U1"), unit("U3", "KAB"), unit("KEC", "KAB"), unit("INSP")]
    found = sent(small.agency, "eko", units=[*rows, unit("KEC-PEL", "INSP")])
    assert rules(found) == [(4, "ours:not_your_unit"), (6, "ours:not_your_unit"), (7, "ours:not_your_unit")]
    assert tally(found, "units") == {"new": 2, "unchanged": 1, "wrong": 3}
    roots = [unit("=A1", "KEC"), unit("", "KEC"), unit("ROOT", ""), unit("U4", "=A2"), unit("U5", "U4")]
    found = sent(small.agency, "eko", units=roots)
    assert [each for each in rules(found) if each[1]] == [(4, "ours:not_your_unit")]
    assert wrong(found) == [
        ("units", 2, "code"),
        ("units", 3, "code"),
        ("units", 4, "parent_code"),
        ("units", 5, "parent_code"),
        ("units", 6, "parent_code"),
    ]


def test_a_manager_neither_takes_posts_of_others_nor_gives_his_away(small: Desk) -> None:
    rows = [post("POST-INDAH", "KEC"), post("POST-ANI", "INSP"), post("NEW", "KEC-PEL", "POST-WIBAWA")]
    found = sent(small.agency, "eko", posts=rows)
    assert rules(found) == [(2, "ours:not_your_unit"), (3, "ours:not_your_unit")]


def test_a_manager_touches_no_person_of_others(small: Desk) -> None:
    agency = small.agency
    User.objects.filter(username="ani").update(password="!never-used")
    rows = [
        known(agency, "ani", email="ani.baru@example.org"),
        known(agency, "indah", email="stolen@example.org"),
        known(agency, "dewi", "POST-ANI", "2026-01-12"),
        person(nip(1), "Fajar", "POST-INDAH"),
    ]
    found = sent(agency, "eko", people=rows)
    assert rules(found) == [(3, "ours:not_your_unit"), (4, "ours:not_your_person"), (5, "ours:not_your_unit")]
    assert tally(found, "people") == {"changed": 1, "wrong": 3}


def test_who_manages_more_is_not_touched_by_who_manages_less(small: Desk) -> None:
    agency = small.agency
    applied(sent(agency, capacities=["budi,inspector,KAB,2026-01-01,"]))
    found = sent(agency, "eko", people=[known(agency, "budi", email="taken@example.org")])
    assert rules(found) == [(2, "ours:not_your_person")]


def test_nobody_gives_himself_a_capacity_or_one_beyond_his_units(small: Desk) -> None:
    rows = [
        "eko,manager,KEC-PEL,2026-01-12,",
        "budi,manager,KAB,2026-01-12,",
        "budi,inspector,KEC,2026-01-12,",
    ]
    found = sent(small.agency, "eko", capacities=rows)
    assert rules(found) == [(2, "ours:own_capacity"), (3, "ours:not_your_unit")]
    applied(found, rows="valid")
    assert Grant.objects.filter(person=small.id("budi")).count() == 1


def test_nobody_makes_himself_the_second_manager_who_confirms(small: Desk) -> None:
    """An invented person with an account would confirm whatever the manager drafts."""
    rows = ["budi,manager,KAB,2026-01-12,", "budi,manager,KEC,2026-01-12,", "budi,inspector,KAB,2026-01-12,"]
    found = sent(small.agency, "dewi", capacities=rows)
    assert rules(found) == [(2, "ours:fellow_manager")]
    own = Grant.objects.get(person=small.id("dewi"))
    known_already = f"dewi,manager,KAB,{own.valid_from},{own.valid_to or ''}"
    assert rules(sent(small.agency, "dewi", capacities=[known_already])) == []


def test_no_manager_leads_the_link_into_an_account_in_use_to_himself(small: Desk) -> None:
    agency = small.agency
    User.objects.filter(username="budi").update(email="")
    row = known(agency, "ani", email="eko@example.org")
    second = known(agency, "citra").replace(",citra,", ",citra2,")
    without_address = known(agency, "budi", email="eko@example.org").replace(",budi,", ",,")
    found = sent(agency, "eko", people=[row, second, without_address])
    assert rules(found) == [
        (2, "ours:account_keeps_address"),
        (3, "ours:account_one"),
        (4, "ours:account_keeps_address"),
    ]
    row = known(agency, "ani", email="ani.baru@example.org").replace(",ani,", ",,")
    applied(sent(agency, "eko", people=[row]))
    assert User.objects.get(username="ani").email == "ani@example.org"
    assert PersonRow.objects.on(TODAY).get(person=small.id("ani")).email == "ani.baru@example.org"


def test_who_has_a_capacity_keeps_the_address_even_before_he_has_chosen_a_password(small: Desk) -> None:
    agency = small.agency
    applied(sent(agency, capacities=["budi,manager,KEC,2026-01-01,"]))
    User.objects.filter(username="budi").update(password="!never-used")
    found = sent(agency, "eko", people=[known(agency, "budi", email="eko@example.org")])
    assert rules(found) == [(2, "ours:account_keeps_address")]


def test_a_day_far_ahead_does_not_open_accounts_of_others(small: Desk) -> None:
    agency = small.agency
    User.objects.update(password="!never-used")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE directory_assignment SET valid_to = '2026-12-31' WHERE person_id = %s",
            [small.id("indah")],
        )
        cursor.execute(
            "UPDATE directory_grant SET valid_to = '2026-12-31' WHERE person_id = %s", [small.id("indah")]
        )
    row = known(agency, "indah", email="eko@example.org").replace("POST-INDAH,2020-01-01", ",")
    found = sent(agency, "eko", day=datetime.date(2030, 1, 1), people=[row])
    assert rules(found) == [(2, "ours:not_your_person")]


def test_nobody_moves_or_exempts_himself_and_what_is_known_of_him_may_stand_there(desk: Desk) -> None:
    agency = desk.agency
    exempt = known(agency, "dewi").removesuffix(",,,,,,") + ",unpaid_leave,2026-01-12,,,,"
    moved = known(agency, "dewi", "POST-NEW", "2026-01-12")
    assert rules(sent(agency, people=[exempt])) == [(2, "ours:own_post")]
    found = sent(agency, posts=[post("POST-NEW", "KAB")], people=[moved])
    assert rules(found) == [(2, "ours:own_post")]
    assert tally(sent(agency, people=[known(agency, "dewi")]), "people") == {"unchanged": 1}


def test_a_post_that_nobody_knows_is_told_once_and_not_as_one_of_another_unit(small: Desk) -> None:
    found = sent(small.agency, "eko", people=[person(nip(1), "Fajar", "NOWHERE")])
    assert wrong(found) == [("people", 2, "post_code")]
    assert rules(found) == [(2, "")]


def test_nobody_chooses_his_own_rater(desk: Desk) -> None:
    agency = desk.agency
    own = PostRow.objects.on(TODAY).get(post__code="POST-DEWI")
    superior = own.superior.code if own.superior else ""
    found = sent(agency, posts=[post("POST-DEWI", own.unit.code, superior, "POST-EKO")])
    assert rules(found) == [(2, "ours:own_post")]
    assert rules(sent(agency, posts=[post("POST-DEWI", own.unit.code, superior)])) == []


@pytest.mark.parametrize("day", [datetime.date.min, YESTERDAY, datetime.date(2100, 1, 1), datetime.date.max])
def test_a_day_that_has_passed_or_of_another_century_is_refused_at_once(
    desk: Desk, day: datetime.date
) -> None:
    with pytest.raises(RulesBroken) as error:
        sent(desk.agency, day=day, people=[person(nip(1), "Fajar", "")])
    assert [each.rule for each in error.value.blockers] == ["ours:import_day"]


def test_an_import_that_was_left_lying_changes_nothing_of_the_days_since(desk: Desk) -> None:
    found = sent(desk.agency, units=[unit("U1", "KEC")])
    desk.at("2026-01-13 09:00")
    with pytest.raises(RulesBroken) as error:
        imports.apply_import(found.pk, Actor.of(found.requested_by_id))
    assert [each.rule for each in error.value.blockers] == ["ours:import_day"]


def test_who_is_manager_no_longer_applies_nothing_even_if_he_asked_in_time(small: Desk) -> None:
    found = sent(small.agency, "eko", units=[unit("U1", "KEC")])
    imports.apply_import(found.pk, small.actor("eko"))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE directory_grant SET valid_to = '2026-01-11' WHERE person_id = %s", [small.id("eko")]
        )
    run_waiting()
    assert Import.objects.get(pk=found.pk).applied_at is None
    assert not UnitRow.objects.filter(unit__code="U1").exists()
    with pytest.raises(NotYourTurn):
        imports.apply_import(found.pk, small.actor("eko"))


def test_a_crash_between_two_tries_does_not_put_it_twice(desk: Desk) -> None:
    found = applied(sent(desk.agency, people=[person(nip(1), "Fajar", "")]))
    job = found.application
    assert job is not None
    before = Entry.objects.count()
    assert BODIES[imports.APPLY](job, lambda done, total: None).errors == []
    assert Entry.objects.count() == before
    assert PersonRow.objects.filter(name="Fajar Contoh").count() == 1
