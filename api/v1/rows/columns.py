"""The columns of exported sheets: each takes its cell out of a shape, which holds what the reader may see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from api.v1.rows.appeals import AppealShape
from api.v1.rows.evaluations import Evaluation
from api.v1.shapes import Named
from cycle_engine.errors import type_sentence
from workflows.evaluation.models import Kind
from workflows.evaluation.ratings import Mark, Predicate
from workflows.planning import lists


class Column(NamedTuple):
    """A heading, and what stands below it for a shape."""

    heading: type_sentence
    of: Callable[[Any], object]


Columns = tuple[Column, ...]


def heading(columns: Columns) -> list[str]:
    """The headings in the language that is active."""
    return [str(each.heading) for each in columns]


def cells(columns: Columns, shape: Any) -> list[object]:
    """The cells of a row in the language that is active."""
    return [_plain(each.of(shape)) for each in columns]


def _plain(cell: object) -> object:
    if isinstance(cell, bool):
        return gettext("yes") if cell else gettext("no")
    return str(cell) if isinstance(cell, Promise) else cell


def _name(person: Named | None) -> str:
    return person.name if person else ""


def _last(parts: Sequence[Any], name: str) -> str:
    """A field of the last of these, if there is any."""
    return str(getattr(parts[-1], name)) if parts else ""


def _mark(evaluation: Evaluation, name: str) -> str:
    mark = _last(evaluation.ratings, name)
    return str(Mark(mark).label) if mark else ""


def _predicate(evaluation: Evaluation) -> str:
    return str(Predicate(evaluation.predicate).label) if evaluation.predicate else ""


def _decided(appeal: AppealShape, cell: Callable[[Any], object]) -> object:
    return cell(appeal.decision) if appeal.decision else None


def listed(headings: lists.Headings) -> Columns:
    """The columns of lines that know their own headings."""
    return tuple(Column(heading, attrgetter(name)) for name, heading in headings.items())


EMPLOYEE = Column(_("Employee"), lambda row: row.employee.name)
EMPLOYEE_ID = Column(_("Employee (id)"), lambda row: row.employee.id)
STATE = Column(_("State"), lambda row: row.state_label)
LATE_ONE = Column(_("Late"), lambda row: row.late)

PLANS: Columns = listed(lists.PLANS)
EVALUATIONS: Columns = (
    Column(_("Evaluation (id)"), lambda row: row.id),
    Column(_("Plan (id)"), lambda row: row.plan),
    EMPLOYEE,
    EMPLOYEE_ID,
    Column(_("Unit"), lambda row: row.unit.name),
    Column(_("Period"), lambda row: row.period),
    Column(_("Kind"), lambda row: Kind(row.kind).label),
    Column(_("First day"), lambda row: row.starts_on),
    Column(_("Last day"), lambda row: row.ends_on),
    STATE,
    Column(_("Rater"), lambda row: _name(row.rater)),
    Column(_("Rater's superior"), lambda row: _name(row.superior)),
    Column(_("Rating of results"), lambda row: _mark(row, "results_rating")),
    Column(_("Rating of behaviour"), lambda row: _mark(row, "behaviour_rating")),
    Column(_("Predicate"), _predicate),
    Column(_("Withheld until the delivery"), lambda row: row.withheld),
    Column(_("Rated by"), lambda row: _name(row.rated_by)),
    Column(_("Signed by"), lambda row: _name(row.signed_by)),
    Column(_("Signed on"), lambda row: row.signed_on),
    Column(_("Delivered on"), lambda row: row.delivered_on),
    Column(_("Received on"), lambda row: row.received_on),
    Column(_("Returned on"), lambda row: row.returned_on),
    Column(_("Final"), lambda row: row.is_final),
    Column(_("Reported on"), lambda row: row.report and row.report.on),
    LATE_ONE,
)
APPEALS: Columns = (
    Column(_("Appeal (id)"), lambda row: row.id),
    Column(_("Evaluation (id)"), lambda row: row.evaluation),
    Column(_("Plan (id)"), lambda row: row.plan),
    EMPLOYEE,
    EMPLOYEE_ID,
    STATE,
    Column(_("Filed on"), lambda row: row.filed_on),
    Column(_("Decided by"), lambda row: _name(row.decider)),
    Column(_("Decided at"), lambda row: _decided(row, lambda decision: decision.at)),
    Column(_("Why it was decided so"), lambda row: _decided(row, lambda decision: decision.reason)),
    LATE_ONE,
)
PEOPLE: Columns = (
    Column(_("Person (id)"), lambda row: row.id),
    Column(_("NIP"), lambda row: row.nip),
    Column(_("Name"), lambda row: row.name),
    Column(_("Kind"), lambda row: row.kind),
    Column(_("Rank"), lambda row: row.rank),
    Column(_("E-mail"), lambda row: row.email),
    Column(_("Post"), lambda row: row.post),
    Column(_("Unit"), lambda row: row.unit),
    Column(_("Outside the scheme"), lambda row: row.exempt),
)
LETTERS: Columns = (
    Column(_("Letter (id)"), lambda row: row.id),
    Column(_("Kind"), lambda row: row.kind),
    Column(_("Number"), lambda row: row.number),
    Column(_("Issuer"), lambda row: row.issuer),
    Column(_("Post"), lambda row: row.post),
    Column(_("Stand-in"), lambda row: row.person),
    Column(_("First day"), lambda row: row.first),
    Column(_("Last day"), lambda row: row.last),
)
LATE: Columns = listed(lists.LATE)
PROGRESS: Columns = (
    Column(_("Unit"), lambda row: row.unit),
    Column(_("Record"), lambda row: row.record),
    Column(_("Period"), lambda row: row.period),
    Column(_("State"), lambda row: row.state),
    Column(_("How many"), lambda row: row.count),
    Column(_("Late"), lambda row: row.late),
)
