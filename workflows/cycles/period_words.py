"""Periods of evaluation in words."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workflows.cycles.periods import named

QUARTER = 3
NUMERALS = ("I", "II", "III", "IV")


def period_words(name: str) -> str:
    """What a period such as "2026", "2026-Q2" or "2026-06" is called."""
    period = named(name)
    if period.is_year:
        return _("Year %(year)s") % {"year": period.year}
    if period.months == QUARTER:
        numeral = NUMERALS[period.last_month // QUARTER - 1]
        return _("Quarter %(numeral)s of %(year)s") % {"numeral": numeral, "year": period.year}
    return date_format(period.ends_on, "YEAR_MONTH_FORMAT")
