"""A small agency for measuring: an owner for each plan, one rater, one superior, one cycle."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.record import record
from directory.models import Assignment, Person, PersonRow, Post, PostRow, Unit, UnitRow, Zone
from workflows.cycles.commands import create_cycle
from workflows.cycles.models import Cycle
from workflows.cycles.policy import Policy
from workflows.planning.contents import Contents, Document, Indicator, Result, Serves, document

EVER = datetime.date(2020, 1, 1)
YEAR = 2027


@dataclass(frozen=True)
class Agency:
    """Ids; `owners` and `posts` in the same order."""

    cycle: Cycle
    unit: int
    rater_post: int
    rater: int
    superior: int
    owners: list[int]
    posts: list[int]


def five_indicators() -> Document:
    """A complete quantitative plan of two results and five indicators."""
    results = [
        Result(
            text=f"Laporan pelayanan bagian {part} tersusun tepat waktu dan sesuai standar",
            serves=Serves(result=f"r{part}"),
            indicators=[
                Indicator(
                    text=f"Jumlah laporan pelayanan {part}.{number} yang selesai dan disahkan",
                    aspects=["quantity"],
                    target="12",
                    unit="laporan",
                    direction="higher",
                )
                for number in range(count)
            ],
        )
        for part, count in ((1, 3), (2, 2))
    ]
    return document(Contents(results=results))


def make(owners: int) -> Agency:
    """The agency with so many owners, all rated by one post."""
    unit = Unit(code="BENCH")
    _describe([unit], [_unit_row(unit, None)])
    top, rating = Post(code="TOP"), Post(code="RATER")
    _describe(
        [top, rating],
        [_post_row(top, unit, None), _post_row(rating, unit, top)],
    )
    superior, rater = _people([top, rating], "B")
    posts = [Post(code=f"P{number}") for number in range(owners)]
    _describe(posts, [_post_row(post, unit, rating) for post in posts])
    people = _people(posts, "A")
    cycle = create_cycle(YEAR, unit.pk, Policy(), Actor.clock())
    return Agency(cycle, unit.pk, rating.pk, rater, superior, people, [post.pk for post in posts])


@dataclass(frozen=True)
class Ministry:
    """Ids of a large agency: many raters, each with a unit of his own, where `span` people are rated by him."""

    cycle: Cycle
    unit: int
    units: list[int]
    raters: list[int]
    owners: list[int]


def ministry(owners: int, span: int) -> Ministry:
    """An agency with so many owners, `span` of them with each rater."""
    whole = Unit(code="BENCH")
    units = [Unit(code=f"U{number}") for number in range(owners // span)]
    _describe([whole], [_unit_row(whole, None)])
    _describe(units, [_unit_row(unit, whole) for unit in units])
    top = Post(code="TOP")
    _describe([top], [_post_row(top, whole, None)])
    _people([top], "T")
    rating = [Post(code=f"R{number}") for number in range(len(units))]
    _describe(rating, [_post_row(post, unit, top) for post, unit in zip(rating, units, strict=True)])
    raters = _people(rating, "B")
    posts = [Post(code=f"P{number}") for number in range(len(units) * span)]
    above = [number // span for number in range(len(posts))]
    _describe(posts, [_post_row(post, units[n], rating[n]) for post, n in zip(posts, above, strict=True)])
    people = _people(posts, "A")
    cycle = create_cycle(YEAR, whole.pk, Policy(), Actor.clock())
    return Ministry(cycle, whole.pk, [unit.pk for unit in units], raters, people)


def _unit_row(unit: Unit, parent: Unit | None) -> UnitRow:
    return UnitRow(unit=unit, name=unit.code, parent=parent, timezone=Zone.WIB, work_week=5, valid_from=EVER)


def _post_row(post: Post, unit: Unit, superior: Post | None) -> PostRow:
    return PostRow(post=post, title="Staf", unit=unit, superior=superior, level="pelaksana", valid_from=EVER)


def _people(posts: Sequence[Post], prefix: str) -> list[int]:
    people = [Person(nip=f"{prefix}{n}", nip_hash=f"{prefix}{n}") for n in range(len(posts))]
    rows: list[Any] = [PersonRow(person=each, name=each.nip, kind="PNS", valid_from=EVER) for each in people]
    rows += [
        Assignment(person=person, post=post, valid_from=EVER)
        for person, post in zip(people, posts, strict=True)
    ]
    record(people, "describe", Changes(rows), actor=Actor.clock(), notes=[{}] * len(people))
    return [person.pk for person in people]


def _describe(things: Sequence[Any], rows: list[Any]) -> None:
    record(things, "describe", Changes(rows), actor=Actor.clock(), notes=[{}] * len(things))
