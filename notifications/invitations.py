"""E-mails with a link by which somebody sets a password: at least once, each link made as it is sent."""

from __future__ import annotations

import uuid
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from directory.invitations import fresh_link
from directory.models import Invitation, User
from notifications import faults
from notifications.bundles import NO_ADDRESS, PAUSES
from notifications.mail import FAULT, REFUSED, ROUND, mail_server, message
from notifications.queries import reader_of

NO_LONGER = "no_longer"  # the account was closed, or has a password by now

WORDS: dict[str, tuple[Promise, Promise]] = {
    Invitation.Purpose.INVITED: (
        gettext_lazy("Your account"),
        gettext_lazy("An account was made for you. Choose its password here:"),
    ),
    Invitation.Purpose.FORGOTTEN: (
        gettext_lazy("A new password"),
        gettext_lazy(
            "Somebody, perhaps you, has forgotten the password of your account. Choose a new one here:"
        ),
    ),
}


def deliver() -> int:
    """Send e-mails with links that are due, for one round, and say how many were sent.

    Tries and pauses as for other e-mails (`notifications.mail`). What fails for good says why.
    """
    sent = 0
    end = monotonic() + ROUND
    server = mail_server()
    try:
        while monotonic() < end and (invitation := _claim()):
            try:
                sent += _send(server, invitation)
            except REFUSED as error:
                _failed(invitation, error)
            except OSError as error:  # of which every error of smtplib is one
                _failed(invitation, error)
                faults.begin(FAULT, type(error).__name__)
                break
    finally:
        server.close()
    if sent:
        faults.end(FAULT)
    return sent


@transaction.atomic
def _claim() -> Invitation | None:
    """The oldest that is due, already put off to its next try: whoever dies over it loses nothing."""
    due = Invitation.objects.filter(
        Q(next_try_at=None) | Q(next_try_at__lte=Now()), outcome=Invitation.Outcome.WAITING
    )
    invitation = (
        due.select_related("user").select_for_update(skip_locked=True, of=("self",)).order_by("pk").first()
    )
    if invitation is not None:
        pause = PAUSES[min(invitation.attempts, len(PAUSES) - 1)]
        invitation.attempts += 1
        _update(invitation, attempts=invitation.attempts, next_try_at=Now() + pause)
    return invitation


def _send(server: BaseEmailBackend, invitation: Invitation) -> bool:
    name, address = _addressee(invitation.user)
    link = fresh_link(invitation) if address else None
    if link is None:
        reason = NO_LONGER if address else NO_ADDRESS
        _update(invitation, outcome=Invitation.Outcome.FAILED, last_error=reason)
        return False
    server.open()
    server.send_messages([_message(invitation, name, address, link)])
    _update(invitation, outcome=Invitation.Outcome.SENT, sent_at=Now(), last_error="")
    return True


def _addressee(user: User) -> tuple[str, str]:
    """What the holder of an account is called, and the account's own address, else the person's."""
    if user.person_id is None:
        return user.get_username(), user.email
    reader = reader_of(user.person_id)
    return reader.name or user.get_username(), user.email or reader.email


def _message(invitation: Invitation, name: str, address: str, link: tuple[str, str]) -> EmailMessage:
    """The e-mail in the language of the account: a name, a sentence and a link."""
    days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
    with override(invitation.user.language):
        subject, sentence = (str(each) for each in WORDS[invitation.purpose])
        greeting = _("Dear %(name)s,") % {"name": name}
        limit = _("The link works once, for %(days)d days. Give it to nobody.") % {"days": days}
        farewell = _("This message was sent by a machine; nobody reads answers to it.")
    page = f"{settings.PUBLIC_URL}{reverse('web:choose_password', args=link)}"
    body = f"{greeting}\n\n{sentence}\n\n{page}\n\n{limit}\n\n{farewell}\n"
    return message(address, subject, body, uuid.uuid4())


def _failed(invitation: Invitation, error: Exception) -> None:
    """Note what went wrong; after the last try it has failed."""
    over = invitation.attempts > len(PAUSES)
    outcome = Invitation.Outcome.FAILED if over else Invitation.Outcome.WAITING
    _update(invitation, last_error=type(error).__name__, outcome=outcome)


def _update(invitation: Invitation, **values: object) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(**values)
