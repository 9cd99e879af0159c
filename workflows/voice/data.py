"""What is sent to the room, and what its rules look at beside it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows.voice.instrument import STANDARD, Instrument
from workflows.voice.models import SHOWN_FROM, TOKEN_MINUTES, Every
from workflows.voice.tokens import Fate


@dataclass(frozen=True, slots=True)
class ServiceInput:
    """A service of the unit (id) under this code; `every` is a word of Every. An instrument is given once."""

    unit: int
    code: str
    name: str
    active: bool = True
    minimum: int = SHOWN_FROM
    every: str = Every.QUARTER
    form_minutes: int = TOKEN_MINUTES
    instrument: Instrument | None = None


@dataclass(frozen=True, slots=True)
class AnswerInput:
    """What a citizen sends: the form's token, scores by the codes of elements, a comment.

    `trap` is what stands in the field that people do not see.
    """

    token: str
    scores: Mapping[str, object]
    comment: str = ""
    trap: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A service as it is asked about on `day`, the day where its unit is; `minutes`: how long a form may be sent."""

    key: int
    code: str
    name: str
    unit: int
    unit_name: str
    active: bool
    minimum: int
    minutes: int
    every: Every
    day: datetime.date
    instrument: Instrument


@dataclass(frozen=True, slots=True)
class Given:
    """An answer, with the service that it is about and what its token is worth."""

    answer: AnswerInput
    service: Asked
    fate: Fate


@dataclass(frozen=True, slots=True)
class Wished:
    """A service as somebody wants it; `theirs`: the unit that has the code, `asked`: whether it has an instrument."""

    wish: ServiceInput
    theirs: int | None = None
    instrument: Instrument = field(default=STANDARD)
