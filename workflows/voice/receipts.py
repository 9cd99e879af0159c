"""The code that a citizen gets for his complaint: easy to read aloud, impossible to guess, kept as a hash alone."""

from __future__ import annotations

import re
import secrets

from django.utils.crypto import salted_hmac

GROUPS, LENGTH = 4, 4  # digits alone: they are said in the same way in every region, and typed on every phone
FORM = r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{4}"


def new_code() -> str:
    """A new code, such as 4821-9930-1174-6605: one of ten thousand million millions."""
    return "-".join(f"{secrets.randbelow(10**LENGTH):0{LENGTH}}" for _ in range(GROUPS))


def spelled(typed: str) -> str:
    """The code that somebody typed, as it is written; empty where it cannot be one."""
    digits = re.sub(r"[\s.\-\u2013]", "", typed)
    if not re.fullmatch(rf"[0-9]{{{GROUPS * LENGTH}}}", digits):
        return ""
    return "-".join(digits[start : start + LENGTH] for start in range(0, len(digits), LENGTH))


def digest(code: str) -> str:
    """The keyed hash (HMAC-SHA256, hex) by which a complaint is found from its code."""
    return salted_hmac("voice.receipt", code, algorithm="sha256").hexdigest()
