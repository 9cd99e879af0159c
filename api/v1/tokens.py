"""Tokens: signing in with username and password, and signing out."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest
from knox.models import AuthToken
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.errors import Refused
from api.v1.http import Api, answer
from api.v1.throttles import ByAddress
from cycle_engine.errors import Missing


@dataclass(frozen=True)
class Credentials:
    """A username and its password."""

    username: str
    password: str


@dataclass(frozen=True)
class Token:
    """A token, told this once; send it as `Authorization: Bearer <token>`."""

    token: str
    expires_at: datetime.datetime | None


class TokensView(Api):
    """Signing in."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (ByAddress,)

    def post(self, request: Request) -> Response:
        """A new token for username and password."""
        given = self.body(Credentials)
        http = request._request
        user = authenticate(http, username=given.username, password=given.password)
        refuse_locked_out(http)
        if user is None:
            raise Refused("wrong_credentials", headers={"WWW-Authenticate": "Bearer"})
        token, text = AuthToken.objects.create(user)
        return answer(Token(text, token.expiry), 201)


def refuse_locked_out(http: HttpRequest) -> None:
    """Who has tried too many wrong passwords waits, even with the right one."""
    if getattr(http, "axes_locked_out", False):
        wait = int(settings.AXES_COOLOFF_TIME.total_seconds())
        raise Refused("locked_out", headers={"Retry-After": str(wait)})


class CurrentTokenView(Api):
    """The token with which this request comes."""

    def delete(self, request: Request) -> Response:
        """Sign out: the token is worth nothing from now on."""
        if not isinstance(request.auth, AuthToken):
            raise Missing
        request.auth.delete()
        return Response(status=204)


described(TokensView, "post", "tokens_create", takes=Credentials, answers=Token, status=201)
described(CurrentTokenView, "delete", "tokens_revoke", status=204)
