"""What the agencies' offices achieved, as those who lead one level up said; the units below take their office's."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]

DISTRICTS: Words = {
    "KEC-SMU": "baik",
    "KEC-SMS": "baik",
    "KEC-JTN": "istimewa",
    "KEC-CMK": "baik",
    "KEC-TJS": "baik",
    "KEC-STR": "butuh_perbaikan",
    "KEC-PSH": "baik",
    "KEC-DMR": "baik",
}
OFFICES: Words = {
    **DISTRICTS,
    "KAB": "baik",
    "SETDA": "baik",
    "INSP": "baik",
    "BKPSDM": "istimewa",
    "DISDUKCAPIL": "baik",
    "DISKOMINFO": "istimewa",
    "DINKES": "baik",
    "PKM-SITU": "baik",
    "PKM-SMS": "baik",
    "PKM-JTN": "baik",
    "PKM-CMK": "butuh_perbaikan",
    "PKM-TJS": "istimewa",
    "KEM": "baik",
    "KEM-DJ3": "baik",
    "KEM-DIT2": "baik",
}


def but(*left_out: str) -> Words:
    """All offices but those of which nobody has said what they achieved."""
    return {code: word for code, word in OFFICES.items() if code not in left_out}
