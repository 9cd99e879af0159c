"""Somebody who has the application's password: what he types, and how he is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.apps import apps

from tests.databases import Database

Connection = psycopg.Connection[Any]
DENIED, EMPTY = "42501", "23502"  # PostgreSQL's
MOVED, UNDECLARED, CLOSED, UNENTERED = "CE001", "CE002", "CE003", "CE004"  # the engine's


@dataclass(frozen=True)
class House:
    """A database in which two plans of Ani's wait for Budi, their version being 2."""

    database: Database
    ani: int
    plan: int
    other: int


@contextmanager
def refused(sqlstate: str = DENIED) -> Iterator[None]:
    """Expect the database to refuse what is done inside, with this code."""
    with pytest.raises(psycopg.Error) as error:
        yield
    assert error.value.sqlstate == sqlstate, error.value


def entry(house: House, **changed: Any) -> dict[str, Any]:
    """Ani withdraws her plan; the function takes it as it stands."""
    return {
        "record": "plan",
        "record_id": house.plan,
        "step": "withdraw",
        "from_state": "submitted",
        "to_state": "drafting",
        "version": 2,
        "capacity": "owner",
        "actor": house.ani,
        "request_id": "by hand",
        "rule_set": "",
        "payload": "{}",
        "salt": "00" * 16,
    } | changed


def write(connection: Connection, *entries: dict[str, Any], ago: str = "0") -> None:
    """Call the write function with these entries, acts of so long `ago`."""
    at = connection.execute("SELECT (engine_now() - %s::interval)::text", [ago]).fetchone()
    dated = [{"at": at} | each for each in entries]
    connection.execute("SELECT engine_write(%s)", [json.dumps(dated)])


def state(connection: Connection, plan: int) -> Any:
    return connection.execute("SELECT state FROM public.planning_plan WHERE id = %s", [plan]).fetchone()


def new_plan(house: House, returning: str) -> str:
    """SQL for another plan like Ani's, in December, with all that the application may write."""
    columns = [
        str(field.column)
        for field in apps.get_model("planning", "Plan")._meta.concrete_fields
        if not field.generated and not field.primary_key
    ]
    december = {"starts_on": "'2026-12-01'", "ends_on": "'2026-12-31'"}
    values = ", ".join(december.get(column, column) for column in columns)
    return (
        f"INSERT INTO public.planning_plan ({', '.join(columns)})"
        f" SELECT {values} FROM public.planning_plan WHERE id = {house.plan} RETURNING {returning}"
    )


def roles(house: House) -> dict[str, Any]:
    urls = {"app": house.database.url, "owner": house.database.owner_url}
    return {name: urlsplit(url).username for name, url in urls.items()}
