"""Inviting people to their accounts: to whom an e-mail with a link may go, and what such a link is."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from cycle_engine.actors import Actor, Capacity
from cycle_engine.errors import Missing, NotYourTurn
from directory import nip
from directory.dated import recorded_within
from directory.many import any_of
from directory.models import Assignment, Invitation, Person, PersonRow, PostRow, User
from directory.queries import granted, units_below

FORGETFUL = 3  # e-mails that an account is sent within an hour because its password was forgotten
MEANT = 5  # accounts that one name stands for at most
AN_HOUR = datetime.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Who is not invited, and why: `no_account`, `has_password`, `no_address`, or `waiting` for an e-mail already.

    `user` has the account, if there is one, `person` the name, if it is a person's.
    """

    person: int | None
    user: User | None
    reason: str


@dataclass(frozen=True, slots=True)
class Invited:
    """The invitations that will be sent, and who was left out."""

    invitations: list[Invitation]
    left_out: list[LeftOut]


def invite(people: Collection[int], day: datetime.date, *, actor: Actor) -> Invited:
    """Invite these persons to their accounts. By a manager of the unit where each serves: else NotYourTurn.

    Missing if one of them is not there. Whose account has a password, or no address, is left out.
    """
    wanted = set(people)
    if Person.objects.filter(pk__in=wanted).count() < len(wanted):
        raise Missing
    if wanted - _serving(_managed(actor, day), day):
        raise NotYourTurn
    return _invited(wanted, day, actor)


def invite_unit(unit: int, day: datetime.date, *, actor: Actor) -> Invited:
    """Invite all who serve in this unit and below it. By a manager of the unit: else NotYourTurn."""
    if unit not in _managed(actor, day):
        raise NotYourTurn
    return _invited(_serving(units_below([unit], day), day), day, actor)


def invite_accounts(users: Iterable[User], day: datetime.date) -> Invited:
    """Invite the holders of these accounts, as the operator of the machine."""
    return _written(list(users), [], day, None)


def managed_invitations(person: int, day: datetime.date) -> QuerySet[Invitation]:
    """Who was invited in the units that a person manages."""
    people = _serving(_managed(Actor.of(person), day), day)
    return Invitation.objects.filter(purpose=Invitation.Purpose.INVITED, user__person__in=people)


def awaiting(person: int, units: Collection[int], day: datetime.date) -> QuerySet[User]:
    """The accounts without a password of who serves in those of these units that a person manages."""
    people = _serving(_managed(Actor.of(person), day) & set(units), day)
    lacking = User.objects.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX, is_active=True)
    return lacking.filter(person__in=any_of(people))


@transaction.atomic
def forgotten(name: str, day: datetime.date) -> None:
    """The password of the account with this user name, NIP or e-mail address was forgotten: an e-mail is due.

    Whoever asks learns nothing. An account is written to a few times an hour at most. An address that many share
    stands for none of them, lest one question floods it: they ask by user name or NIP.
    """
    called = list(_called(name.strip(), day)[: MEANT + 1])
    for user in called if len(called) <= MEANT else ():
        lately = user.invitations.filter(recorded_within(AN_HOUR), purpose=Invitation.Purpose.FORGOTTEN)
        if lately.count() < FORGETFUL:
            Invitation.objects.create(user=user, purpose=Invitation.Purpose.FORGOTTEN)


def fresh_link(invitation: Invitation) -> tuple[str, str] | None:
    """The two parts of a new link into the account: whose, and a token; nothing when it may not be sent any more.

    The links of earlier invitations are worth nothing from now on.
    """
    user = invitation.user
    invited = invitation.purpose == Invitation.Purpose.INVITED
    if not user.is_active or (invited and user.has_usable_password()):
        return None
    if invited:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)


def owner_of(uid: str, token: str) -> User | None:
    """The account that a link opens; nothing when it is none, too old, or was used."""
    try:
        key = int(urlsafe_base64_decode(uid).decode("ascii"))
    except ValueError:
        return None
    user = User.objects.filter(pk=key, is_active=True).first()
    return user if user is not None and default_token_generator.check_token(user, token) else None


def _managed(actor: Actor, day: datetime.date) -> set[int]:
    return granted(actor.person, [Capacity.MANAGER], day) if actor.person is not None else set()


def _serving(units: Collection[int], day: datetime.date) -> set[int]:
    """Who holds a post in these units."""
    posts = PostRow.objects.on(day).filter(unit__in=units).values("post")
    return set(Assignment.objects.on(day).filter(post__in=posts).values_list("person", flat=True))


def _invited(people: Collection[int], day: datetime.date, actor: Actor) -> Invited:
    users = list(User.objects.filter(person__in=people, is_active=True).order_by("pk"))
    without = sorted(set(people) - {user.person_id for user in users})
    return _written(users, [LeftOut(person, None, "no_account") for person in without], day, actor.person)


@transaction.atomic
def _written(users: Sequence[User], left_out: list[LeftOut], day: datetime.date, by: int | None) -> Invited:
    people = {user.person_id for user in users}
    addresses = dict(PersonRow.objects.on(day).filter(person__in=people).values_list("person", "email"))
    waiting = set(
        Invitation.objects.filter(user__in=users, purpose="invited", outcome="").values_list(
            "user", flat=True
        )
    )
    invitations = []
    for user in users:
        if not user.password.startswith(UNUSABLE_PASSWORD_PREFIX):
            reason = "has_password"
        elif not (user.email or addresses.get(user.person_id or 0)):
            reason = "no_address"
        elif user.pk in waiting:
            reason = "waiting"
        else:
            invitations.append(Invitation(user=user, by_id=by, purpose=Invitation.Purpose.INVITED))
            continue
        left_out.append(LeftOut(user.person_id, user, reason))
    return Invited(Invitation.objects.bulk_create(invitations, batch_size=2000), left_out)


def _called(name: str, day: datetime.date) -> QuerySet[User]:
    """The accounts that somebody may mean by this name."""
    if not name:
        return User.objects.none()
    described = PersonRow.objects.on(day).filter(email__iexact=name).values("person")
    meant = Q(username=User.normalize_username(name)) | Q(email__iexact=name) | Q(person__in=described)
    return User.objects.filter(meant | Q(person__nip_hash=nip.digest(name)), is_active=True).distinct()
