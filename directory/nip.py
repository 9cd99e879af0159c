"""NIP, the number of a civil servant: whether it can be one, and the hash by which it is looked up.

18 digits. PNS: birth date (8), year and month of the first appointment (6), sex (1), serial (3). PPPK: birth
date (8), year of the first contract (4), number of the contract counted from 21 (2), sex (1), serial (3).
"""

from __future__ import annotations

import datetime

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_noop as _

LENGTH = 18
FIRST_CONTRACT = 21


def problems(nip: str, kind: str) -> list[str]:
    """What makes `nip` impossible for this `kind` (PNS or PPPK): source strings that name the place in it."""
    if len(nip) != LENGTH or not (nip.isascii() and nip.isdigit()):
        return [_("A NIP has 18 digits and nothing else.")]
    found = []
    born = _date(nip[:8])
    if born is None:
        found.append(_("Digits 1 to 8 are not a date of birth (year, month, day)."))
    elif int(nip[8:12]) <= born.year:
        found.append(_("Digits 9 to 12, the year of entry, are not after the year of birth."))
    month_or_contract = int(nip[12:14])
    if kind == "PPPK" and month_or_contract < FIRST_CONTRACT:
        found.append(_("Digits 13 and 14, the number of the contract, count from 21 for a PPPK."))
    if kind == "PNS" and not 1 <= month_or_contract <= 12:
        found.append(_("Digits 13 and 14 are not a month, from 01 to 12."))
    if nip[14] not in "12":
        found.append(_("Digit 15, the sex, is neither 1 nor 2."))
    if nip[15:] == "000":
        found.append(_("Digits 16 to 18, the serial, count from 001."))
    return found


def digest(nip: str) -> str:
    """The keyed hash (HMAC-SHA256, hex) by which a person is found from a NIP."""
    return salted_hmac("directory.nip", nip, algorithm="sha256").hexdigest()


def _date(digits: str) -> datetime.date | None:
    try:
        return datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
