"""How people want to be told, and from when on an e-mail may go: by their choice, their wall clock and their rest."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from cycle_engine.workdays import ONE_DAY, Calendar
from directory import queries as directory
from directory.models import Zone
from notifications.kinds import Group
from notifications.models import Channel, Mail, Preference
from notifications.queries import today
from workflows.cycles.queries import calendars

NO_POST = Calendar(ZoneInfo(Zone.WIB), 5, frozenset())  # the calendar of who holds none


@dataclass(frozen=True, slots=True)
class Choice:
    """How a person is told of one group of notices."""

    inbox: bool
    email: Mail
    own: Mail = Mail.OFF  # by a channel of his own, if he has one


AT_ONCE = Choice(inbox=True, email=Mail.AT_ONCE, own=Mail.AT_ONCE)
ONCE_A_DAY = Choice(inbox=True, email=Mail.DIGEST, own=Mail.DIGEST)
LEGAL = AT_ONCE  # nobody's to choose
DEFAULT = {
    Group.LEGAL: LEGAL,
    Group.WAITING: AT_ONCE,
    Group.MINE: AT_ONCE,
    Group.REMINDERS: ONCE_A_DAY,
    Group.INFORMATION: ONCE_A_DAY,
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """What one person chose. `quiet`: from when to when no message goes, by the person's wall clock."""

    choices: Mapping[Group, Choice] = field(default_factory=lambda: DEFAULT)
    digest_at: datetime.time = datetime.time(7)
    quiet: tuple[datetime.time, datetime.time] | None = (datetime.time(20), datetime.time(6))
    quiet_days_off: bool = False

    def due(
        self,
        group: Group,
        told_at: datetime.datetime,
        now: datetime.datetime,
        calendar: Calendar,
        by: Channel = Channel.EMAIL,
    ) -> datetime.datetime | None:
        """From when on what was told at `told_at` may go by this channel, `now` at the earliest; None: never.

        A legal notice waits for the end of the night at most. True time, as all that leaves the house.
        """
        if group == Group.LEGAL:
            return self._awake(max(told_at, now), calendar, days_off=False)
        choice = self.choices[group]
        mail = choice.own if by == Channel.OWN else choice.email
        if mail == Mail.OFF:
            return None
        told_at = self._digest_after(told_at, calendar.zone) if mail == Mail.DIGEST else told_at
        return self._awake(max(told_at, now), calendar, days_off=self.quiet_days_off)

    def _digest_after(self, instant: datetime.datetime, zone: ZoneInfo) -> datetime.datetime:
        day = instant.astimezone(zone).date()
        then = datetime.datetime.combine(day, self.digest_at, zone)
        return then if then >= instant else datetime.datetime.combine(day + ONE_DAY, self.digest_at, zone)

    def _awake(self, instant: datetime.datetime, calendar: Calendar, *, days_off: bool) -> datetime.datetime:
        """The first instant from this one on at which the person is not at rest, nor, if so asked, off duty."""
        local = instant.astimezone(calendar.zone)
        while True:
            day = local.date()
            if days_off and not calendar.is_workday(day):
                local = datetime.datetime.combine(day + ONE_DAY, datetime.time.min, calendar.zone)
            elif self.quiet and _within(local.time(), *self.quiet):
                end = self.quiet[1]
                local = datetime.datetime.combine(
                    day if local.time() < end else day + ONE_DAY, end, calendar.zone
                )
            else:
                return local


def _within(moment: datetime.time, start: datetime.time, end: datetime.time) -> bool:
    return start <= moment < end if start <= end else moment >= start or moment < end


def preferences_of(persons: Collection[int]) -> dict[int, Preferences]:
    """What each of these persons chose, or the defaults; one query."""
    rows = Preference.objects.filter(person__in=persons)
    return dict.fromkeys(persons, Preferences()) | {row.person_id: _from_row(row) for row in rows}


def set_preferences(person: int, chosen: Preferences) -> None:
    """Keep what a person chose from now on; legal notices stay as they are whatever was chosen."""
    choices = {
        group.value: {"inbox": choice.inbox, "email": choice.email.value, "own": choice.own.value}
        for group, choice in chosen.choices.items()
        if group != Group.LEGAL
    }
    quiet_from, quiet_to = chosen.quiet or (None, None)
    Preference.objects.update_or_create(
        person_id=person,
        defaults={
            "choices": choices,
            "digest_at": chosen.digest_at,
            "quiet_from": quiet_from,
            "quiet_to": quiet_to,
            "quiet_days_off": chosen.quiet_days_off,
        },
    )


def calendars_of(persons: Collection[int], now: datetime.datetime) -> dict[int, Calendar]:
    """The calendar of each person: that of the unit of his post today; five queries.

    Who holds which post is asked of engine time, which days are off of true time (`now`).
    """
    day = today()
    posts = directory.post_of(persons, day)
    rows = directory.posts(set(posts.values()), day)
    units = {person: rows[post].unit_id for person, post in posts.items() if post in rows}
    of_units = calendars(set(units.values()), now.date())
    return {person: of_units.get(units.get(person, 0), NO_POST) for person in persons}


def _from_row(row: Preference) -> Preferences:
    given = {Group(name): _choice(Group(name), each) for name, each in row.choices.items()}
    quiet = (row.quiet_from, row.quiet_to) if row.quiet_from and row.quiet_to else None
    return Preferences(DEFAULT | given, row.digest_at, quiet, row.quiet_days_off)


def _choice(group: Group, told: Mapping[str, Any]) -> Choice:
    return Choice(told["inbox"], Mail(told["email"]), Mail(told.get("own", DEFAULT[group].own)))
