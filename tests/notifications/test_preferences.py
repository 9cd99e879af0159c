"""From when on an e-mail may go: by choice, digest, rest and days off, on the person's wall clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from cycle_engine.machine import MACHINES
from cycle_engine.models import Event
from cycle_engine.workdays import Calendar
from directory.models import StandInRequest
from notifications.kinds import LEGAL, WAITS_FOR_OTHERS, WAITS_FOR_OWNER, Group, group_of
from notifications.models import Mail
from notifications.preferences import (
    DEFAULT,
    NO_POST,
    Choice,
    Preferences,
    calendars_of,
    preferences_of,
    set_preferences,
)
from tests.notifications.conftest import People
from tests.workflows.evaluation.office import Office
from workflows.cycles.models import Cycle
from workflows.development.models import Development

WIT = Calendar(ZoneInfo("Asia/Jayapura"), 5, frozenset({date(2026, 1, 16)}))  # a Friday
WIB = ZoneInfo("Asia/Jakarta")
AWAKE = Preferences(quiet=None)


def at(local: str, zone: ZoneInfo = WIB) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=zone)


def due(chosen: Preferences, group: Group, local: str, calendar: Calendar = NO_POST) -> str:
    """From when on what is told at this moment may go, on the wall clock."""
    moment = at(local, calendar.zone)
    found = chosen.due(group, moment.astimezone(UTC), moment.astimezone(UTC), calendar)
    return f"{found.astimezone(calendar.zone):%Y-%m-%d %H:%M}" if found else "never"


def choosing(group: Group, mail: Mail, chosen: Preferences = AWAKE) -> Preferences:
    return replace(chosen, choices=DEFAULT | {group: Choice(inbox=True, email=mail)})


@pytest.mark.parametrize(
    ("told", "goes"),
    [
        ("2026-01-12 10:00", "2026-01-12 10:00"),
        ("2026-01-12 19:59", "2026-01-12 19:59"),
        ("2026-01-12 20:00", "2026-01-13 06:00"),
        ("2026-01-12 23:59", "2026-01-13 06:00"),
        ("2026-01-13 00:00", "2026-01-13 06:00"),
        ("2026-01-13 05:59", "2026-01-13 06:00"),
        ("2026-01-13 06:00", "2026-01-13 06:00"),
    ],
)
def test_no_mail_goes_at_night_unless_somebody_wants_it(told: str, goes: str) -> None:
    assert due(Preferences(), Group.MINE, told) == goes
    assert due(AWAKE, Group.MINE, told) == told


def test_night_is_where_the_person_works() -> None:
    moment = at("2026-01-12 18:30").astimezone(UTC)  # 20:30 in Jayapura
    assert Preferences().due(Group.MINE, moment, moment, NO_POST) == moment
    assert Preferences().due(Group.MINE, moment, moment, WIT) == at("2026-01-13 06:00", WIT.zone)


def test_a_rest_within_a_day_ends_on_that_day() -> None:
    siesta = Preferences(quiet=(time(12), time(13)))
    assert due(siesta, Group.MINE, "2026-01-12 12:30") == "2026-01-12 13:00"
    assert due(siesta, Group.MINE, "2026-01-12 23:30") == "2026-01-12 23:30"


@pytest.mark.parametrize(
    ("told", "goes"),
    [
        ("2026-01-15 19:00", "2026-01-15 19:00"),
        ("2026-01-15 21:00", "2026-01-19 06:00"),  # over a holiday and the weekend
        ("2026-01-17 12:00", "2026-01-19 06:00"),
        ("2026-01-19 09:00", "2026-01-19 09:00"),
    ],
)
def test_no_mail_goes_on_days_off_if_so_chosen(told: str, goes: str) -> None:
    assert due(Preferences(quiet_days_off=True), Group.MINE, told, WIT) == goes


def test_a_digest_goes_once_a_day_at_its_time() -> None:
    chosen = choosing(Group.MINE, Mail.DIGEST)
    assert due(chosen, Group.MINE, "2026-01-12 06:59") == "2026-01-12 07:00"
    assert due(chosen, Group.MINE, "2026-01-12 07:00") == "2026-01-12 07:00"
    assert due(chosen, Group.MINE, "2026-01-12 07:01") == "2026-01-13 07:00"
    assert (
        due(replace(chosen, quiet=(time(20), time(9))), Group.MINE, "2026-01-12 08:00") == "2026-01-13 09:00"
    )


def test_who_wants_no_mail_gets_none() -> None:
    assert due(choosing(Group.WAITING, Mail.OFF), Group.WAITING, "2026-01-12 10:00") == "never"


def test_a_legal_notice_waits_for_the_end_of_the_night_alone() -> None:
    chosen = choosing(Group.LEGAL, Mail.OFF, Preferences(quiet_days_off=True))
    assert due(chosen, Group.LEGAL, "2026-01-17 12:00") == "2026-01-17 12:00"
    assert due(chosen, Group.LEGAL, "2026-01-17 03:00") == "2026-01-17 06:00"


def test_what_was_chosen_is_kept_whole(people: People) -> None:
    chosen = Preferences(
        choices=DEFAULT | {Group.REMINDERS: Choice(inbox=False, email=Mail.AT_ONCE)},
        digest_at=time(16, 30),
        quiet=(time(0), time(5)),
        quiet_days_off=True,
    )
    set_preferences(people.ani, chosen)
    assert preferences_of([people.ani])[people.ani] == chosen
    assert preferences_of([people.budi])[people.budi] == AWAKE


def test_who_chose_nothing_has_the_defaults(office: Office) -> None:
    assert preferences_of([office.id("ani")]) == {office.id("ani"): Preferences()}


def test_a_choice_about_legal_notices_counts_for_nothing(people: People) -> None:
    set_preferences(people.ani, choosing(Group.LEGAL, Mail.OFF))
    assert preferences_of([people.ani])[people.ani].choices == DEFAULT


def test_a_person_keeps_the_calendar_of_the_unit_of_his_post(office: Office) -> None:
    ani, nobody = office.id("ani"), office.person("tanpa jabatan")
    found = calendars_of([ani, nobody], at("2026-01-12 09:00"))
    assert (found[ani].zone, found[nobody]) == (WIB, NO_POST)
    assert not found[ani].is_workday(date(2026, 1, 16))
    office.zone("Asia/Jayapura")
    assert calendars_of([ani], at("2026-01-12 09:00"))[ani].zone == WIT.zone


# What a notice is to whom


def event(kind: str, record: str = "", **about: str) -> Event:
    return Event(kind=kind, record=record or kind.partition(".")[0], about=about)


def test_acts_are_named_as_the_machines_name_them() -> None:
    steps = {step.key for machine in MACHINES.values() for step in machine.steps.values()}
    for dated in (Cycle, Development, StandInRequest):
        steps |= {f"{dated._meta.model_name}.{act}" for act in dated.dated}
    assert steps >= LEGAL | WAITS_FOR_OWNER | WAITS_FOR_OTHERS


@pytest.mark.parametrize(
    "told",
    [
        event("evaluation.deliver"),
        event("evaluation.receive"),
        event("plan.set_unsigned"),
        event("appeal.amend"),
        event("appeal.confirm"),
        event("deadline.reminder", "evaluation", deadline="appeal"),
        event("deadline.passed", "evaluation", deadline="receipt"),
        event("deadline.reminder", "appeal", deadline="decision"),
        event("deadline.reminder", "plan", deadline="plan_set"),
    ],
    ids=str,
)
def test_what_touches_a_right_is_a_legal_notice_for_everybody(told: Event) -> None:
    assert {group_of(told, capacity) for capacity in ("owner", "rater", "decider")} == {Group.LEGAL}


def test_other_notices_are_told_apart_by_who_is_told() -> None:
    assert group_of(event("evaluation.open"), "owner") == Group.WAITING
    assert group_of(event("evaluation.open"), "rater") == Group.INFORMATION
    assert group_of(event("plan.submit"), "rater") == Group.WAITING
    assert group_of(event("plan.approve"), "owner") == Group.MINE
    assert group_of(event("job.fail"), "manager") == Group.MINE
    assert group_of(event("deadline.reminder", "plan", deadline="rater_decides"), "rater") == Group.REMINDERS
    assert group_of(event("cloud.rain"), "rater") == Group.INFORMATION


def test_the_day_has_no_end_that_a_digest_could_miss() -> None:
    chosen = choosing(Group.MINE, Mail.DIGEST)
    start = at("2026-01-12 00:00")
    for minutes in range(0, 24 * 60, 7):
        told = start + timedelta(minutes=minutes)
        goes = chosen.due(Group.MINE, told, told, NO_POST)
        assert goes is not None
        assert timedelta() <= goes - told < timedelta(days=1)
        assert goes.astimezone(WIB).time() == time(7)
