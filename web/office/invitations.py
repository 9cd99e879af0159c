"""Who has no password yet, and inviting them to their accounts by e-mail."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import Missing, type_sentence
from directory import invitations
from directory.identities import unit_names
from directory.models import Invitation
from directory.names import Names
from web.office.manager import ManagerPage
from web.office.templates import UnitFilter
from web.paging import page_of

WHY: dict[str, type_sentence] = {
    "no_account": gettext_lazy("no account"),
    "has_password": gettext_lazy("a password is there already"),
    "no_address": gettext_lazy("no e-mail address"),
    "waiting": gettext_lazy("an e-mail waits to be sent"),
}
NEVER = gettext_lazy("Not invited yet")


class InvitationsPage(ManagerPage):
    """Who has no password yet."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """With what became of the last invitation."""
        form = UnitFilter(self, request.GET)
        unit = form.asked()
        last = Invitation.objects.filter(user=OuterRef("pk"), purpose="invited").order_by("-pk")
        found = invitations.awaiting(self.reader, self.within(self.units, unit), self.day)
        told = found.annotate(
            outcome=Subquery(last.values("outcome")[:1]), invited_at=Subquery(last.values("recorded_at")[:1])
        )
        some: Any = page_of(told.order_by("username"), request)
        names = Names.of([user.person_id for user in some], self.moment)
        return self.show(
            "web/office/invitations.html",
            form=form,
            some=some,
            rows=[(user, names[user.person_id], _standing(user.outcome)) for user in some],
            unit=unit,
        )


def _standing(outcome: str | None) -> type_sentence:
    return NEVER if outcome is None else Invitation.Outcome(outcome).label


class InvitePage(ManagerPage):
    """Inviting all who serve in a unit."""

    def get(self, request: HttpRequest, unit: int) -> HttpResponse:
        """How many that would be."""
        if unit not in self.units:
            raise Missing
        below = self.within(self.units, str(unit))
        return self.show(
            "web/office/invite.html",
            unit=unit,
            name=unit_names([unit], self.day).get(unit, ""),
            count=invitations.awaiting(self.reader, below, self.day).count(),
        )

    def post(self, request: HttpRequest, unit: int) -> HttpResponse:
        """Send each of them a link by which the password is set; tell who was left out."""
        if unit not in self.units:
            raise Missing
        done = invitations.invite_unit(unit, self.day, actor=self.actor)
        count = len(done.invitations)
        said = _("E-mails that will be sent: %(count)d.")
        messages.success(request, said % {"count": count})
        for reason, people in sorted(Counter(each.reason for each in done.left_out).items()):
            said = _("Left out, %(why)s: %(count)d.")
            messages.info(request, said % {"count": people, "why": WHY[reason]})
        return redirect(f"{reverse('web:office_invitations')}?unit={unit}")
