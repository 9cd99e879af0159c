"""Answers to what was done. Once an act is committed, no answer may say that nothing was written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from api.v1.errors import Refused
from api.v1.http import Api
from api.v1.kinds import Kind
from cycle_engine.errors import Missing
from cycle_engine.perform import Act

DONE = _("It was done, but it cannot be shown now. Read it again later.")


def taken(kind: Kind, key: int, view: Api) -> Response:
    """200 with the record after a step."""
    with after_commit():
        return kind.answer(key, view)


def born(kind: Kind, act: Act[Any], view: Api) -> Response:
    """201 with the new record and its address; one that was born before is shown by today's rights."""
    key = act.record_id
    if key is None:
        raise Missing
    with after_commit():
        if act.replayed:
            kind.find(key, view)
        return kind.answer(key, view, 201, Location=f"/api/v1/{kind.path}/{key}/")


@contextmanager
def after_commit() -> Iterator[None]:
    """A database that goes away in here has taken the act before."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise Refused("unavailable", DONE, headers={"Retry-After": "5"}) from error
