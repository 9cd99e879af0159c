"""The draft that somebody writes: found for who may write it, saved part by part, and never over what another window
wrote meanwhile."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.urls import reverse

from cycle_engine.actors import Capacity
from cycle_engine.errors import Missing
from cycle_engine.ledger.canonical import canonical, digest
from cycle_engine.remembered import remembered
from directory.models import PostRow
from directory.names import Names
from web.pages import PersonPage
from web.planning.shown import Served, served
from web.records import AMENDMENTS, PLANS, Kind, record_address
from workflows.planning import commands
from workflows.planning.contents import Document
from workflows.planning.facts import AmendmentFacts, PlanFacts
from workflows.planning.fitness import unfit
from workflows.planning.key_indicators import in_year, indicators_for
from workflows.planning.matrix import own_cells
from workflows.planning.measuring import measures_for
from workflows.planning.models import Plan
from workflows.planning.rows import Draft
from workflows.planning.serving import results_of

DAY = 86_400  # seconds
KINDS: dict[str, tuple[Kind, type[Any]]] = {
    "plans": (PLANS, PlanFacts),
    "amendments": (AMENDMENTS, AmendmentFacts),
}


@dataclass
class Desk:
    """A plan or an amendment whose draft the reader may write, and the draft."""

    path: str
    record: Any
    facts: Any
    page: PersonPage

    @property
    def plan(self) -> Plan:
        return self.facts.plan(self.record)  # type: ignore[no-any-return]

    @property
    def draft(self) -> Draft:
        return self.facts.dossier(self.record).draft  # type: ignore[no-any-return]

    @property
    def contents(self) -> Document:
        return self.facts.contents(self.record)  # type: ignore[no-any-return]

    @property
    def leads(self) -> bool:
        """Whether it is a leader's plan, whose indicators have perspectives."""
        return bool(self.facts.leads(self.record))

    @property
    def weights(self) -> bool:
        """Whether the results have weights."""
        return bool(self.facts.policy(self.record).weights)

    @property
    def kind(self) -> str:
        """What the record is called."""
        return KINDS[self.path][0].machine.kind

    @property
    def address(self) -> str:
        """Of the record's page."""
        return record_address(self.kind, self.record)

    @property
    def overview(self) -> str:
        """The address of the overview of the draft."""
        return self.at("edit")

    def at(self, place: str, *more: object) -> str:
        """The address of a page of writing."""
        return reverse(f"web:{place}", args=[self.path, self.record.pk, *more])

    @cached_property
    def owner(self) -> str:
        """The name of whose plan it is."""
        return Names.of([self.plan.employee_id], self.page.moment)[self.plan.employee_id]

    @cached_property
    def rater(self) -> int | None:
        """The person who rates."""
        holders = self.facts.holders(self.record, Capacity.RATER)
        return holders[0].person if holders else None

    @cached_property
    def raters_results(self) -> dict[str, str]:
        """What results may serve in the plan in force of who rates, by id; one query."""
        return results_of(self.rater, self.plan.cycle_id, self.facts.day(self.record))

    @property
    def cells(self) -> dict[str, str]:
        """What the owner is to achieve by the matrices of roles and results, by the id of the cell."""
        return own_cells(self.plan.cycle_id, self.plan.employee_id, self.page.moment)

    @cached_property
    def leaders(self) -> dict[str, str]:
        """The titles of the posts above, by code, the nearest first: who assigns work."""
        posts = [seat.post for seat in self.facts.line(self.record)]
        named = remembered(self.page.moment.epoch, _called, posts, self.facts.day(self.record))
        return dict(named[post] for post in posts if post in named)

    @cached_property
    def measures(self) -> dict[str, str]:
        """The measures from which an indicator may take its value, by code; mostly without a query."""
        unit, day = self.plan.unit_id, self.facts.day(self.record)
        return remembered(self.page.moment.epoch, measures_for, [unit], day)[unit]

    @cached_property
    def indicators(self) -> dict[str, str]:
        """The key indicators that results may serve, of the unit and those above, by code; mostly without a query."""
        unit, day = self.plan.unit_id, self.facts.day(self.record)
        known = remembered(self.page.moment.epoch, indicators_for, [unit], day)[unit]
        return in_year(known, self.plan.starts_on.year)

    @property
    def names(self) -> Served:
        """What the results serve, in words."""
        page, plan = self.page, self.plan
        return served(self.contents, self.rater, plan.cycle_id, self.facts.day(self.record), page.moment)

    def save(self, contents: Document) -> None:
        """Save the draft whole. Raises what `commands.write_plan` raises; Missing for what no page of ours sends."""
        if unfit(contents):
            raise Missing
        key, edit, person = self.record.pk, self.draft.edit, self.page.reader
        write = commands.write_plan if self.path == "plans" else commands.write_amendment
        saved = write(key, contents, edit, person)
        self.draft.contents, self.draft.edit = saved.contents, saved.edit


def desk(path: str, key: int, page: PersonPage) -> Desk:
    """The draft at this address. Missing for who may not see it; NotYourTurn, WrongState or RulesBroken for who may
    not write it now."""
    found = desk_of_any(path, key, page)
    if refusal := commands.refusal_to_write(found.record, found.facts, page.reader):
        raise refusal
    return found


def desk_of_any(path: str, key: int, page: PersonPage) -> Desk:
    """The same for whoever may see it, whether he may write it or not."""
    if path not in KINDS:
        raise Missing
    kind, facts_of = KINDS[path]
    record = kind.find(key, page)
    return Desk(path, record, facts_of([record], *page.moment), page)


def _called(posts: Collection[int], day: datetime.date) -> dict[int, tuple[str, str]]:
    """Code and title of each of these posts."""
    rows = PostRow.objects.on(day).filter(post__in=posts).values_list("post", "post__code", "title")
    return {post: (code, title) for post, code, title in rows}


def fingerprint(part: Any) -> str:
    """Names a part of a draft as it stands."""
    return digest(canonical(part))


class Typed:
    """Which window wrote a part last. One whose line dropped may have saved without learning of it: what it finds
    changed is then its own. Forgotten in a day, or with the cache; then it is asked which of both shall hold."""

    def __init__(self, desk: Desk, window: str) -> None:
        self.desk, self.window = desk, window[:40]

    def _key(self, part: Any) -> str:
        return f"typed:{self.desk.path}:{self.desk.record.pk}:{self.window}:{fingerprint(part)}"

    def wrote(self, part: Any) -> bool:
        return bool(self.window) and bool(cache.get(self._key(part)))

    def note(self, part: Any) -> None:
        if self.window:
            cache.set(self._key(part), 1, DAY)
