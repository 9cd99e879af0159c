"""A cache that may be absent: no request fails or waits because of it."""

import logging
from collections.abc import Mapping
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache, for which a server that does not answer is an empty one."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client


class _Client(RedisCacheClient):
    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, retry=Retry(NoBackoff(), 0), **options)
        self._client = _ForgivingRedis

    def set_many(self, data: Mapping[Any, Any], timeout: Any) -> None:
        for key, value in data.items():  # not in one pipeline: a pipeline does not forgive
            self.set(key, value, timeout)


class _ForgivingRedis(Redis):
    def execute_command(self, *command: Any, **options: Any) -> Any:
        try:
            return super().execute_command(*command, **options)  # type: ignore[no-untyped-call]
        except RedisError as error:
            log.warning("The cache does not answer: %s", error)
            return [] if command[0] == "MGET" else None
