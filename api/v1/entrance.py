"""What comes in: who sends it, and the body. Loaded by DRF's settings, so nothing here knows a view."""

from __future__ import annotations

from typing import Any

from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed, ParseError
from rest_framework.parsers import JSONParser


class BearerAuthentication(TokenAuthentication):  # type: ignore[misc]
    """Tokens as knox keeps them: hashed, expiring, revocable."""

    def authenticate_credentials(self, token: bytes) -> Any:
        try:
            return super().authenticate_credentials(token)
        except UnicodeDecodeError as error:
            raise AuthenticationFailed from error


class BodyParser(JSONParser):
    """JSON, however deep it was nested to hurt."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError from error
