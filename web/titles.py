"""What a record is called where it stands among others."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from workflows.cycles.period_words import period_words


def title_of(kind: str, record: Any) -> str:
    """The title of a record in the reader's language; plans at hand are not asked for."""
    if kind == "complaint":
        return _("Complaint %(number)s") % {"number": record.pk}
    year = {"year": (record if kind == "plan" else record.plan).starts_on.year}
    if kind == "plan":
        return _("Plan of %(year)s") % year
    if kind == "amendment":
        return _("Change of the plan of %(year)s") % year
    if kind == "remark":
        return _("Remark on the plan of %(year)s") % year
    if kind == "evaluation":
        return _("Evaluation: %(period)s") % {"period": period_words(record.period)}
    if kind == "guidance":
        return _("Guidance in %(year)s") % year
    if kind == "counselling":
        return _("Counselling in %(year)s") % year
    if kind == "improvement":
        return _("Improvement plan after %(year)s") % year
    return _("Appeal about %(year)s") % year
