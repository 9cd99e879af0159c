"""What comes in: who sends it, and the body. Loaded by DRF's settings, so nothing here knows a view."""

from __future__ import annotations

import io
import json
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
    """JSON, however it was written to hurt: too deep for us, or with halves of characters."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        body = stream.read()
        try:
            parsed = super().parse(io.BytesIO(body), media_type, parser_context)
            if b"\\ud" in body.lower():  # an escaped half is no character, though Python reads it
                json.dumps(parsed, ensure_ascii=False).encode()
        except (RecursionError, UnicodeEncodeError) as error:
            raise ParseError from error
        return parsed
