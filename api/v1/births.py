"""Answers to births: the new record and where it is."""

from __future__ import annotations

from typing import Any

from rest_framework.response import Response

from api.v1.http import Api
from api.v1.kinds import Kind
from cycle_engine.errors import Missing
from cycle_engine.perform import Act


def born(kind: Kind, act: Act[Any], view: Api) -> Response:
    """201 with the record and its address; one that was born before is shown by today's rights."""
    key = act.record_id
    if key is None:
        raise Missing
    if act.replayed:
        kind.find(key, view)
    return kind.answer(key, view, 201, Location=f"/api/v1/{kind.path}/{key}/")
