"""A channel of your own: another way than inbox and e-mail by which you are told."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.http import Api, answer
from cycle_engine.errors import Missing
from notifications.own import commands
from notifications.own.queries import offered, own_channel_of


@dataclass(frozen=True)
class NewOwnChannel:
    """`name`: one of those offered. `address`: yours in it, such as your name or number there."""

    name: str
    address: str


@dataclass(frozen=True)
class Code:
    """The code that was sent to your address."""

    code: str


@dataclass(frozen=True)
class OwnChannelShape:
    """`confirmed_at`: since when you are told by it. `failing_since`: since when it has taken nothing."""

    name: str
    address: str
    confirmed_at: datetime.datetime | None
    failing_since: datetime.datetime | None


@dataclass(frozen=True)
class OwnChannels:
    """The channels that the operator offers, by name, and yours."""

    offered: list[str]
    channel: OwnChannelShape | None


class OwnChannelView(Api):
    """Your own channel."""

    def get(self, request: Request) -> Response:
        """What is offered, and what you have."""
        return self._shown()

    def put(self, request: Request) -> Response:
        """Have a code sent to an address. The channel that you had is given up."""
        if not self.reader:
            raise Missing
        given = self.body(NewOwnChannel)
        commands.ask(self.reader, given.name, given.address)
        return self._shown()

    def delete(self, request: Request) -> Response:
        """Be told by it no more."""
        commands.remove(self.reader)
        return Response(status=204)

    def _shown(self) -> Response:
        mine = own_channel_of(self.reader)
        shape = (
            OwnChannelShape(mine.name, mine.address, mine.confirmed_at, mine.failing_since) if mine else None
        )
        return answer(OwnChannels(offered(), shape))


class ConfirmOwnChannelView(OwnChannelView):
    """The code of your own channel."""

    http_method_names = ["post"]

    def post(self, request: Request) -> Response:
        """Give back the code that was sent there; from now on you are told by this channel too."""
        commands.confirm(self.reader, self.body(Code).code)
        return self._shown()


described(OwnChannelView, "get", "own_channel", answers=OwnChannels)
described(OwnChannelView, "put", "own_channel_ask", takes=NewOwnChannel, answers=OwnChannels)
described(OwnChannelView, "delete", "own_channel_remove", status=204)
described(ConfirmOwnChannelView, "post", "own_channel_confirm", takes=Code, answers=OwnChannels)
