"""A sweep in parts, of which one that fails stops no other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

logger = logging.getLogger(__name__)


def do(parts: Mapping[str, Callable[[], int]]) -> dict[str, int]:
    """Do each part, in order; how many it did.

    One that fails is logged and left out: the next sweep tries it again.
    """
    done = {}
    for name, part in parts.items():
        try:
            done[name] = part()
        except Exception:
            logger.exception("A part of the sweep has failed: %s", name)
    return done
