"""What the rows of a sheet of indicators mean: for which units, under which codes, and what of it is news."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Sequence

from django.utils.translation import gettext_noop as _

from directory.models import Post
from directory.rows import Problem, Problems
from workflows.goals.codes import Codes
from workflows.goals.figures import NotANumberError
from workflows.goals.meaning import Meaning, Meant, Row, realised_in
from workflows.goals.models import Better, Kind
from workflows.goals.sheets import IndicatorData, Places, Read

SEVERAL = _("Several units are called “%(name)s”: write the code. Rows that name it: %(count)s.")
UNKNOWN = _("You manage no unit with the code or name “%(name)s”. Rows that name it: %(count)s.")


def understood(read: Read, units: Collection[int], day: datetime.date) -> Meant:
    """What the rows mean in these units. DirectoryError with each cell that means nothing."""
    problems, places = Problems(), Places(units, day)
    found = _units(read.rows, places, problems)
    posts = _posts(read.rows, problems)
    _check(read.rows, problems)
    problems.refuse()
    return Meaning(read, found, posts, Codes(set(found.values()), places, day), day).meant()


def _units(rows: Sequence[IndicatorData], places: Places, problems: Problems) -> dict[Row, int]:
    """The unit of each row; one that cannot be told is told of once, with how many rows name it."""
    found: dict[Row, int] = {}
    by_name: dict[tuple[str, str], list[IndicatorData]] = defaultdict(list)
    for row in rows:
        by_name[row.unit, row.region].append(row)
    for (unit, region), named in by_name.items():
        fits = places.find(unit, region)
        if len(fits) == 1:
            found |= {row.row: fits[0] for row in named}
        else:
            problems.add(named[0], "unit", SEVERAL if fits else UNKNOWN, name=unit, count=len(named))
    return found


def _posts(rows: Sequence[IndicatorData], problems: Problems) -> dict[str, int]:
    codes = {row.responsible for row in rows if row.responsible}
    found = dict(Post.objects.filter(code__in=codes).values_list("code", "pk")) if codes else {}
    for row in rows:
        if row.responsible and row.responsible not in found:
            sentence = _("Nothing with the code “%(code)s” is known.")
            problems.add(row, "responsible", sentence, code=row.responsible)
    return found


def _check(rows: Sequence[IndicatorData], problems: Problems) -> None:
    """Words that are not known, codes that stand twice, and realised values that are none."""
    said: dict[tuple[str, int | None], Row] = {}
    goals: dict[str, IndicatorData] = {}
    for row in rows:
        for column, words in (("kind", Kind.values), ("better", Better.values)):
            if (word := getattr(row, column)) and word not in words:
                problems.add(row, column, _("This must be one of: %(allowed)s."), allowed=", ".join(words))
        first = said.setdefault((row.code, row.target_year), row.row)
        if row.code and first != row.row:
            problems.add(row, "code", _("Row %(other)s describes it in the same year."), other=first)
        goal = goals.setdefault(row.goal_code, row)
        if row.goal_code and goal.strategic_goal != row.strategic_goal:
            problems.add(row, "strategic_goal", _("Row %(other)s says otherwise."), other=goal.row)
        if row.realised and row.target_year is None:
            problems.add(row, "target_year", _("A realised value needs its year."))
        try:
            realised_in(row)
        except NotANumberError as error:
            problems.note(Problem(row.sheet, row.row, "realised", str(error.sentence), error.data))
