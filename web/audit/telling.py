"""Entries of the ledger in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.urls import reverse

from cycle_engine.actors import Capacity
from cycle_engine.models import Entry
from directory.models import Letter
from directory.names import Names
from web.audit.words import as_entered, changes_in_words, kind_label, state_label
from web.pages import PersonPage
from workflows.audit import queries
from workflows.audit.shown import AuditEntry, show
from workflows.planning.models import Plan

TIMELINE = 50  # entries on a page of a plan's timeline


@dataclass(slots=True)
class Told:
    """An entry in words. `plan`: that on whose chain it stands, of `employee`; `document`: what the act changed in
    it, where it froze a revision (see `revisions`)."""

    entry: AuditEntry
    kind: str
    before: str
    after: str
    capacity: str
    letter: str
    plan: Plan | None
    employee: str
    changes: list[tuple[str, str]]
    as_entered: str
    document: object = field(default=None)

    @property
    def address(self) -> str:
        """Its place on the timeline of its plan."""
        page = (self.entry.seq - 1) // TIMELINE + 1
        return f"{reverse('web:audit_plan', args=[self.entry.chain_id])}?page={page}#entry-{self.entry.id}"


def tell(entries: Sequence[Entry], page: PersonPage) -> list[Told]:
    """These entries, found each with the text of its payload, in their order; what is withheld stays so. Notes that
    the reader has read of their plans. A fixed number of queries."""
    found = {each.chain_id for each in entries if each.chain == "plan"}
    return tell_of(Plan.objects.only("employee", "starts_on").in_bulk(found), entries, page)


def tell_of(plans: dict[int, Plan], entries: Sequence[Entry], page: PersonPage) -> list[Told]:
    """The same of entries whose plans are known already."""
    page.note_read(plans)
    shown = show(entries, queries.withheld(page.reader, page.moment, plans.keys()), page.moment)
    letters = Letter.objects.only("number").in_bulk({int(each.letter) for each in shown if each.letter})
    employees = Names.of((each.employee_id for each in plans.values()), page.moment)
    return [_told(each, plans, letters, employees) for each in shown]


def _told(entry: AuditEntry, plans: dict[int, Plan], letters: dict[int, Letter], employees: Names) -> Told:
    plan = plans.get(int(entry.chain_id)) if entry.chain == "plan" else None
    return Told(
        entry,
        kind_label(entry.record),
        state_label(entry.record, entry.from_),
        state_label(entry.record, entry.to),
        str(Capacity(entry.capacity).label),
        letters[int(entry.letter)].number if entry.letter else "",
        plan,
        employees[plan.employee_id] if plan else "",
        list(changes_in_words(entry.changes)),
        as_entered(entry.changes),
    )
