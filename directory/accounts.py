"""Accounts of people, and their passwords."""

from __future__ import annotations

from secrets import token_hex

from axes.utils import reset
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, UNUSABLE_PASSWORD_SUFFIX_LENGTH
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Actor
from cycle_engine.errors import Blocker, Missing, RulesBroken
from directory.acts import Acts, take_turns
from directory.models import Person, User


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
    acts.changes("give_account").add(user)
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


def _valid(validator: object, value: str) -> bool:
    try:
        validator(value)  # type: ignore[operator]
    except ValidationError:
        return False
    return True
