"""Addresses that take sheets from managers."""

from __future__ import annotations

from typing import Any

from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from api.v1.http import Api
from cycle_engine.actors import Capacity
from cycle_engine.errors import NotYourTurn
from directory import queries as directory


class ManagersSheet(Api):
    """A sheet is work to read: who manages no unit is refused before anybody looks at it. Which units the rows may
    concern is asked thereafter."""

    parser_classes = [MultiPartParser]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        sends = request.method == "POST"
        if sends and not directory.granted(self.reader, [Capacity.MANAGER], self.day):
            raise NotYourTurn
