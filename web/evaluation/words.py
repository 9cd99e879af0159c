"""What evaluations' words are called on pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import type_sentence
from workflows.evaluation import limits
from workflows.evaluation.machine import EvaluationState as E

# What a deadline is there for.
DEADLINES: dict[str, type_sentence] = {
    limits.REALISATION: _("Report the realisation"),
    limits.RATING: _("Rate"),
    limits.SIGNATURE: _("Sign the evaluation"),
    limits.DELIVERY: _("Deliver the evaluation"),
    limits.RECEIPT: _("Receive the evaluation"),
    limits.RETURN: _("Sign and return"),
    limits.APPEAL: _("Appeal"),
    limits.SETTLEMENT: _("The result settles"),
    limits.REPORT: _("Report to the competent official"),
}
# What stands for how an organisation did, where nothing was issued for the period.
BASES: dict[str, type_sentence] = {
    "issued": _("issued for this period"),
    "last_year": _("of last year, as nothing was issued in time"),
    "last_known": _("the last that is known, as nothing was issued in time"),
    "parent": _("of the unit above, as this one never had one"),
}
STAGES: list[tuple[type_sentence, set[E]]] = [
    (_("Report"), {E.OPEN}),
    (_("Rate"), {E.SELF_ASSESSED}),
    (_("Sign"), {E.RATED}),
    (_("Deliver"), {E.SIGNED}),
    (_("Return or appeal"), {E.DELIVERED, E.ACKNOWLEDGED, E.CONTESTED}),
    (_("Settled"), {E.SETTLED, E.EXCUSED}),
]
