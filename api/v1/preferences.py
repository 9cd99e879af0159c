"""How you want to be told: by inbox, e-mail and a channel of your own, and when not."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.errors import Refused
from api.v1.http import Api, answer
from cycle_engine.errors import Missing
from notifications.kinds import Group
from notifications.models import Mail
from notifications.preferences import DEFAULT, LEGAL, Choice, Preferences, preferences_of, set_preferences

GROUP = Literal["legal", "waiting", "mine", "reminders", "information"]
EMAIL = Literal["at_once", "digest", "off"]


@dataclass(frozen=True)
class NewGroupChoice:
    """How you are told of one group of notices: in your inbox or not, and when by e-mail.

    `own`: when by a channel of your own, if you have one; left out, it has its default.
    """

    group: GROUP
    inbox: bool
    email: EMAIL
    own: EMAIL | None = None


@dataclass(frozen=True)
class GroupChoice:
    """`fixed`: nobody can choose otherwise; legal notices always reach the inbox, and go by e-mail and by your own
    channel at once."""

    group: str
    label: str
    inbox: bool
    email: str
    own: str
    fixed: bool


@dataclass(frozen=True)
class Quiet:
    """No e-mail goes from `from` up to `to` (of the next day, where that is earlier), by your wall clock."""

    from_: datetime.time
    to: datetime.time


@dataclass(frozen=True)
class NewPreferences:
    """What you choose, whole. A group that you leave out has its default; without `quiet` there is no quiet time.

    `digest_at`: when the one e-mail of the day goes. `quiet_days_off`: no e-mail on days on which your unit does not
    work. All times are those of your unit's zone.
    """

    groups: list[NewGroupChoice]
    digest_at: datetime.time
    quiet: Quiet | None
    quiet_days_off: bool


@dataclass(frozen=True)
class ShownPreferences:
    """What you chose, or the defaults."""

    groups: list[GroupChoice]
    digest_at: datetime.time
    quiet: Quiet | None
    quiet_days_off: bool


class PreferencesView(Api):
    """How you want to be told."""

    def get(self, request: Request) -> Response:
        """What you chose, or the defaults."""
        return self._shown()

    def put(self, request: Request) -> Response:
        """Choose anew. E-mail that waits already goes no earlier for it."""
        if not self.reader:
            raise Missing
        given = self.body(NewPreferences)
        set_preferences(
            self.reader,
            Preferences(
                choices=_choices(given.groups),
                digest_at=given.digest_at,
                quiet=(given.quiet.from_, given.quiet.to) if given.quiet else None,
                quiet_days_off=given.quiet_days_off,
            ),
        )
        return self._shown()

    def _shown(self) -> Response:
        chosen = preferences_of([self.reader])[self.reader]
        groups = [
            GroupChoice(
                group=group.value,
                label=str(group.label),
                inbox=choice.inbox,
                email=choice.email.value,
                own=choice.own.value,
                fixed=group == Group.LEGAL,
            )
            for group, choice in chosen.choices.items()
        ]
        quiet = Quiet(*chosen.quiet) if chosen.quiet else None
        return answer(ShownPreferences(groups, chosen.digest_at, quiet, chosen.quiet_days_off))


def _choices(given: list[NewGroupChoice]) -> dict[Group, Choice]:
    chosen = {Group(each.group): _choice(each) for each in given}
    if len(chosen) < len(given):
        raise Refused("invalid", errors={"groups": [str(_("Name each group once."))]})
    if chosen.get(Group.LEGAL, LEGAL) != LEGAL:
        said = _("Legal notices always reach the inbox and go by e-mail at once.")
        raise Refused("invalid", errors={"groups": [str(said)]})
    return DEFAULT | chosen


def _choice(given: NewGroupChoice) -> Choice:
    own = Mail(given.own) if given.own else DEFAULT[Group(given.group)].own
    return Choice(given.inbox, Mail(given.email), own)


described(PreferencesView, "get", "notification_preferences", answers=ShownPreferences)
described(
    PreferencesView, "put", "notification_preferences_set", takes=NewPreferences, answers=ShownPreferences
)
