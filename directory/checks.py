"""What can be wrong with one row of an import sheet, whatever the directory knows."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model
from django.utils.translation import gettext_noop as _

from directory import nip
from directory.models import (
    Cause,
    Grant,
    Kind,
    Level,
    PersonRow,
    Post,
    PostRow,
    Top,
    Unit,
    UnitRow,
    User,
    WorkWeek,
    Zone,
)
from directory.rows import Data, GrantData, PersonData, Placed, PostData, Problem, Problems, UnitData

LEVELS, CAUSES = frozenset({"", *Level.values}), frozenset({"", *Cause.values})
MOST_SHOWN = 10  # steps of a loop
MOST_TOLD = 100  # characters of a code
CAPACITIES = frozenset(value for value, _label in Grant.CAPACITIES)


def check_unit(row: UnitData, problems: Problems) -> None:
    _filled(row, ("code", "name"), problems)
    _fits(row, Unit, ("code",), problems)
    _fits(row, UnitRow, ("name",), problems)
    _one_of(row, "timezone", row.timezone, Zone.values, problems)
    _one_of(row, "work_week", row.work_week, WorkWeek.values, problems)


def check_post(row: PostData, problems: Problems) -> None:
    _filled(row, ("code", "title", "unit_code"), problems)
    _fits(row, Post, ("code",), problems)
    _fits(row, PostRow, ("title",), problems)
    _one_of(row, "level", row.level, LEVELS, problems)
    _one_of(row, "top", row.top, Top.values, problems)


def check_person(row: PersonData, problems: Problems) -> None:
    _filled(row, ("name",), problems)
    _fits(row, PersonRow, ("name", "email", "rank", "contract_number"), problems)
    _fits(row, User, ("username",), problems)
    _one_of(row, "kind", row.kind, Kind.values, problems)
    for sentence in nip.problems(row.nip, row.kind):
        problems.add(row, "nip", sentence)
    if row.email and not _valid(validate_email, row.email):
        problems.add(row, "email", _("This is not an e-mail address."))
    if row.username and not _valid(User.username_validator, row.username):
        problems.add(row, "username", _("A user name has letters, digits and @ . + - _ only."))
    _one_of(row, "exempt_cause", row.exempt_cause, CAUSES, problems)
    if row.kind == Kind.PPPK:
        _filled(row, ("contract_number",), problems)
        _filled(row, ("contract_from",), problems)
    if row.post_code:
        _filled(row, ("from_",), problems)
    if row.exempt_cause:
        _filled(row, ("exempt_from",), problems)
    _in_order(row, "to", row.from_, row.to, problems)
    _in_order(row, "exempt_to", row.exempt_from, row.exempt_to, problems)
    _in_order(row, "contract_to", row.contract_from, row.contract_to, problems)


def check_grant(row: GrantData, problems: Problems) -> None:
    _filled(row, ("username", "unit_code"), problems)
    _one_of(row, "capacity", row.capacity, CAPACITIES, problems)
    _in_order(row, "to", row.from_, row.to, problems)


class Once:
    """Finds values that stand in more than one row of a sheet; all rows that have one are told.

    `rows`: by value the first row that has it.
    """

    def __init__(self, column: str) -> None:
        self.rows: dict[str, int] = {}
        self._column = column
        self._told = set[str]()

    def check(self, row: Data, value: str, problems: Problems) -> None:
        if not value or self.rows.setdefault(value, row.row) == row.row:
            return
        sentence = _("This stands in more than one row of the sheet.")
        if value not in self._told:
            self._told.add(value)
            problems.note(Problem(row.sheet, self.rows[value], self._column, sentence))
        problems.add(row, self._column, sentence)


def known(
    row: Placed, column: str, code: str, codes: Collection[str], named: Collection[str], problems: Problems
) -> None:
    """A code that is named must be one of `codes`; `named`: those of the import, of which some may be wrong."""
    if code and code not in codes:
        wrong = _("The row of “%(code)s” in this import is wrong itself.")
        unknown = _("Nothing with the code “%(code)s” is known.")
        problems.add(row, column, wrong if code in named else unknown, code=code[:MOST_TOLD])


def loops(upward: Mapping[str, str | None]) -> dict[str, str]:
    """For each code that leads back to itself the way there (its first steps, if it is long)."""
    found: dict[str, str] = {}
    seen = set[str]()
    for start in upward:
        way: dict[str, int] = {}
        code: str | None = start
        while code is not None and code not in seen and code not in way:
            way[code] = len(way)
            code = upward.get(code)
        seen.update(way)
        if code in way:
            found |= _around(list(way)[way[code] :])
    return found


def _around(members: list[str]) -> dict[str, str]:
    shown = min(len(members), MOST_SHOWN)
    twice = members + members
    rest = " → … → " if shown < len(members) else " → "
    return {code: " → ".join(twice[at : at + shown]) + rest + code for at, code in enumerate(members)}


@lru_cache
def _longest(model: type[Model], name: str) -> int | None:
    return getattr(model._meta.get_field(name), "max_length", None)


def _fits(row: Data, model: type[Model], names: Sequence[str], problems: Problems) -> None:
    for name in names:
        longest, value = _longest(model, name), getattr(row, name)
        if longest and len(value) > longest:
            problems.add(row, name, _("This is longer than %(longest)s characters."), longest=longest)
        if not value.isprintable():
            problems.add(row, name, _("There are characters in it that nobody can see. Type it again."))


def _filled(row: Data, names: Sequence[str], problems: Problems) -> None:
    for name in names:
        if not getattr(row, name):
            problems.add(row, name.rstrip("_"), _("This must be filled in."))


def _one_of(row: Data, column: str, word: object, words: Iterable[object], problems: Problems) -> None:
    if word not in words:
        allowed = ", ".join(sorted(str(each) for each in words if each != ""))
        problems.add(row, column, _("This must be one of: %(allowed)s."), allowed=allowed)


def _valid(validator: object, value: str) -> bool:
    try:
        validator(value)  # type: ignore[operator]
    except ValidationError:
        return False
    return True


def _in_order(
    row: Data, column: str, first: datetime.date | None, last: datetime.date | None, problems: Problems
) -> None:
    if last is not None and (first is None or last < first):
        problems.add(row, column, _("The last day comes before the first."))
