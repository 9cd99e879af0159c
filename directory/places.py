"""Sheets of units and of posts on their way into the directory.

Each is looked at row by row, settled once all rows were seen, then put, some thousand rows at a time. What is
kept of a row between is its codes alone, so that memory hardly grows with the sheet.
"""

from __future__ import annotations

import datetime
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from django.db import models
from django.utils.translation import gettext_noop as _

from cycle_engine.tables import read
from directory.acts import Acts
from directory.checks import Once, check_post, check_unit, known, loops
from directory.dated import Dated
from directory.models import Post, PostRow, Unit, UnitRow
from directory.rows import CHANGED, NEW, Change, Data, Fields, PostData, Problems, UnitData
from directory.timeline import describe, holding

T = TypeVar("T", bound=Data)
M = TypeVar("M", bound=models.Model)


@dataclass
class Coming:
    """What sheets of one import have already been found to bring: codes of units and posts, user names.

    Not only what is right: what a wrong row names is among the `named`.
    """

    units: set[str] = field(default_factory=set)
    posts: set[str] = field(default_factory=set)
    usernames: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)


class Put(ABC, Generic[T]):
    """A sheet on its way: `look` at all its rows, in as many calls as you like, `settle`, then `put` them."""

    sheet: ClassVar[str]

    def __init__(self, day: datetime.date, coming: Coming, problems: Problems) -> None:
        self.day, self.coming, self.problems = day, coming, problems

    @abstractmethod
    def look(self, rows: Sequence[T]) -> None:
        """Tell what is wrong with these rows by themselves."""

    @abstractmethod
    def settle(self) -> None:
        """Tell what is wrong with rows because of others, of the sheet or the directory."""

    @abstractmethod
    def put(self, rows: Sequence[T]) -> tuple[Acts, list[Change]]:
        """What these rows, which must be right, do to the directory; written by nobody yet."""

    def right(self, rows: Iterable[T]) -> list[T]:
        """Those rows that nothing was found to be wrong with."""
        wrong = self.problems.wrong(self.sheet)
        return [row for row in rows if row.row not in wrong]


@dataclass(frozen=True, slots=True)
class Named:
    """What is kept of a row: its number, its code, and the codes that it names."""

    sheet: str
    row: int
    code: str
    upward: tuple[str, ...]


class PutTree(Put[T]):
    """A sheet of things that name each other by code."""

    def __init__(self, *context: Any) -> None:
        super().__init__(*context)
        self._once, self._rows = Once("code"), list[Named]()

    def _rounds(self) -> Iterator[list[Named]]:
        """All rows, then those that are not wrong, until in a round nothing more is found to be wrong."""
        rows, before = self._rows, -1
        while len(rows) != before:
            yield rows
            before = len(rows)
            wrong = self.problems.wrong(self.sheet)
            rows = [row for row in rows if row.row not in wrong]


class PutUnits(PutTree[UnitData]):
    """From `day` on the units are as the sheet says."""

    sheet = UnitData.sheet

    def look(self, rows: Sequence[UnitData]) -> None:
        for row in rows:
            check_unit(row, self.problems)
            self._once.check(row, row.code, self.problems)
            self._rows.append(Named(self.sheet, row.row, row.code, (row.parent_code,)))

    def settle(self) -> None:
        there = set(Unit.objects.values_list("code", flat=True))
        parents = dict(UnitRow.objects.on(self.day).values_list("unit__code", "parent__code"))
        named, rows = {row.code for row in self._rows}, list[Named]()
        self.coming.named |= named
        for rows in self._rounds():
            codes = there | {row.code for row in rows}
            ways = loops(parents | {row.code: row.upward[0] or None for row in rows})
            for row in rows:
                known(row, "parent_code", row.upward[0], codes, named, self.problems)
                if way := ways.get(row.code):
                    sentence = _("The units stand above each other in a loop: %(way)s.")
                    self.problems.add(row, "parent_code", sentence, way=way)
        self.coming.units |= {row.code for row in rows}

    def put(self, rows: Sequence[UnitData]) -> tuple[Acts, list[Change]]:
        things = things_of(Unit, {code for row in rows for code in (row.code, row.parent_code)})
        so_far = by(
            "unit_id", read(UnitRow, "t.unit_id IN (SELECT unnest(%s::bigint[]))", ids(things.values()))
        )
        above = _codes(Unit, {each.parent_id for row in so_far.values() for each in row})
        acts, changes = Acts(), []
        _bear_later(things, {row.code for row in rows}, acts)
        for row in rows:
            unit, plain = things[row.code], values_of(row, "name timezone work_week")
            before = holding(so_far[unit.pk], self.day)
            values = plain | {"parent": things.get(row.parent_code)}
            new = not so_far[unit.pk]
            if describe(UnitRow, {"unit": unit}, so_far[unit.pk], values, self.day, acts.rows):
                said = plain | {"parent_code": row.parent_code}
                acts.tell("describe", unit, said | {"from": self.day})
                was = before and values_of(before, plain) | {"parent_code": above.get(before.parent_id, "")}
                changes.append(changed(row, row.code, new, was, said))
        return acts, changes


class PutPosts(PutTree[PostData]):
    """From `day` on the posts are as the sheet says."""

    sheet = PostData.sheet

    def look(self, rows: Sequence[PostData]) -> None:
        units = {row.unit_code for row in rows} - self.coming.units
        there = self.coming.units | {
            unit.code for unit in read(Unit, "t.code IN (SELECT unnest(%s::text[]))", list(units))
        }
        for row in rows:
            check_post(row, self.problems)
            self._once.check(row, row.code, self.problems)
            known(row, "unit_code", row.unit_code, there, self.coming.named, self.problems)
            self._rows.append(Named(self.sheet, row.row, row.code, (row.superior_code, row.rater_code)))

    def settle(self) -> None:
        there = set(Post.objects.values_list("code", flat=True))
        described = PostRow.objects.on(self.day).values_list("post__code", "superior__code", "rater__code")
        superiors, duty = {}, {}
        for code, superior, rater in described.iterator():
            superiors[code], duty[code] = superior, rater or superior
        named, rows = {row.code for row in self._rows}, list[Named]()
        self.coming.named |= named
        for rows in self._rounds():
            self._check_upward(rows, there | {row.code for row in rows}, named, dict(superiors), dict(duty))
        self.coming.posts |= {row.code for row in rows}

    def _check_upward(
        self,
        rows: Sequence[Named],
        codes: set[str],
        named: set[str],
        superiors: dict[str, str | None],
        duty: dict[str, str | None],
    ) -> None:
        superiors.update((row.code, row.upward[0] or None) for row in rows)
        duty.update((row.code, row.upward[1] or row.upward[0] or None) for row in rows)
        over, rating = loops(superiors), loops(duty)
        for row in rows:
            superior, rater = row.upward
            known(row, "superior_code", superior, codes, named, self.problems)
            known(row, "rater_code", rater, codes, named, self.problems)
            if way := over.get(row.code):
                sentence = _("The posts are superior to each other in a loop: %(way)s.")
                self.problems.add(row, "superior_code", sentence, way=way)
            elif way := rating.get(row.code):
                sentence = _("The posts would rate each other in a loop: %(way)s.")
                self.problems.add(row, "rater_code", sentence, way=way)

    def put(self, rows: Sequence[PostData]) -> tuple[Acts, list[Change]]:
        units = things_of(Unit, {row.unit_code for row in rows})
        posts = things_of(
            Post, {code for row in rows for code in (row.code, row.superior_code, row.rater_code)}
        )
        so_far = by(
            "post_id", read(PostRow, "t.post_id IN (SELECT unnest(%s::bigint[]))", ids(posts.values()))
        )
        held = [each for row in so_far.values() for each in row]
        above = _codes(Post, {key for each in held for key in (each.superior_id, each.rater_id)})
        within = _codes(Unit, {each.unit_id for each in held})
        acts, changes = Acts(), []
        _bear_later(posts, {row.code for row in rows}, acts)
        for row in rows:
            post = posts[row.code]
            new = not so_far[post.pk]
            plain = values_of(row, "title level heads_unit independent_unit_head top")
            before = holding(so_far[post.pk], self.day)
            values = plain | {
                "unit": units[row.unit_code],
                "superior": posts.get(row.superior_code),
                "rater": posts.get(row.rater_code),
            }
            if describe(PostRow, {"post": post}, so_far[post.pk], values, self.day, acts.rows):
                said = plain | values_of(row, "unit_code superior_code rater_code")
                acts.tell("describe", post, said | {"from": self.day})
                was = before and values_of(before, plain) | {
                    "unit_code": within.get(before.unit_id, ""),
                    "superior_code": above.get(before.superior_id, ""),
                    "rater_code": above.get(before.rater_id, ""),
                }
                changes.append(changed(row, row.code, new, was, said))
        return acts, changes


def changed(row: Data, subject: str, new: bool, was: Fields | Any, said: dict[str, Any]) -> Change:  # noqa: FBT001
    """What a row changes: all that it says of something new, else the columns that differ."""
    return Change(row.sheet, row.row, NEW if new else CHANGED, subject, differing(was or {}, said))


def differing(was: dict[str, Any], said: dict[str, Any]) -> Fields:
    """The columns that differ, from what to what."""
    return {name: (was.get(name), value) for name, value in said.items() if was.get(name) != value}


def values_of(row: Data | Dated, names: Iterable[str] | str) -> dict[str, Any]:
    """Values of a row by the names of its columns."""
    names = names.split() if isinstance(names, str) else names
    return {name.rstrip("_"): getattr(row, name) for name in names}


def ids(things: Iterable[models.Model]) -> list[int]:
    """The keys of those things that are saved."""
    return [thing.pk for thing in things if thing.pk is not None]


def by(name: str, rows: Iterable[M]) -> defaultdict[int, list[M]]:
    """Rows grouped by this attribute."""
    grouped = defaultdict(list)
    for row in rows:
        grouped[getattr(row, name)].append(row)
    return grouped


def things_of(model: Any, codes: set[str]) -> dict[str, Any]:
    """The things with these codes, new ones too; none for no code."""
    codes.discard("")
    there = {thing.code: thing for thing in read(model, "t.code IN (SELECT unnest(%s::text[]))", list(codes))}
    return {code: model(code=code) for code in sorted(codes - there.keys())} | there


def _bear_later(things: dict[str, Any], described: set[str], acts: Acts) -> None:
    """What these rows only name, and rows further down describe, is saved with them: its entry comes then."""
    for code, thing in things.items():
        if thing.pk is None and code not in described:
            acts.rows.add(thing)


def _codes(model: Any, keys: set[int | None]) -> dict[int | None, str]:
    return {
        thing.pk: thing.code
        for thing in read(model, "t.id IN (SELECT unnest(%s::bigint[]))", [key for key in keys if key])
    }
