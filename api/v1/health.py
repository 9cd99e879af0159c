"""Whether the program lives, and whether it can work."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.errors import Refused
from api.v1.http import Api, answer
from cycle_engine import clock
from cycle_engine.models import Event
from notifications.channels import states


@dataclass(frozen=True)
class ChannelHealth:
    """`waiting`: messages on their way or due later; `failing_since`: empty when the channel works."""

    waiting: int
    failing_since: datetime.datetime | None
    last_error: str


@dataclass(frozen=True)
class Channels:
    """The channels by which people and other systems are told, beside the inbox."""

    email: ChannelHealth
    own: ChannelHealth
    webhooks: ChannelHealth


@dataclass(frozen=True)
class Health:
    """`broker` and `channels` are warnings only: without them work is done later, not lost. `outbox_lag`: seconds."""

    status: str
    broker: str | None = None
    outbox_lag: float | None = None
    channels: Channels | None = None


class LiveView(Api):
    """Whether the program lives."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def get(self, request: Request) -> Response:
        """It answers, so it lives."""
        return answer(Health("live"))


class ReadyView(Api):
    """Whether the program can work."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def get(self, request: Request) -> Response:
        """The database answers and is migrated; how broker and channels do, and how long the oldest event waits."""
        lag = _outbox_lag()
        if not _migrated():
            raise Refused("unavailable")
        return answer(Health("ready", _broker(), lag, _channels()))


def _outbox_lag() -> float:
    oldest = Event.objects.filter(relayed_at=None).order_by("pk").first()
    return max(0.0, (clock.now() - oldest.at).total_seconds()) if oldest else 0.0


def _channels() -> Channels:
    return Channels(**{name: ChannelHealth(**asdict(state)) for name, state in states().items()})


def _migrated() -> bool:
    try:
        return _all_migrated()
    except LookupError:
        return False


@lru_cache(maxsize=1)
def _all_migrated() -> bool:
    """Asked until it is so; it stays so for the life of the process. LookupError while it is not."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise LookupError
    return True


def _broker() -> str:
    try:
        with Redis.from_url(
            settings.REDIS_URL, retry=Retry(NoBackoff(), 0), socket_connect_timeout=0.3, socket_timeout=0.3
        ) as broker:
            broker.ping()
    except RedisError:
        return "away"
    return "there"


described(LiveView, "get", "health_live", answers=Health)
described(ReadyView, "get", "health_ready", answers=Health)
