"""Templates as a sheet: a row for each indicator, under the post and the result that it belongs to.

`serves` says what a result serves as `indicator:<code of an IKU>`, `result:<id>`, `cell:<cell>` or
`assigned_by:<who>`; `aspect` holds aspects separated by spaces, or for a leader a perspective; `target` is a value
or a range such as `80-90`. What says the same for a whole result or plan may stand in its first row alone.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, ClassVar, get_args

from django.utils.translation import gettext_noop as _

from directory.models import Post
from directory.rows import DirectoryError, Problem, Problems
from directory.sheets import FAULTS, Amount, Sheet
from sheets.reading import Unreadable, opened
from workflows.goals.figures import Direction
from workflows.planning import contents as documents
from workflows.planning.contents import Contents, Document, Indicator, Result, Serves
from workflows.planning.rows import Template

RANGE = re.compile(r"(\d[\d.,]*)\s*[-\N{EN DASH}]\s*(\d[\d.,]*)", re.ASCII)
SERVES = ("result", "indicator", "cell", "assigned_by")
APPROACHES = get_args(documents.Approach)
KINDS = get_args(documents.Kind)
ASPECTS = get_args(documents.Aspect)
PERSPECTIVES = get_args(documents.Perspective)
DIRECTIONS = get_args(Direction)


@dataclass(frozen=True, slots=True)
class TemplateData:
    """A row of the sheet of templates; a cell that is empty is an empty text. `measure` may be left out."""

    sheet: ClassVar[str] = "templates"
    needed: ClassVar[tuple[str, ...]] = (
        *("post_code", "approach", "result", "kind", "serves", "indicator", "aspect"),
        *("target", "unit", "direction", "narrative"),
    )

    row: int
    post_code: str
    approach: str
    result: str
    kind: str
    serves: str
    indicator: str
    aspect: str
    target: Amount
    unit: str
    direction: str
    narrative: str
    measure: str


def contents_in(content: BinaryIO, day: datetime.date) -> dict[int, Document]:
    """The contents that a sheet has for each post, with the behaviours and annexes of its template so far.

    DirectoryError with all that is wrong with it, by row and column.
    """
    problems = Problems()
    try:
        with opened(content) as table:
            rows = list(Sheet(TemplateData, table).rows(problems))  # type: ignore[type-var]
    except Unreadable as error:
        faults = (
            Problem("templates", each.row, each.column, FAULTS[each.code], each.data) for each in error.faults
        )
        raise DirectoryError(list(faults)) from None
    posts = dict(Post.objects.filter(code__in={row.post_code for row in rows}).values_list("code", "pk"))
    found: dict[int, Contents] = {}
    for row in rows:
        if row.post_code not in posts:
            problems.add(
                row, "post_code", _("Nothing with the code “%(code)s” is known."), code=row.post_code
            )
        elif _fits(row, problems):
            _add(row, found.setdefault(posts[row.post_code], Contents()), problems)
    problems.refuse()
    kept = dict(Template.objects.on(day).filter(post__in=found).values_list("post", "contents"))
    return {
        post: _with_the_rest(documents.document(made), kept.get(post, {})) for post, made in found.items()
    }


def _fits(row: TemplateData, problems: Problems) -> bool:
    """Whether each cell of a row holds a word that its column knows."""
    before = problems.count
    for column, words in (("approach", APPROACHES), ("kind", KINDS), ("direction", DIRECTIONS)):
        if (word := getattr(row, column)) and word not in words:
            problems.add(row, column, _("This must be one of: %(allowed)s."), allowed=", ".join(words))
    aspects = row.aspect.split()
    if not (set(aspects) <= set(ASPECTS) or (len(aspects) == 1 and aspects[0] in PERSPECTIVES)):
        both = ", ".join((*ASPECTS, *PERSPECTIVES))
        problems.add(row, "aspect", _("This must be one of: %(allowed)s."), allowed=both)
    kind, mark, reference = row.serves.partition(":")
    if row.serves and not (mark and reference.strip() and kind.strip() in SERVES):
        problems.add(
            row,
            "serves",
            _("Write what it serves as one of %(words)s, such as indicator:IKU-1."),
            words=", ".join(f"{each}:" for each in SERVES),
        )
    return problems.count == before


def _add(row: TemplateData, contents: Contents, problems: Problems) -> None:
    """Put a row under its result, which is the last one where the cell is empty or says the same."""
    if row.approach:
        contents.approach = row.approach  # type: ignore[assignment]
    if not contents.results or (row.result and row.result != contents.results[-1].text):
        if not row.result:
            problems.add(row, "result", _("The first row of a post names its result."))
            return
        contents.results.append(Result(text=row.result))
    result = contents.results[-1]
    if row.kind:
        result.kind = row.kind  # type: ignore[assignment]
    if row.serves:
        kind, _mark, reference = row.serves.partition(":")
        result.serves = Serves(**{kind.strip(): reference.strip()})
    if row.indicator or row.target or row.narrative:
        result.indicators.append(Indicator(**dict(_measure(row))))


def _measure(row: TemplateData) -> Iterator[tuple[str, Any]]:
    """The fields of an indicator that the row fills."""
    yield "text", row.indicator
    if row.aspect in PERSPECTIVES:
        yield "perspective", row.aspect
    else:
        yield "aspects", row.aspect.split()
    if found := RANGE.fullmatch(row.target):
        yield "target_low", found[1]
        yield "target_high", found[2]
    elif row.target:
        yield "target", row.target
    for name in PLAIN:
        if value := getattr(row, name):
            yield name, value


PLAIN = ("unit", "direction", "narrative", "measure")  # as they stand in contents
HEADER = tuple(each.name for each in dataclasses.fields(TemplateData) if each.name != "row")


def rows_of(post: str, contents: Document) -> Iterator[list[str]]:
    """The rows of a sheet (`HEADER`) that say what these contents of the post with this code say, behaviours and
    annexes aside: `contents_in` reads them back."""
    approach = contents.get("approach", "")
    for result in contents.get("results", ()):
        serves = next(
            (f"{kind}:{value}" for kind, value in (result.get("serves") or {}).items() if value), ""
        )
        start = [post, approach, result.get("text", ""), result.get("kind", ""), serves]
        for indicator in result.get("indicators") or [{}]:
            yield [*start, *_cells(indicator)]


def _cells(indicator: Document) -> Iterator[str]:
    """From the indicator's text on."""
    low, high = indicator.get("target_low"), indicator.get("target_high")
    yield indicator.get("text", "")
    yield indicator.get("perspective") or " ".join(indicator.get("aspects", ()))
    yield f"{low}-{high}" if low and high else indicator.get("target") or ""
    for name in PLAIN:
        yield indicator.get(name) or ""


def _with_the_rest(made: Document, before: Document) -> Document:
    return made | {name: before[name] for name in ("behaviours", "annexes") if name in before}
