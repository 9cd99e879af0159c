"""How long a workbook may be."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import Blocker, RulesBroken

MOST = 50_000  # rows
TOO_MANY = Blocker(
    "ours:workbook_rows",
    _(
        "A workbook takes up to 50,000 rows, and this would have %(rows)s. Narrow the filters, or ask for CSV."
    ),
)


def refuse_long(rows: int) -> None:
    """RulesBroken for more rows than a workbook takes."""
    if rows > MOST:
        raise RulesBroken([replace(TOO_MANY, data={"rows": rows})])
