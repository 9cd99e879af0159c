"""What a request has told of people's plans, kept for those who may ask who has read of them."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable

from cycle_engine.clock import Moment
from workflows.audit.commands import note_reads

log = logging.getLogger(__name__)


class Reads:
    """The plans of which one answer tells its reader. Kept once it has gone: never in the way of it."""

    def __init__(self) -> None:
        self._plans: set[int] = set()

    def add(self, plans: Iterable[int]) -> None:
        """The answer tells of these plans (ids)."""
        self._plans.update(plans)

    def keep(self, reader: int, what: str, at: Moment) -> None:
        """Keep that `reader` has read of them by the address `what`, never lost without a word. Once, however often
        it is called."""
        plans = sorted(self._plans)
        self._plans.clear()
        if not plans:
            return
        request_id = uuid.uuid4().hex
        try:
            note_reads(reader, plans, what, request_id, at)
        except Exception:
            told = (reader, what, request_id, plans)
            log.exception("person %d has read by %s (%s), which could not be noted, of the plans %s", *told)
