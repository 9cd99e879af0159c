"""Working days: the dates of the norm's limits, by the official list of 2026."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle_engine.workdays import Calendar, official_days

WIB, WITA, WIT = (ZoneInfo(f"Asia/{city}") for city in ("Jakarta", "Makassar", "Jayapura"))


def days_of_2026(*months: tuple[int, list[int]]) -> frozenset[date]:
    return frozenset(date(2026, month, day) for month, days in months for day in days)


HOLIDAYS_2026 = days_of_2026(
    (1, [1, 16]), (2, [17]), (3, [19, 21, 22]), (4, [3, 5]), (5, [1, 14, 27, 31]),
    (6, [1, 16]), (8, [17, 25]), (12, [25]),
)  # fmt: skip
JOINT_LEAVE_2026 = days_of_2026((2, [16]), (3, [18, 20, 23, 24]), (5, [15, 28]), (12, [24]))
OFFICIAL_2026 = official_days(2026, HOLIDAYS_2026 | JOINT_LEAVE_2026)

FIVE_DAYS = Calendar(WIB, 5, OFFICIAL_2026.days)
SIX_DAYS = Calendar(WIB, 6, OFFICIAL_2026.days)

LIMITS = [
    # what, rule, event, working days after it, last day: worked out by hand
    ("Q1 window closes", "IV.A.14 [policy]", date(2026, 3, 31), 15, date(2026, 4, 22)),
    ("deliver Q1", "V.A.5", date(2026, 4, 13), 14, date(2026, 5, 4)),
    ("return and appeal Q1", "V.A.6, V.B.2", date(2026, 4, 15), 14, date(2026, 5, 6)),
    ("report Q1 to PyB", "V.A.7", date(2026, 4, 22), 30, date(2026, 6, 11)),
    ("appeal on Q4 of 2025", "V.B.2", date(2026, 1, 12), 14, date(2026, 2, 2)),
    ("deliver yearly", "V.A.5", date(2026, 1, 21), 14, date(2026, 2, 10)),
    ("return and appeal yearly", "V.A.6, V.B.2", date(2026, 1, 28), 14, date(2026, 2, 19)),
    ("decide the appeal", "V.B.6", date(2026, 2, 19), 7, date(2026, 3, 2)),
    ("explain to the decider", "V.B.4 [policy]", date(2026, 2, 19), 3, date(2026, 2, 24)),
]
REMINDERS = [
    ("a day before the plan deadline, a Saturday", date(2026, 1, 31), 1, date(2026, 1, 30)),
    ("seven days before Ani's appeal lapses", date(2026, 5, 6), 7, date(2026, 4, 24)),
]


@pytest.mark.parametrize(("what", "rule", "event", "n", "last_day"), LIMITS, ids=[row[0] for row in LIMITS])
def test_a_limit_ends_on_the_day_worked_out_by_hand(
    what: str, rule: str, event: date, n: int, last_day: date
) -> None:
    assert FIVE_DAYS.after(event, n) == last_day, f"{what} ({rule})"
    assert FIVE_DAYS.workdays_between(event, last_day) == n


@pytest.mark.parametrize(("what", "due", "n", "day"), REMINDERS, ids=[row[0] for row in REMINDERS])
def test_a_reminder_goes_out_on_the_day_worked_out_by_hand(what: str, due: date, n: int, day: date) -> None:
    assert FIVE_DAYS.before(due, n) == day, what


def test_fifth_last_working_day_of_january_is_the_fifth_before_february() -> None:
    assert FIVE_DAYS.before(date(2026, 2, 1), 5) == date(2026, 1, 26)
    assert SIX_DAYS.before(date(2026, 2, 1), 5) == date(2026, 1, 27)


def test_saturday_counts_in_a_six_day_week_only_and_sunday_in_none() -> None:
    friday, saturday, sunday, monday = (date(2026, 1, 9) + timedelta(days=i) for i in range(4))
    assert [FIVE_DAYS.is_workday(d) for d in (friday, saturday, sunday, monday)] == [True, False, False, True]
    assert [SIX_DAYS.is_workday(d) for d in (friday, saturday, sunday, monday)] == [True, True, False, True]
    assert FIVE_DAYS.after(friday, 1) == monday
    assert SIX_DAYS.after(friday, 1) == saturday


def test_six_day_week_reaches_the_end_of_fourteen_days_earlier() -> None:
    assert SIX_DAYS.after(date(2026, 1, 28), 14) == date(2026, 2, 13)


@pytest.mark.parametrize("calendar", [FIVE_DAYS, SIX_DAYS], ids=["five days", "six days"])
def test_idul_fitri_with_its_joint_leave_is_passed_over_as_one_block(calendar: Calendar) -> None:
    assert not any(calendar.is_workday(date(2026, 3, day)) for day in range(18, 25))
    assert calendar.after(date(2026, 3, 17), 1) == date(2026, 3, 25)
    assert calendar.after(date(2026, 3, 20), 1) == date(2026, 3, 25)
    assert calendar.before(date(2026, 3, 25), 1) == date(2026, 3, 17)
    assert calendar.workdays_between(date(2026, 3, 17), date(2026, 3, 24)) == 0


def test_extra_day_off_of_one_unit_moves_its_limits_and_no_other_units() -> None:
    local = Calendar(WIB, 5, OFFICIAL_2026.days | {date(2026, 4, 22)})
    assert local.after(date(2026, 3, 31), 15) == date(2026, 4, 23)
    assert FIVE_DAYS.after(date(2026, 3, 31), 15) == date(2026, 4, 22)


def test_no_days_after_or_before_is_the_day_itself_even_on_a_holiday() -> None:
    assert FIVE_DAYS.after(date(2026, 3, 21), 0) == date(2026, 3, 21)
    assert FIVE_DAYS.before(date(2026, 3, 21), 0) == date(2026, 3, 21)


def test_count_between_days_turned_round_is_negative() -> None:
    assert FIVE_DAYS.workdays_between(date(2026, 2, 24), date(2026, 2, 19)) == -3


@pytest.mark.parametrize(("zone", "utc_hour"), [(WIB, 17), (WITA, 16), (WIT, 15)], ids=["WIB", "WITA", "WIT"])
def test_day_ends_at_midnight_of_its_own_zone(zone: ZoneInfo, utc_hour: int) -> None:
    calendar = Calendar(zone, 5, OFFICIAL_2026.days)
    end = calendar.end_of(date(2026, 2, 19))
    assert end == datetime(2026, 2, 19, utc_hour, tzinfo=UTC)
    assert end.tzinfo is UTC
    assert calendar.day_of(end - timedelta(microseconds=1)) == date(2026, 2, 19)
    assert calendar.day_of(end) == date(2026, 2, 20)


def test_appeal_at_2359_of_the_last_day_is_in_time_and_one_second_past_midnight_is_not() -> None:
    due = FIVE_DAYS.end_of(FIVE_DAYS.after(date(2026, 1, 28), 14))
    assert datetime(2026, 2, 19, 23, 59, tzinfo=WIB) < due
    assert datetime(2026, 2, 20, 0, 0, 1, tzinfo=WIB) >= due


def test_same_instant_is_another_day_in_jayapura_than_in_jakarta() -> None:
    instant = datetime(2026, 1, 31, 16, 30, tzinfo=UTC)
    assert Calendar(WIB, 5, frozenset()).day_of(instant) == date(2026, 1, 31)
    assert Calendar(WIT, 5, frozenset()).day_of(instant) == date(2026, 2, 1)


def test_library_agrees_with_the_national_holidays_of_2026_but_knows_no_joint_leave() -> None:
    library = official_days(2026, None)
    assert library.provisional
    assert library.days == HOLIDAYS_2026


@pytest.mark.parametrize("loaded", [None, []], ids=["none", "empty"])
def test_days_of_2027_are_provisional_until_the_official_list_is_loaded(loaded: list[date] | None) -> None:
    days = official_days(2027, loaded)
    assert days.provisional
    assert {date(2027, 1, 1), date(2027, 5, 1), date(2027, 8, 17), date(2027, 12, 25)} <= days.days
    assert {day.year for day in days.days} == {2027}


def test_loaded_list_replaces_every_date_of_the_library() -> None:
    named = {date(2027, 8, 17): "Hari Kemerdekaan", date(2027, 12, 24): "Cuti bersama"}
    days = official_days(2027, named)
    assert not days.provisional
    assert days.days == frozenset(named)


def test_loaded_list_of_another_year_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"^loaded .*2027.*2026-08-17"):
        official_days(2027, [date(2026, 8, 17)])


@pytest.mark.parametrize("work_week", [0, 4, 7])
def test_work_week_other_than_five_or_six_is_refused_by_name(work_week: int) -> None:
    with pytest.raises(ValueError, match=r"^work_week "):
        Calendar(WIB, work_week, frozenset())


def test_negative_number_of_days_is_refused_by_name() -> None:
    for count in (FIVE_DAYS.after, FIVE_DAYS.before):
        with pytest.raises(ValueError, match=r"^n "):
            count(date(2026, 1, 2), -1)


def test_instant_without_a_zone_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"^instant "):
        FIVE_DAYS.day_of(datetime(2026, 1, 2, tzinfo=UTC).replace(tzinfo=None))


def test_instant_given_for_a_day_is_refused_because_it_would_hide_holidays() -> None:
    new_year = datetime(2026, 1, 1, tzinfo=UTC)
    for ask in (FIVE_DAYS.is_workday, FIVE_DAYS.end_of):
        with pytest.raises(TypeError, match=r"^day "):
            ask(new_year)
    with pytest.raises(TypeError, match=r"^day "):
        FIVE_DAYS.after(new_year, 1)


some_days = st.dates(date(2025, 11, 1), date(2027, 2, 28))
numbers = st.integers(0, 60)
calendars = st.builds(
    Calendar,
    st.sampled_from([WIB, WITA, WIT]),
    st.sampled_from([5, 6]),
    st.frozensets(some_days, max_size=40),
)


@given(calendars, some_days, numbers)
def test_counting_back_what_was_counted_on_returns_to_the_same_working_day(
    calendar: Calendar, day: date, n: int
) -> None:
    start = day if n == 0 or calendar.is_workday(day) else calendar.before(day, 1)
    assert calendar.before(calendar.after(day, n), n) == start


@given(calendars, some_days, st.integers(1, 60))
def test_limit_ends_on_a_working_day_with_exactly_n_working_days_since_the_event(
    calendar: Calendar, day: date, n: int
) -> None:
    last_day = calendar.after(day, n)
    since = [day + timedelta(days=i) for i in range(1, (last_day - day).days + 1)]
    working = [d for d in since if d.weekday() < calendar.work_week and d not in calendar.days_off]
    assert len(working) == n
    assert working[-1] == last_day
    assert calendar.workdays_between(day, last_day) == n


@given(calendars, some_days, some_days, numbers)
def test_later_event_never_has_an_earlier_limit(calendar: Calendar, one: date, other: date, n: int) -> None:
    earlier, later = sorted((one, other))
    assert calendar.after(earlier, n) <= calendar.after(later, n)
    assert calendar.before(earlier, n) <= calendar.before(later, n)


@given(calendars, some_days, numbers, numbers)
def test_two_limits_in_a_row_are_one_limit_of_their_sum(
    calendar: Calendar, day: date, a: int, b: int
) -> None:
    assert calendar.after(calendar.after(day, a), b) == calendar.after(day, a + b)


@given(calendars, some_days, some_days, numbers)
def test_another_day_off_never_shortens_a_limit(calendar: Calendar, off: date, day: date, n: int) -> None:
    fewer = Calendar(calendar.zone, calendar.work_week, calendar.days_off | {off})
    assert fewer.after(day, n) >= calendar.after(day, n)
