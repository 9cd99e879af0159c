"""What may happen to a person's post, and what that means for his plans."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.TextChoices):
    """Kinds of change, as the decree (SK) says."""

    HIRE = "hire", _("New in a post")
    TRANSFER = "transfer", _("Transfer")
    PROMOTION = "promotion", _("Promotion")
    DEMOTION = "demotion", _("Demotion")
    RETIREMENT = "retirement", _("Retirement")
    DEATH = "death", _("Death")
    CONTRACT_END = "contract_end", _("End of contract")
    UNPAID_LEAVE = "unpaid_leave", _("Unpaid leave (CLTN)")
    PRE_RETIREMENT = "pre_retirement", _("Preparation for retirement (MPP)")
    OFFICE_OUTSIDE = "office_outside", _("Office outside the scheme")
    SUSPENSION = "suspension", _("Suspension")
    RETURN = "return", _("Return to the scheme")


MOVES = frozenset({Change.TRANSFER, Change.PROMOTION, Change.DEMOTION})
LEAVES = frozenset({Change.RETIREMENT, Change.DEATH, Change.CONTRACT_END})
# Outside the scheme from then on (`6/2022:II.C.8`), with the same codes as `directory.models.Cause`.
EXEMPTS = frozenset({Change.UNPAID_LEAVE, Change.PRE_RETIREMENT, Change.OFFICE_OUTSIDE, Change.SUSPENSION})
INTO_A_POST = MOVES | {Change.HIRE}


def end_cause(change: str) -> str:
    """The cause with which plans end: any move into another post ends them as a transfer does."""
    return "transfer" if change in MOVES else str(change)
