"""What all addresses have in common: who asks, in which order a request is refused, its headers and its body."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.v1.errors import Refused
from api.v1.fields import dump, read
from cycle_engine import clock
from cycle_engine.clock import Moment
from cycle_engine.idempotency import Key
from cycle_engine.ledger.canonical import canonical
from directory.today import today
from workflows.audit.reading import Reads

ROOT = "api/v1/"
NOBODY = 0  # the person of an account that is linked to none: sees nothing and holds nothing
VERSION = re.compile(r'(?:W/)?"([0-9]{1,9})"', re.ASCII)
PARAMETER = re.compile(r"<\w+:(\w+)>")
IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,100}", re.ASCII)


class Api(APIView):
    """An address of this API."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse who asks too often first, then who is not signed in."""
        self.format_kwarg = None
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        failed: APIException | None = None
        try:
            self.perform_authentication(request)
        except APIException as error:
            failed = error
        self.check_throttles(request)
        if failed is not None:
            raise failed
        self.check_permissions(request)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response._resource_closers.append(self._keep_notes)  # called by the server once the answer has gone
        return response

    @cached_property
    def moment(self) -> Moment:
        """The moment of the question, asked once."""
        return clock.moment()

    @property
    def day(self) -> datetime.date:
        return today(self.moment)

    @property
    def reader(self) -> int:
        """The person who asks (id)."""
        return getattr(self.request.user, "person_id", None) or NOBODY

    @cached_property
    def _reads(self) -> Reads:
        return Reads()

    def note_read(self, plans: Iterable[int]) -> None:
        """Note that the answer tells of these plans. What inspectors have read is kept once it has gone."""
        self._reads.add(plans)

    def _keep_notes(self) -> None:
        route = str(getattr(self.request.resolver_match, "route", ""))
        self._reads.keep(self.reader, PARAMETER.sub(r"{\1}", route.removeprefix(ROOT)), self.moment)

    def body(self, dataclass: type[Any]) -> Any:
        """The body of the request as an instance of `dataclass`. Refuses what is not exactly that."""
        return read(dataclass, self.request.data)

    def query(self, dataclass: type[Any]) -> Any:
        """The query of the address as an instance of `dataclass`."""
        return read(dataclass, self.request.query_params.dict())

    def named_version(self) -> int | None:
        """The version that the header If-Match names; nothing without it."""
        given = self.request.headers.get("If-Match")
        if given is None:
            return None
        found = VERSION.fullmatch(given.strip())
        if found is None:
            raise Refused("malformed", _('If-Match names one version, such as "3".'))
        return int(found[1])

    def idempotency_key(self) -> Key | None:
        """The key of the header Idempotency-Key, with what it was sent for."""
        given = self.request.headers.get("Idempotency-Key")
        if given is None:
            return None
        if not IDEMPOTENCY_KEY.fullmatch(given):
            raise Refused("malformed", _("Idempotency-Key is up to 100 visible characters of ASCII."))
        return self.key_for(given, self.request.data)

    def key_for(self, given: str, sent: Any) -> Key:
        """An idempotency key of this user and address for what was sent, and for which version."""
        asked = [sent, self.request.headers.get("If-Match")]
        body_hash = hashlib.sha256(canonical(asked).encode()).hexdigest()
        return Key(int(self.request.user.pk or 0), self.request.path, given, body_hash)


def required(version: int | None) -> int:
    """The version that a write must name."""
    if version is None:
        raise Refused("version_required")
    return version


def answer(value: Any, status: int = 200, **headers: str) -> Response:
    """A shape as an answer, with its version, if it has one, as ETag."""
    if (version := getattr(value, "version", None)) is not None:
        headers["ETag"] = f'"{version}"'
    return Response(dump(value), status, headers=headers)
