"""Inviting people to their accounts by e-mail."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.errors import Refused
from api.v1.fields import Id
from api.v1.http import Api, answer
from api.v1.names import Names
from api.v1.paging import Paging, page_of, paged
from api.v1.shapes import Named
from cycle_engine.actors import Actor
from cycle_engine.clock import Moment
from cycle_engine.errors import Missing
from directory import invitations
from directory import queries as directory
from directory.models import Invitation, Unit


@dataclass(frozen=True)
class NewInvitations:
    """Either `people`, or all who serve in a `unit` and below it."""

    people: list[Id] = field(default_factory=list)
    unit: Id | None = None


@dataclass(frozen=True)
class LeftOut:
    """Who is not invited, and why: `no_account`, `has_password`, `no_address`, or `waiting` for an e-mail already."""

    person: str
    reason: str


@dataclass(frozen=True)
class InvitedShape:
    """How many e-mails will be sent, and who is sent none."""

    invited: int
    left_out: list[LeftOut]


@dataclass(frozen=True)
class InvitationShape:
    """An e-mail with a link. `outcome`: empty while it waits, `sent` or `failed`; `error` is a code.

    `accepted`: whether the account has a password by now. `by`: nobody for the operator.
    """

    id: str
    person: Named
    username: str
    by: Named | None
    at: datetime.datetime
    outcome: str
    outcome_label: str
    sent_at: datetime.datetime | None
    error: str
    accepted: bool


class InvitationsView(Api):
    """Invitations to accounts."""

    def get(self, request: Request) -> Response:
        """Who was invited in the units that you manage, oldest first."""
        asked = self.query(Paging)
        rows = invitations.managed_invitations(self.reader, self.day).select_related("user")
        return paged(request, rows, asked, lambda found: _shown(found, self.moment))

    def post(self, request: Request) -> Response:
        """Send people in units that you manage a link by which they set the passwords of their accounts."""
        new = self.body(NewInvitations)
        if bool(new.people) == (new.unit is not None):
            raise Refused("invalid", errors={"people": [_("Name people, or a unit.")]})
        invited = self._of_unit(new.unit) if new.unit is not None else self._of_people(new.people)
        left_out = [LeftOut(str(each.person), each.reason) for each in invited.left_out]
        return answer(InvitedShape(len(invited.invitations), left_out), 202)

    def _of_unit(self, unit: int) -> invitations.Invited:
        if not Unit.objects.filter(pk=unit).exists():
            raise Missing
        return invitations.invite_unit(unit, self.day, actor=Actor.of(self.reader))

    def _of_people(self, people: list[Id]) -> invitations.Invited:
        seen = directory.visible_people(self.reader, self.day).filter(pk__in=people)
        if seen.count() < len(set(people)):
            raise Missing
        return invitations.invite(people, self.day, actor=Actor.of(self.reader))


def _shown(rows: Sequence[Invitation], at: Moment) -> list[InvitationShape]:
    names = Names.of([person for row in rows for person in (row.user.person_id, row.by_id)], at)
    return [
        InvitationShape(
            id=str(row.pk),
            person=names.named(row.user.person_id or 0),
            username=row.user.get_username(),
            by=names.maybe(row.by_id),
            at=row.recorded_at,
            outcome=row.outcome,
            outcome_label=str(row.get_outcome_display()),
            sent_at=row.sent_at,
            error=row.last_error,
            accepted=row.user.has_usable_password(),
        )
        for row in rows
    ]


described(InvitationsView, "get", "invitations", asks=Paging, answers=page_of(InvitationShape))
described(
    InvitationsView, "post", "invitations_create", takes=NewInvitations, answers=InvitedShape, status=202
)
