"""The working days of units: the official list, the library's in its place, and a unit's own days."""

import csv
import dataclasses
import datetime
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cycle_engine.actors import Actor
from cycle_engine.errors import NotYourTurn, RulesBroken
from cycle_engine.models import Entry, Payload
from tests.databases import Database
from tests.workflows.cycles.agencies import Agencies
from workflows.cycles.commands import DayOffInput, load_days_off
from workflows.cycles.models import CalendarYear, DayOff
from workflows.cycles.queries import calendars

FIRST_OF_JULY = datetime.date(2026, 7, 1)
ELECTION = datetime.date(2026, 9, 9)
VOTE = DayOffInput(ELECTION, "local", "Pemilihan kepala daerah")
NEXT = timezone.now().year + 1  # a year whose days are all to come


def next_year(row: DayOffInput) -> DayOffInput:
    return dataclasses.replace(row, day=row.day.replace(year=NEXT))


def official_2026() -> list[DayOffInput]:
    with Path("demo/fixtures/holidays-2026.csv").open(newline="") as file:
        return [
            DayOffInput(datetime.date.fromisoformat(row["date"]), row["kind"], row["name"])
            for row in csv.DictReader(file)
        ]


def test_official_list_gives_the_dates_of_the_norm_worked_out_by_hand(agencies: Agencies) -> None:
    load_days_off(2026, official_2026(), Actor.clock())
    calendar = calendars([agencies.office], FIRST_OF_JULY)[agencies.office]
    assert calendar.after(datetime.date(2026, 3, 31), 15) == datetime.date(2026, 4, 22)
    assert calendar.after(datetime.date(2026, 4, 15), 14) == datetime.date(2026, 5, 6)


def test_until_the_official_list_is_loaded_the_library_stands_in_without_joint_leave(
    agencies: Agencies,
) -> None:
    christmas, eve = datetime.date(2026, 12, 25), datetime.date(2026, 12, 24)
    before = calendars([agencies.office], FIRST_OF_JULY)[agencies.office]
    assert christmas in before.days_off
    assert eve not in before.days_off
    load_days_off(2026, official_2026(), Actor.clock())
    after = calendars([agencies.office], FIRST_OF_JULY)[agencies.office]
    assert {christmas, eve} <= after.days_off
    assert datetime.date(2027, 12, 25) in after.days_off


def test_a_calendar_reaches_from_the_year_before_to_the_second_next(agencies: Agencies) -> None:
    calendar = calendars([agencies.office], FIRST_OF_JULY)[agencies.office]
    assert {day.year for day in calendar.days_off} == {2025, 2026, 2027, 2028}


def test_each_unit_has_its_own_zone_week_and_local_days(agencies: Agencies) -> None:
    load_days_off(2026, [VOTE], Actor.of(agencies.dewi), unit=agencies.remote)
    office, remote = calendars([agencies.office, agencies.remote], FIRST_OF_JULY).values()
    assert (office.zone, office.work_week) == (ZoneInfo("Asia/Jakarta"), 5)
    assert (remote.zone, remote.work_week) == (ZoneInfo("Asia/Jayapura"), 6)
    assert remote.days_off - office.days_off == {ELECTION}


def test_units_that_work_alike_share_one_calendar_object(agencies: Agencies) -> None:
    found = calendars([agencies.office, agencies.root], FIRST_OF_JULY)
    assert found[agencies.office] is found[agencies.root]
    assert calendars([agencies.office], FIRST_OF_JULY)[agencies.office] is found[agencies.office]


def test_calendars_of_any_number_of_units_take_two_queries(
    agencies: Agencies, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        calendars([agencies.root, agencies.office, agencies.remote, agencies.other], FIRST_OF_JULY)


def test_the_same_list_again_changes_nothing(agencies: Agencies) -> None:
    dewi = Actor.of(agencies.dewi)
    assert load_days_off(2026, official_2026(), dewi)
    entries = Entry.objects.count()
    assert not load_days_off(2026, list(reversed(official_2026())), dewi)
    assert Entry.objects.count() == entries
    assert DayOff.objects.count() == 25


def test_a_new_list_replaces_the_old_one_and_the_old_one_stays_known(agencies: Agencies) -> None:
    dewi = Actor.of(agencies.dewi)
    official = [next_year(row) for row in official_2026()]
    load_days_off(NEXT, official, dewi)
    moved = [row for row in official if row.day.month != 3]
    moved.append(DayOffInput(datetime.date(NEXT, 3, 27), "joint_leave", "Cuti bersama"))
    moved[0] = DayOffInput(moved[0].day, "holiday", "Tahun Baru")
    assert load_days_off(NEXT, moved, dewi)
    held = DayOff.objects.filter(withdrawn_at=None)
    assert {(row.day, row.name) for row in held} == {(row.day, row.name) for row in moved}
    assert DayOff.objects.exclude(withdrawn_at=None).count() == 8
    assert not load_days_off(NEXT, moved, dewi)


def test_a_national_list_leaves_local_days_alone_and_the_other_way_round(agencies: Agencies) -> None:
    dewi, vote = Actor.of(agencies.dewi), next_year(VOTE)
    load_days_off(NEXT, [vote], dewi, unit=agencies.office)
    load_days_off(NEXT, [next_year(row) for row in official_2026()], dewi)
    day = datetime.date(NEXT, 7, 1)
    assert vote.day in calendars([agencies.office], day)[agencies.office].days_off
    assert load_days_off(NEXT, [], dewi, unit=agencies.office)
    assert vote.day not in calendars([agencies.office], day)[agencies.office].days_off
    assert DayOff.objects.filter(withdrawn_at=None).count() == 25


def test_a_day_off_that_has_passed_never_becomes_a_working_day(agencies: Agencies) -> None:
    year = NEXT - 2
    new_year, other = (DayOffInput(datetime.date(year, 1, day), "holiday", "Libur") for day in (1, 2))
    load_days_off(year, [new_year, other], Actor.clock())
    with pytest.raises(RulesBroken) as refused:
        load_days_off(year, [new_year], Actor.clock())
    assert [blocker.rule for blocker in refused.value.blockers] == ["day_passed"]
    renamed = dataclasses.replace(other, name="Cuti", kind="joint_leave")
    assert load_days_off(year, [new_year, renamed], Actor.clock())


def test_each_load_is_an_entry_on_the_chain_of_its_year(agencies: Agencies) -> None:
    load_days_off(2026, official_2026(), Actor.of(agencies.dewi))
    load_days_off(2026, [VOTE], Actor.of(agencies.dewi), unit=agencies.office)
    year = CalendarYear.objects.get(year=2026)
    entries = Entry.objects.filter(chain="calendaryear", chain_id=year.pk).order_by("seq")
    assert [(entry.step, entry.actor, entry.unit) for entry in entries] == [
        ("load_days_off", agencies.dewi, None),
        ("load_days_off", agencies.dewi, agencies.office),
    ]
    assert "Pemilihan kepala daerah" in (Payload.objects.get(entry=entries[1]).text or "")


def test_an_empty_first_list_leaves_no_trace(agencies: Agencies) -> None:
    assert not load_days_off(2026, [], Actor.of(agencies.dewi))
    assert not CalendarYear.objects.exists()


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([DayOffInput(datetime.date(2027, 1, 1), "holiday", "Tahun Baru")], ["day_of_year"]),
        ([VOTE], ["day_kind"]),
        ([DayOffInput(ELECTION, "sunday", "Minggu")], ["day_kind"]),
        ([DayOffInput(ELECTION, "holiday", name) for name in ("A", "B")], ["day_once"]),
        (
            [VOTE, DayOffInput(datetime.date(2025, 9, 9), "local", "x")],
            ["day_kind", "day_of_year", "day_kind"],
        ),
    ],
)
def test_a_wrong_national_list_is_refused_whole(
    agencies: Agencies, rows: list[DayOffInput], codes: list[str]
) -> None:
    with pytest.raises(RulesBroken) as refused:
        load_days_off(2026, rows, Actor.of(agencies.dewi))
    assert [blocker.rule for blocker in refused.value.blockers] == codes
    assert all(blocker.message for blocker in refused.value.blockers)
    assert not DayOff.objects.exists()


def test_a_unit_cannot_make_a_national_holiday(agencies: Agencies) -> None:
    with pytest.raises(RulesBroken):
        load_days_off(2026, official_2026(), Actor.of(agencies.dewi), unit=agencies.office)


def test_only_a_manager_loads_days_off(agencies: Agencies) -> None:
    for stranger in (agencies.ani, agencies.indah, agencies.eko):
        with pytest.raises(NotYourTurn):
            load_days_off(2026, [VOTE], Actor.of(stranger), unit=agencies.office)
        with pytest.raises(NotYourTurn):
            load_days_off(2026, official_2026(), Actor.of(stranger))
    with pytest.raises(NotYourTurn):
        load_days_off(2026, [VOTE], Actor.of(agencies.dewi), unit=agencies.other)
    assert not DayOff.objects.exists()


def test_the_database_itself_refuses_a_wrong_or_a_second_day_off(agencies: Agencies) -> None:
    load_days_off(2026, official_2026(), Actor.clock())
    year = CalendarYear.objects.get(year=2026)
    for day, kind, unit in [
        ((2026, 12, 25), "holiday", None),
        ((2027, 12, 25), "holiday", None),
        ((2026, 9, 9), "local", None),
        ((2026, 9, 9), "holiday", agencies.office),
    ]:
        with pytest.raises(IntegrityError), transaction.atomic():
            DayOff.objects.create(
                year=year,
                day=datetime.date(*day),
                kind=kind,
                name="x",
                unit_id=unit,
                recorded_at=timezone.now(),
            )


def test_the_application_can_neither_move_nor_delete_a_day_off(agencies: Agencies) -> None:
    load_days_off(2026, official_2026(), Actor.clock())
    with pytest.raises(ProgrammingError), transaction.atomic():
        DayOff.objects.update(day=ELECTION)
    with pytest.raises(ProgrammingError), transaction.atomic():
        DayOff.objects.all().delete()


def test_two_managers_who_load_the_same_list_at_once_load_it_once(fresh_database: Database) -> None:
    together = Barrier(2, timeout=20)

    def load(_: int) -> bool:
        together.wait()
        try:
            return load_days_off(2026, official_2026(), Actor.clock())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(load, range(2))) == [False, True]
    assert DayOff.objects.count() == 25
    assert Entry.objects.filter(chain="calendaryear").count() == 1
