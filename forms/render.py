"""Printing a form, in a process of its own."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from forms.documents import FORMS
from forms.posters import POSTER

SECONDS = 30  # by the clock on the wall
HOUSE = Path(__file__).parent.parent

log = logging.getLogger(__name__)


class UnknownForm(Exception):
    """There is no form of this name."""


class NotPrinted(Exception):
    """The form could not be printed, or not in time."""


def render(form: str, printed: Mapping[str, Any]) -> bytes:
    """The form as PDF: the same data give the same bytes. `printed` has the shape of `documents.Printed`, or of
    `posters.Poster`.

    UnknownForm; NotPrinted when data are missing, or take too much time or memory.
    """
    if form not in (*FORMS, POSTER):
        raise UnknownForm(form)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "forms", form],
            input=json.dumps(printed).encode(),
            capture_output=True,
            cwd=HOUSE,
            env={"RAYON_NUM_THREADS": "1"},  # and no secret of this process
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        log.error("form %s took longer than %d seconds", form, SECONDS)
        raise NotPrinted(form) from None
    if done.returncode != 0:
        log.error("form %s ended with %d: %s", form, done.returncode, _last_line(done.stderr))
        raise NotPrinted(form)
    return done.stdout


def _last_line(errors: bytes) -> str:
    """What went wrong, in the words of the program: it names fields and types, not what was written in them."""
    return "".join(errors.decode(errors="replace").splitlines()[-1:])
