"""Accounts of people, and their passwords."""

from __future__ import annotations

from collections.abc import Sequence
from secrets import token_hex

from axes.utils import reset
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, UNUSABLE_PASSWORD_SUFFIX_LENGTH
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cycle_engine import clock
from cycle_engine.actors import Actor
from cycle_engine.errors import Blocker, Missing, RulesBroken
from directory import nip
from directory.acts import Acts, take_turns
from directory.models import Grant, Person, PersonRow, User
from directory.rows import PersonData, Problems

KEEPS_ADDRESS, ONE_ACCOUNT = "ours:account_keeps_address", "ours:account_one"


def account(person: Person, username: str, email: str) -> User:
    """A new account of `person`, not saved yet, into which nobody can sign in before it has a password."""
    unusable = f"{UNUSABLE_PASSWORD_PREFIX}{token_hex(UNUSABLE_PASSWORD_SUFFIX_LENGTH // 2)}"
    return User(username=User.normalize_username(username), email=email, person=person, password=unusable)


@transaction.atomic
def create_account(person: int, username: str, email: str, *, actor: Actor) -> User:
    """Give a person an account, without a password.

    Missing, or RulesBroken when the name or the address will not do.
    """
    take_turns()
    owner = Person.objects.filter(pk=person).first()
    if owner is None:
        raise Missing
    user = account(owner, username, email)
    blockers = []
    if User.objects.filter(username=user.username).exists():
        blockers.append(Blocker("ours:username_free", _("This user name belongs to another account.")))
    if not _valid(User.username_validator, username):
        blockers.append(
            Blocker("ours:username_form", _("A user name has letters, digits and @ . + - _ only."))
        )
    if email and not _valid(validate_email, email):
        blockers.append(Blocker("ours:email_form", _("This is not an e-mail address.")))
    if blockers:
        raise RulesBroken(blockers)
    acts = Acts()
    acts.rows.add(user)
    acts.tell("give_account", owner, {"username": username, "email": email})
    acts.write(actor)
    return user


@transaction.atomic
def set_password(user: User, password: str, *, keep: str | None = None) -> None:
    """Give an account its password. Whoever came in by the old one is out: every session ends, every token but
    `keep` (its key) is worth nothing, and so is every link. A lock for wrong passwords is lifted.

    ValidationError for a password that is too weak, with all that is wrong with it.
    """
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    user.auth_token_set.exclude(pk=keep).delete()  # type: ignore[attr-defined]  # what api keeps of signing in
    reset(username=user.get_username())


def sign_out_everywhere(user: User) -> None:
    """End every session of an account, and let none of its tokens open anything any more.

    Sessions are looked through one by one: none says in the open whose it is.
    """
    user.auth_token_set.all().delete()  # type: ignore[attr-defined]
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


def refuse_takeovers(rows: Sequence[PersonData], problems: Problems) -> None:
    """Tell of rows by which a manager could come into the account of somebody else: a link goes to its address.

    An account that has a password, or whose holder has a capacity, keeps its address; and who has an account gets
    no second one. The operator alone may do both.
    """
    today, nips = clock.now().date(), [row.nip for row in rows]
    owned: dict[str, list[User]] = {}
    for user in User.objects.filter(person__nip__in=nips).select_related("person").order_by("pk"):
        owned.setdefault(user.person.nip, []).append(user)  # type: ignore[union-attr]  # it has one
    people = {user.person_id for users in owned.values() for user in users}
    addresses = dict(PersonRow.objects.on(today).filter(person__in=people).values_list("person", "email"))
    granted = Grant.objects.filter(person__in=people).exclude(valid_to__lt=today)
    trusted = set(granted.values_list("person", flat=True))
    for row in rows:
        users = owned.get(row.nip, [])
        if users and row.username and row.username not in {user.username for user in users}:
            sentence = gettext_noop("This person has another account. Only the operator gives a second one.")
            problems.add(row, "username", sentence, rule=ONE_ACCOUNT)
        for user in users:
            address = user.email or addresses.get(user.person_id or 0, "")
            led_by = row.username == user.username or not user.email
            kept = user.has_usable_password() or user.person_id in trusted
            if led_by and kept and row.email != address:
                sentence = gettext_noop(
                    "The account is in use, or its holder has a capacity: only the operator changes its address."
                    " Without a user name in the row, the directory alone has the new one."
                )
                problems.add(row, "email", sentence, rule=KEEPS_ADDRESS)


def _valid(validator: object, value: str) -> bool:
    try:
        validator(value)  # type: ignore[operator]
    except ValidationError:
        return False
    return True


def username_of(name: str) -> str:
    """The user name that somebody means who signs in by this name: his NIP stands for that of his account, where it
    is one and open; any other name is one itself."""
    accounts = User.objects.filter(person__nip_hash=nip.digest(name), is_active=True) if name.strip() else ()
    found = [account.username for account in accounts[:2]]
    return found[0] if len(found) == 1 else name
