"""Whose a form is. The token against forgery that stands in it is made for one account, and tells us so."""

from __future__ import annotations

from django.http import HttpRequest
from django.middleware.csrf import (  # type: ignore[attr-defined]  # the stubs know the public ones alone
    CSRF_TOKEN_LENGTH,
    InvalidTokenFormat,
    _check_token_format,
    _unmask_cipher_token,
)
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

DRAWN, KEY, MARK = (
    12,
    8,
    12,
)  # characters of the secret behind a token: drawn at random, the account, our mark


def made_for(account: int) -> str:
    """A new secret for forms of this account (id)."""
    said = get_random_string(DRAWN) + f"{account:0{KEY}x}"
    return said + _mark(said)


def bind(request: HttpRequest, account: int) -> None:
    """Let the forms of this browser be the account's from now on."""
    if _account(request.META.get("CSRF_COOKIE", "")) != account:
        request.META |= {"CSRF_COOKIE": made_for(account), "CSRF_COOKIE_NEEDS_UPDATE": True}


def sent_by(request: HttpRequest) -> int | None:
    """The account for which the form that was sent had been made; nothing for what is no such form."""
    token = request.POST.get("csrfmiddlewaretoken", "")
    try:
        _check_token_format(token)
    except InvalidTokenFormat:
        return None
    return _account(_unmask_cipher_token(token) if len(token) == CSRF_TOKEN_LENGTH else token)


def _account(secret: str) -> int | None:
    said, mark = secret[: DRAWN + KEY], secret[DRAWN + KEY :]
    return int(said[DRAWN:], 16) if constant_time_compare(mark, _mark(said)) else None


def _mark(said: str) -> str:
    return salted_hmac("web.whose", said, algorithm="sha256").hexdigest()[:MARK]
