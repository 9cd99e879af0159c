"""Passwords: choosing one by the link of an invitation, and changing one's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.contrib.auth import authenticate, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from knox.models import AuthToken
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.errors import Refused
from api.v1.http import Api, answer
from api.v1.throttles import ByAddress
from api.v1.tokens import refuse_locked_out
from directory.accounts import set_password
from directory.invitations import owner_of
from directory.models import User


@dataclass(frozen=True)
class ByLink:
    """`uid` and `token` are the two parts of the link in the e-mail."""

    uid: str
    token: str
    password: str


@dataclass(frozen=True)
class Changed:
    """The password that you have, and the new one."""

    old: str
    new: str


@dataclass(frozen=True)
class Account:
    """The account that one can sign in to now."""

    username: str


class PasswordsView(Api):
    """Choosing a password."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (ByAddress,)

    def post(self, request: Request) -> Response:
        """Set the password of the account that the link of an invitation opens; the link works once."""
        given = self.body(ByLink)
        user = owner_of(given.uid, given.token)
        if user is None:
            raise _wrong("token", _("This link does not work any more. Ask for another one."))
        _set(user, given.password, "password")
        return answer(Account(user.get_username()))


class OwnPasswordView(Api):
    """Your password."""

    throttle_classes = (ByAddress,)

    def post(self, request: Request) -> Response:
        """Change your password. Whoever came in by the old one is out, but for this request's token or session."""
        given = self.body(Changed)
        http, own = request._request, cast(User, request.user)
        user = authenticate(http, username=own.get_username(), password=given.old)
        refuse_locked_out(http)
        if user is None or user.pk != own.pk:
            raise _wrong("old", _("This is not your password."))
        token = request.auth if isinstance(request.auth, AuthToken) else None
        _set(own, given.new, "new", keep=token.pk if token else None)
        if token is None:
            update_session_auth_hash(http, own)
        return Response(status=204)


def _set(user: User, password: str, place: str, keep: str | None = None) -> None:
    try:
        set_password(user, password, keep=keep)
    except ValidationError as error:
        raise _wrong(place, *error.messages) from None


def _wrong(place: str, *sentences: str) -> Refused:
    return Refused("invalid", errors={place: list(sentences)})


described(PasswordsView, "post", "passwords_set", takes=ByLink, answers=Account)
described(OwnPasswordView, "post", "me_password", takes=Changed, status=204)
