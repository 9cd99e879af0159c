"""What can be wrong with rows of the import sheets, apart from what the database already knows."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model
from django.utils.translation import gettext as _

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
from directory.rows import Data, GrantData, PersonData, PostData, Problems, UnitData

Upward = Mapping[str, str | None]


def check_units(
    rows: Sequence[UnitData], known: Collection[str], parents: Upward, problems: Problems
) -> None:
    """`known`: codes of units, the sheet's too; `parents`: each one's parent as the sheet will have it."""
    _once(rows, "code", [row.code for row in rows], problems)
    for row in rows:
        _filled(row, ("code", "name"), problems)
        _fits(row, Unit, "code", problems)
        _fits(row, UnitRow, "name", problems)
        _known(row, "parent_code", row.parent_code, known, problems)
        _one_of(row, "timezone", row.timezone, Zone.values, problems)
        _one_of(row, "work_week", row.work_week, WorkWeek.values, problems)
        if loop := _loop(row.code, parents):
            problems.add(row, "parent_code", _("The units stand above each other in a loop: %s.") % loop)


def check_posts(
    rows: Sequence[PostData],
    units: Collection[str],
    known: Collection[str],
    superiors: Upward,
    duty: Upward,
    problems: Problems,
) -> None:
    """`superiors`, `duty`: each post's superior, and the next in its line of duty, as the sheet has it."""
    _once(rows, "code", [row.code for row in rows], problems)
    for row in rows:
        _filled(row, ("code", "title", "unit_code"), problems)
        _fits(row, Post, "code", problems)
        _fits(row, PostRow, "title", problems)
        _known(row, "unit_code", row.unit_code, units, problems)
        _known(row, "superior_code", row.superior_code, known, problems)
        _known(row, "rater_code", row.rater_code, known, problems)
        _one_of(row, "level", row.level, ["", *Level.values], problems)
        _one_of(row, "top", row.top, Top.values, problems)
        if loop := _loop(row.code, superiors):
            problems.add(
                row, "superior_code", _("The posts are superior to each other in a loop: %s.") % loop
            )
        elif loop := _loop(row.code, duty):
            problems.add(row, "rater_code", _("The posts would rate each other in a loop: %s.") % loop)


def check_people(rows: Sequence[PersonData], posts: Collection[str], problems: Problems) -> None:
    """What one row, or two rows of one sheet, can get wrong about people."""
    _once(rows, "nip", [row.nip for row in rows], problems)
    _once(rows, "username", [row.username for row in rows], problems)
    for row in rows:
        _filled(row, ("name",), problems)
        _fits(row, PersonRow, "name email rank contract_number", problems)
        _fits(row, User, "username", problems)
        _one_of(row, "kind", row.kind, Kind.values, problems)
        for sentence in nip.problems(row.nip, row.kind):
            problems.add(row, "nip", sentence)
        _valid(row, "email", row.email, validate_email, problems)
        _valid(row, "username", row.username, User.username_validator, problems)
        _known(row, "post_code", row.post_code, posts, problems)
        _one_of(row, "exempt_cause", row.exempt_cause, ["", *Cause.values], problems)
        if row.post_code:
            _filled(row, ("from_",), problems)
        if row.exempt_cause:
            _filled(row, ("exempt_from",), problems)
        if row.kind == Kind.PPPK:
            _filled(row, ("contract_number", "contract_from"), problems)
        _in_order(row, "to", row.from_, row.to, problems)
        _in_order(row, "exempt_to", row.exempt_from, row.exempt_to, problems)
        _in_order(row, "contract_to", row.contract_from, row.contract_to, problems)


def check_grants(
    rows: Sequence[GrantData], usernames: Collection[str], units: Collection[str], problems: Problems
) -> None:
    """What one row can get wrong about capacities."""
    for row in rows:
        _filled(row, ("username", "unit_code"), problems)
        _known(row, "username", row.username, usernames, problems)
        _known(row, "unit_code", row.unit_code, units, problems)
        _one_of(row, "capacity", row.capacity, [value for value, _label in Grant.CAPACITIES], problems)
        _in_order(row, "to", row.from_, row.to, problems)


def _fits(row: Data, model: type[Model], names: str, problems: Problems) -> None:
    for name in names.split():
        longest = getattr(model._meta.get_field(name), "max_length", None)
        if longest and len(getattr(row, name)) > longest:
            problems.add(row, name, _("This is longer than %d characters.") % longest)


def _loop(code: str, upward: Upward) -> str:
    """The way from `code` back to itself, or nothing."""
    way = [code]
    while (above := upward.get(way[-1])) is not None and above not in way:
        way.append(above)
    return " → ".join([*way, code]) if above == code else ""


def _filled(row: Data, names: Sequence[str], problems: Problems) -> None:
    for name in names:
        if not getattr(row, name):
            problems.add(row, name.rstrip("_"), _("This must be filled in."))


def _once(rows: Sequence[Data], column: str, values: Sequence[str], problems: Problems) -> None:
    often = {value for value, times in Counter(values).items() if value and times > 1}
    for row, value in zip(rows, values, strict=True):
        if value in often:
            problems.add(row, column, _("This stands in more than one row of the sheet."))


def _known(row: Data, column: str, code: str, known: Collection[str], problems: Problems) -> None:
    if code and code not in known:
        problems.add(row, column, _("Nothing with the code “%s” is known.") % code)


def _one_of(row: Data, column: str, word: object, words: Sequence[object], problems: Problems) -> None:
    if word not in words:
        allowed = ", ".join(str(each) for each in words if each != "")
        problems.add(row, column, _("This must be one of: %s.") % allowed)


def _valid(row: Data, column: str, value: str, validator: object, problems: Problems) -> None:
    try:
        if value:
            validator(value)  # type: ignore[operator]
    except ValidationError as error:
        problems.add(row, column, " ".join(error.messages))


def _in_order(
    row: Data, column: str, first: datetime.date | None, last: datetime.date | None, problems: Problems
) -> None:
    if last is not None and (first is None or last < first):
        problems.add(row, column, _("The last day comes before the first."))
