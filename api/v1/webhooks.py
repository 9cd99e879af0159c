"""Webhooks: telling another system of steps on records in the units that you manage."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.http import Api, answer
from api.v1.paging import Paging, page_of, paged
from cycle_engine.errors import Missing
from notifications.models import Endpoint, WebhookDelivery
from notifications.webhooks import commands, queries
from notifications.webhooks.relaying import types

MANY = {"serializer_kwargs": {"max_length": 100}}


@dataclass(frozen=True)
class NewEndpoint:
    """`url`: by HTTPS, on a public host or one that the operator allows. `types`: steps such as "plan.approve", or
    "*" for all."""

    url: str
    types: list[str] = field(metadata=MANY)


@dataclass(frozen=True)
class ChangedEndpoint(NewEndpoint):
    """`enabled`: whether it is sent to. What it missed while disabled is sent by a replay."""

    enabled: bool = True


@dataclass(frozen=True)
class WebhookEndpoint:
    """An endpoint of yours. `failing_since`: since when it has taken nothing; after five days it is disabled."""

    id: str
    url: str
    types: list[str]
    created_at: datetime.datetime
    old_secret_until: datetime.datetime | None
    failing_since: datetime.datetime | None
    disabled_at: datetime.datetime | None


@dataclass(frozen=True)
class EndpointWithSecret(WebhookEndpoint):
    """A new endpoint with its secret, which is told this once."""

    secret: str


@dataclass(frozen=True)
class Secret:
    """A new secret, told this once. The one before signs beside it until `old_secret_until`."""

    secret: str
    old_secret_until: datetime.datetime | None


@dataclass(frozen=True)
class WebhookTypes:
    """The steps of which an endpoint may be told."""

    types: list[str]


@dataclass(frozen=True)
class DeliveriesQuery(Paging):
    """`state`: only deliveries that wait for a try, were taken by their receiver, or were given up."""

    state: Literal["waiting", "delivered", "given_up"] | None = None


@dataclass(frozen=True)
class WebhookDeliveryShape:
    """One message. `webhook_id`: its header webhook-id, the same in every try. `error`: a code."""

    id: str
    webhook_id: str
    type: str
    record: str
    record_id: str
    at: datetime.datetime
    state: str
    attempts: int
    response_code: int | None
    error: str
    next_try_at: datetime.datetime | None
    sent_at: datetime.datetime | None


@dataclass(frozen=True)
class Since:
    """From this instant of true time on, the `timestamp` of messages."""

    since: datetime.datetime


@dataclass(frozen=True)
class Replayed:
    """How many messages will be sent once more."""

    deliveries: int


class WebhooksView(Api):
    """Endpoints."""

    def get(self, request: Request) -> Response:
        """Your endpoints."""
        asked = self.query(Paging)
        return paged(request, queries.endpoints_of(self.reader), asked, _endpoints)

    def post(self, request: Request) -> Response:
        """Tell another system of steps, as a manager of the units concerned.

        Each step leaves one message, signed by Standard Webhooks (header webhook-signature) and sent at least once
        under the same webhook-id: `{"type", "timestamp", "data": {"record", "id", "plan", "step", "from", "to",
        "version", "unit", "at"}}`, ids and codes alone. Their order is not promised: compare `version`. Only what
        concerns units that you manage at that moment is told, and nothing of your own plan. An answer with 2xx within
        ten seconds takes a message; it is tried again for about three days. Redirects are not followed.
        """
        new = self.body(NewEndpoint)
        endpoint, secret = commands.create(self.reader, new.url, new.types)
        shown = EndpointWithSecret(**vars(_endpoint(endpoint)), secret=secret)
        return answer(shown, 201, Location=f"/api/v1/webhooks/{endpoint.pk}/")


class WebhookTypesView(Api):
    """Steps that can be told."""

    def get(self, request: Request) -> Response:
        """The steps of which an endpoint may be told."""
        return answer(WebhookTypes(types()))


class WebhookView(Api):
    """One endpoint."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """An endpoint of yours."""
        endpoint = queries.endpoints_of(self.reader).filter(pk=id).first()
        if endpoint is None:
            raise Missing
        return answer(_endpoint(endpoint))

    def put(self, request: Request, id: int) -> Response:  # noqa: A002
        """Change it; enabled, it counts as sound."""
        new = self.body(ChangedEndpoint)
        return answer(_endpoint(commands.change(self.reader, id, new.url, new.types, enabled=new.enabled)))

    def delete(self, request: Request, id: int) -> Response:  # noqa: A002
        """Remove it: nothing is sent there any more."""
        commands.remove(self.reader, id)
        return Response(status=204)


class RotateWebhookView(Api):
    """The secret of an endpoint."""

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """A new secret. For a day messages are signed by the old one too."""
        secret = commands.rotate(self.reader, id)
        endpoint = queries.endpoints_of(self.reader).get(pk=id)
        return answer(Secret(secret, endpoint.old_until))


class WebhookDeliveriesView(Api):
    """Messages to an endpoint."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """What was sent to an endpoint of yours or waits for it, newest first."""
        asked = self.query(DeliveriesQuery)
        if not queries.endpoints_of(self.reader).filter(pk=id).exists():
            raise Missing
        found = queries.deliveries_of(id)
        if asked.state:
            found = found.filter(queries.STATES[asked.state])
        return paged(request, found, asked, _deliveries, "-id")


class ReplayDeliveryView(Api):
    """One message once more."""

    def post(self, request: Request, id: int, delivery: int) -> Response:  # noqa: A002
        """Send a message once more, under the same webhook-id."""
        commands.replay(self.reader, id, delivery)
        return Response(status=202)


class ReplayWebhookView(Api):
    """Many messages once more."""

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Send everything since then once more, and what was missed while the endpoint was disabled."""
        since = self.body(Since).since
        return answer(Replayed(commands.replay_since(self.reader, id, since)), 202)


def _endpoints(rows: Sequence[Endpoint]) -> list[WebhookEndpoint]:
    return [_endpoint(row) for row in rows]


def _endpoint(row: Endpoint) -> WebhookEndpoint:
    return WebhookEndpoint(
        id=str(row.pk),
        url=row.url,
        types=list(row.types),
        created_at=row.created_at,
        old_secret_until=row.old_until,
        failing_since=row.failing_since,
        disabled_at=row.disabled_at,
    )


def _deliveries(rows: Sequence[WebhookDelivery]) -> list[WebhookDeliveryShape]:
    return [
        WebhookDeliveryShape(
            id=str(row.pk),
            webhook_id=row.webhook_id,
            type=row.event.kind,
            record=row.event.record,
            record_id=str(row.event.record_id),
            at=row.event.at,
            state=queries.state_of(row),
            attempts=row.attempts,
            response_code=row.response_code,
            error=row.last_error,
            next_try_at=row.next_try_at,
            sent_at=row.sent_at,
        )
        for row in rows
    ]


described(WebhooksView, "get", "webhooks", asks=Paging, answers=page_of(WebhookEndpoint))
described(WebhooksView, "post", "webhooks_create", takes=NewEndpoint, answers=EndpointWithSecret, status=201)
described(WebhookTypesView, "get", "webhooks_types", answers=WebhookTypes)
described(WebhookView, "get", "webhooks_read", answers=WebhookEndpoint)
described(WebhookView, "put", "webhooks_change", takes=ChangedEndpoint, answers=WebhookEndpoint)
described(WebhookView, "delete", "webhooks_remove", status=204)
described(RotateWebhookView, "post", "webhooks_rotate", answers=Secret)
described(
    WebhookDeliveriesView,
    "get",
    "webhooks_deliveries",
    asks=DeliveriesQuery,
    answers=page_of(WebhookDeliveryShape),
)
described(ReplayDeliveryView, "post", "webhooks_deliveries_replay", status=202)
described(ReplayWebhookView, "post", "webhooks_replay", takes=Since, answers=Replayed, status=202)
