"""Changes of posts as a sheet: read, looked at row by row, and taken all or not at all."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, ClassVar

from django.db import transaction
from django.utils.translation import gettext_noop as _

from cycle_engine import clock
from cycle_engine.actors import Actor
from cycle_engine.errors import WorkflowError
from cycle_engine.tables import read
from directory import queries as directory
from directory.models import Post
from directory.nip import digest
from directory.rows import DirectoryError, Problem, Problems
from directory.sheets import FAULTS, Sheet
from sheets.reading import Unreadable, opened
from workflows.planning.sight import local_days
from workflows.staffing.commands import Entrant, Wanted, enact, taken_back
from workflows.staffing.kinds import Change
from workflows.staffing.postings import blockers_of
from workflows.staffing.preview import Preview, rehearsed
from workflows.staffing.turns import in_turns

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class ChangeData:
    """A row of the sheet of changes. `effective`: the first day on which it holds."""

    sheet: ClassVar[str] = "post_changes"

    row: int
    nip: str
    change: str
    post_code: str
    effective: datetime.date
    decree_number: str
    note: str


@dataclass(frozen=True, slots=True)
class EntryData(ChangeData):
    """The same of a sheet that also describes who is new, in the columns of the sheet of people."""

    name: str
    kind: str
    email: str
    username: str
    rank: str
    contract_number: str
    contract_from: datetime.date | None
    contract_to: datetime.date | None


DESCRIBING = tuple(field.name for field in dataclasses.fields(Entrant) if field.name != "nip")


@dataclass(frozen=True, slots=True)
class Row:
    """What a row of the sheet would do; `problems`: why it is not even a change."""

    row: int
    preview: Preview | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def valid(self) -> bool:
        return self.preview is not None and not self.preview.blockers


@dataclass(frozen=True, slots=True)
class Move:
    """A row that was understood: from which post to which, so that it has its turn."""

    row: int
    wanted: Wanted
    post_id: int | None
    new_post_id: int | None

    @property
    def effective(self) -> datetime.date:
        return self.wanted.effective


def preview_sheet(content: BinaryIO, *, actor: Actor, only: Collection[int] = ()) -> list[Row]:
    """What each row, or each of `only` these, would do after those before it. DirectoryError if it is no sheet."""
    moves, wrong = _moves(content, actor, only)
    return _looked_at(moves, wrong, actor)


def take_sheet(content: BinaryIO, *, actor: Actor, only: Collection[int] = ()) -> tuple[list[Row], bool]:
    """Record the changes of a sheet, or of `only` these rows of it, if all of them are valid; else none.

    The rows as they were looked at, and whether they were taken. DirectoryError if it is no sheet.
    """
    moves, wrong = _moves(content, actor, only)
    rows = _looked_at(moves, wrong, actor)
    taken = bool(rows) and all(row.valid for row in rows)
    if taken:
        with transaction.atomic():
            for group in in_turns(moves):
                enact([move.wanted for move in group], actor=actor)
    return rows, taken


def _looked_at(moves: Sequence[Move], wrong: Sequence[Row], actor: Actor) -> list[Row]:
    found = list(wrong)
    with taken_back():
        for group in in_turns(moves):
            previews = _previews([move.wanted for move in group], actor)
            found += [Row(move.row, each) for move, each in zip(group, previews, strict=True)]
    return sorted(found, key=lambda each: each.row)


def _previews(wanted: Sequence[Wanted], actor: Actor) -> list[Preview]:
    try:
        return rehearsed(wanted, actor)
    except WorkflowError as error:  # not his to record
        return [Preview(each, each.person, blockers=blockers_of(error)) for each in wanted]


# Reading


def read_changes(content: BinaryIO) -> tuple[list[ChangeData], Problems]:
    """The rows of a sheet that can be read, and what is wrong with the others. DirectoryError if it is no sheet."""
    problems, name = Problems(), ChangeData.sheet
    try:
        with opened(content) as table:
            kind: Any = EntryData if set(table.header) & set(DESCRIBING) else ChangeData
            rows = list(Sheet(kind, table).rows(problems))
    except Unreadable as error:
        faults = error.faults
        raise DirectoryError(
            [Problem(name, each.row, each.column, FAULTS[each.code], each.data) for each in faults]
        ) from None
    if len(rows) + len(problems.wrong(name)) > MOST_ROWS:
        sentence = _("A sheet of changes has up to %(most)s rows; send it in parts.")
        raise DirectoryError([Problem(name, 0, "", sentence, {"most": MOST_ROWS})])
    return rows, problems


def _moves(content: BinaryIO, actor: Actor, only: Collection[int]) -> tuple[list[Move], list[Row]]:
    """The rows that are changes, and those that are none."""
    rows, problems = read_changes(content)
    rows = [row for row in rows if not only or row.row in only]
    people, posts = _people(rows, actor), _posts(rows)
    for row in rows:
        _check(row, people, posts, problems)
    wrong = problems.wrong(ChangeData.sheet)
    sound = [row for row in rows if row.row not in wrong]
    held = {
        day: directory.post_of([people[row.nip] for row in sound if row.nip in people], day)
        for day in {row.effective for row in sound}
    }
    moves = [
        Move(
            row.row,
            _wanted(row, people.get(row.nip), posts.get(row.post_code)),
            held[row.effective].get(people.get(row.nip, 0)),
            posts.get(row.post_code),
        )
        for row in sound
    ]
    return moves, [Row(row, problems=_of(row, problems)) for row in wrong if not only or row in only]


def _check(row: ChangeData, people: Collection[str], posts: Collection[str], problems: Problems) -> None:
    if row.change not in Change.values:
        problems.add(row, "change", _("This is none of: %(known)s."), known=", ".join(Change.values))
    if row.post_code and row.post_code not in posts:
        problems.add(row, "post_code", _("There is no post with this code."))
    if row.change == Change.HIRE and not isinstance(row, EntryData):
        problems.add(row, "name", _("Who is new is described in the columns of the sheet of people."))
    if row.change != Change.HIRE and row.nip not in people:
        problems.add(row, "nip", _("Nobody in your units has this NIP."))


def _wanted(row: ChangeData, person: int | None, post: int | None) -> Wanted:
    entrant = None
    if row.change == Change.HIRE:
        entrant = Entrant(nip=row.nip, **{name: getattr(row, name) for name in DESCRIBING})
    return Wanted(
        person=None if entrant else person,
        entrant=entrant,
        change=row.change,
        new_post=post,
        effective=row.effective,
        decree_number=row.decree_number,
        note=row.note,
    )


def _people(rows: Sequence[ChangeData], actor: Actor) -> dict[str, int]:
    """The people of these NIPs whom the actor may see."""
    today = max(local_days(clock.now()))
    hashes = {digest(row.nip): row.nip for row in rows}
    seen = directory.visible_people(actor.person or 0, today).filter(nip_hash__in=list(hashes))
    return {hashes[nip_hash]: key for key, nip_hash in seen.values_list("pk", "nip_hash")}


def _posts(rows: Sequence[ChangeData]) -> dict[str, int]:
    codes = [row.post_code for row in rows if row.post_code]
    return {post.code: post.pk for post in read(Post, "t.code = ANY(%s)", codes)}


def _of(row: int, problems: Problems) -> tuple[Problem, ...]:
    return tuple(each for each in problems.found if each.row == row)
