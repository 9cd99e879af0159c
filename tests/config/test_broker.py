"""The broker and the cache may be lost at any time: nothing fails and nothing waits because of them."""

import socket
import time
from collections.abc import Iterator

import pytest
from celery import Celery
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from kombu.exceptions import OperationalError

from config.cache import ForgivingRedisCache
from config.celery import app


@pytest.fixture
def dead() -> str:
    """The address of a server that is not there."""
    with socket.socket() as gone:
        gone.bind(("127.0.0.1", 0))
        return f"redis://127.0.0.1:{gone.getsockname()[1]}/0"


@pytest.fixture
def hung() -> Iterator[str]:
    """The address of a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield f"redis://127.0.0.1:{silent.getsockname()[1]}/0"


@pytest.fixture(params=["dead", "hung"])
def lost(request: pytest.FixtureRequest) -> str:
    """Either of them."""
    address: str = request.getfixturevalue(request.param)
    return address


def use(one: BaseCache) -> list[object]:
    """What a cache answers to everything that can be asked of it."""
    one.set("a", 1)
    one.set_many({"b": 2})
    answers = [
        one.get("a"),
        one.get("a", "none"),
        one.get_many(["a", "b"]),
        one.add("a", 3),
        one.has_key("a"),
    ]
    one.delete_many(["a", "b"])
    return [*answers, one.delete("a"), one.touch("a")]


def test_a_cache_keeps_what_it_is_given() -> None:
    assert use(cache) == [1, 1, {"a": 1, "b": 2}, False, True, False, False]


def test_a_lost_cache_is_an_empty_one(lost: str, caplog: pytest.LogCaptureFixture) -> None:
    absent = ForgivingRedisCache(lost, {"OPTIONS": {"socket_connect_timeout": 0.05, "socket_timeout": 0.05}})
    assert use(absent) == [None, "none", {}, False, False, False, False]
    assert "The cache does not answer" in caplog.text


def test_a_lost_broker_refuses_a_nudge_within_a_second_or_so(lost: str) -> None:
    lonely = Celery("lonely", broker=lost, set_as_current=False)
    for name in ("broker_transport_options", "task_publish_retry", "task_ignore_result"):
        lonely.conf[name] = app.conf[name]
    began = time.monotonic()
    with pytest.raises(OperationalError):
        lonely.send_task("anything")
    assert time.monotonic() - began < 1.5
    lonely.close()


def test_beat_wakes_only_tasks_that_exist() -> None:
    app.loader.import_default_modules()
    woken = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert woken <= set(app.tasks)
