"""Taking goals, key indicators and what was realised from a sheet: looked at whole, then all of it or nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext_noop as _

from cycle_engine.actors import Actor, Capacity
from cycle_engine.errors import RulesBroken
from directory import queries as directory
from directory.models import UnitRow
from directory.rows import Change, DirectoryError, Problem
from workflows.goals import commands
from workflows.goals.meaning import Meant
from workflows.goals.sheets import IndicatorData, read_indicators
from workflows.goals.understanding import understood

UNCONFIRMED = _("%(count)s things are odd. Look at them, and say that they are meant so.")
# In which column it stands what a rule is about; else in the one of the code.
COLUMNS = {
    "ours:goals_words": "indicator",
    "ours:goal_serves": "goal_code",
    "ours:indicator_goal": "goal_code",
    "ours:indicator_measure": "measure",
    "ours:indicator_year": "target_year",
    "ours:indicator_every_year": "target_year",
    "ours:measured_days": "target_year",
    "ours:measured_value": "realised",
    "ours:measured_milestone": "realised",
    "ours:measured_source": "realised",
}
FIELDS = {
    "text": "indicator",
    "unit_of_measure": "satuan",
    "document": "source_url",
    "written": "realised",
    "name": "indicator",
}


@dataclass(frozen=True, slots=True)
class Looked:
    """What a sheet does: how many `rows` it has, what they change, and what of it is odd yet may be meant."""

    rows: int
    changes: list[Change]
    warnings: list[Problem]


def preview_sheet(content: BinaryIO, day: datetime.date, *, actor: Actor) -> Looked:
    """What a sheet would do from `day` on, in the units that the actor manages. Nothing of it is done.

    DirectoryError with all that is wrong with it, by row and column.
    """
    meant = _read(content, day, actor)
    with transaction.atomic():
        _apply(meant, day, actor)
        transaction.set_rollback(True)
    return _looked(meant)


def take_sheet(content: BinaryIO, day: datetime.date, *, actor: Actor, confirmed: bool) -> Looked:
    """Do what a sheet says from `day` on, all of it or nothing; the same sheet again is no news.

    DirectoryError as of `preview_sheet`; also where something is odd and it was not `confirmed` that it is meant so.
    """
    meant = _read(content, day, actor)
    if meant.warnings and not confirmed:
        told = Problem(IndicatorData.sheet, 0, "", UNCONFIRMED, {"count": len(meant.warnings)})
        raise DirectoryError([told, *meant.warnings])
    with transaction.atomic():
        _apply(meant, day, actor)
    return _looked(meant)


def _read(content: BinaryIO, day: datetime.date, actor: Actor) -> Meant:
    if actor.is_clock:
        units = set(UnitRow.objects.on(day).values_list("unit", flat=True))
    else:
        units = directory.granted(actor.person or 0, [Capacity.MANAGER], day)
    return understood(read_indicators(content), units, day)


def _looked(meant: Meant) -> Looked:
    return Looked(meant.count, meant.changes, meant.warnings)


def _apply(meant: Meant, day: datetime.date, actor: Actor) -> None:
    with _told_by_row([row for row, _line in meant.goals], "strategic_goal"):
        commands.set_goals([line for _row, line in meant.goals], day, actor=actor)
    with _told_by_row([row for row, _line in meant.measures]):
        commands.set_measures([line for _row, line in meant.measures], day, actor=actor)
    with _told_by_row([row for row, _line in meant.indicators]):
        commands.set_indicators([line for _row, line in meant.indicators], day, actor=actor)
    with _told_by_row([row for row, _value in meant.values], "realised"):
        commands.measure([value for _row, value in meant.values], actor=actor)


def _column(field: str) -> str:
    return FIELDS.get(field, field)


@contextmanager
def _told_by_row(rows: Sequence[int], text: str = "indicator") -> Iterator[None]:
    """Tell of broken rules where in the sheet they are broken; `text`: the column of what is said."""
    try:
        yield
    except RulesBroken as error:
        columns = COLUMNS | {"ours:goals_words": text}
        raise DirectoryError(
            [
                Problem(
                    IndicatorData.sheet,
                    rows[int(str(each.data["line"])) - 1],
                    columns.get(each.rule) or _column(str(each.data.get("field", "code"))),
                    str(each.data["why"]).replace("%", "%%"),
                    each.data,
                    each.rule,
                )
                for each in error.blockers
            ]
        ) from error
