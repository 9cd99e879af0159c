"""What the tests of planning do over and over: draft, submit, decide, change who holds which post."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import translation

from cycle_engine import clock, sweep
from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.errors import RulesBroken
from cycle_engine.models import Chained, Deadline, Entry, Event, Record
from cycle_engine.perform import perform
from cycle_engine.record import record
from directory.dated import DAY
from directory.models import (
    Assignment,
    Exemption,
    Grant,
    Letter,
    Person,
    PersonRow,
    Post,
    PostRow,
    UnitRow,
)
from tests.agency import EVER, Agency
from workflows.cycles.commands import change_policy
from workflows.cycles.policy import Policy
from workflows.planning import commands
from workflows.planning.data import Ending, NamedEdit, NamedRevision, NewRater, Proposal, Return
from workflows.planning.data import RemarkInput as Said
from workflows.planning.models import Amendment, Draft, Plan, Remark, Revision

REASON = "Sesuai catatan dinas"


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@dataclass
class Desk:
    """Acts of planning by people's names; "clock" is the clock."""

    agency: Agency

    # Who and when

    def id(self, name: str) -> int:
        return int(self.agency.people[name].pk)

    def post(self, name: str) -> int:
        """The post that the person of this name held when the agency was made."""
        return int(self.agency.posts[name].pk)

    def actor(self, name: str) -> Actor:
        return Actor.clock() if name == "clock" else Actor.of(self.id(name))

    def at(self, local: str) -> None:
        self.agency.at(local)

    def now(self) -> datetime.datetime:
        return clock.now()

    def policy(self, policy: Policy) -> None:
        """Another policy from today on."""
        change_policy(self.agency.cycle, policy, self.now().date(), Actor.clock())

    # Acts

    def take(self, thing: Record, step: str, who: str, **wish: Any) -> Any:
        """Take a step for this reason, and give back the record after it."""
        wish.setdefault("reason", REASON)
        return perform(type(thing), thing.pk, step, actor=self.actor(who), **wish).record

    def drafted(
        self, who: str = "ani", *, contents: dict[str, Any] | None = None, since: str = "2026-01-01"
    ) -> Plan:
        """A plan of this person with these contents, by default such as may be submitted."""
        plan = self.begun(who, who, since, who)
        self.write(plan, self.agency.complete_contents() if contents is None else contents)
        return plan

    def begun(self, who: str, post: str, since: str, by: str) -> Plan:
        """A plan of this person in that one's post, as it is born."""
        cycle, actor = self.agency.cycle, self.actor(by)
        return commands.draft_plan(cycle, self.id(who), self.post(post), day(since), actor=actor).record

    def write(self, thing: Plan | Amendment, contents: dict[str, Any], who: str | None = None) -> Draft:
        """Replace the contents of the draft, by default as its owner."""
        plan, amendment = (thing, None) if isinstance(thing, Plan) else (thing.plan, thing)
        person = plan.employee_id if who is None else self.id(who)
        edit = Draft.objects.get(plan=plan, amendment=amendment).edit
        if amendment is None:
            return commands.write_plan(plan.pk, contents, edit, person)
        return commands.write_amendment(amendment.pk, contents, edit, person)

    def submitted(self, who: str = "ani", **how: Any) -> Plan:
        return self.take(self.drafted(who, **how), "submit", who)  # type: ignore[no-any-return]

    def returned(self, *remarks: Said) -> Plan:
        return self.take(self.submitted(), "return_for_revision", "budi", data=Return(list(remarks)))  # type: ignore[no-any-return]

    def in_force(self, who: str = "ani", by: str = "budi", **how: Any) -> Plan:
        plan = self.submitted(who, **how)
        return self.take(plan, "approve", by, data=self.named(plan))  # type: ignore[no-any-return]

    def proposed(self, plan: Plan | None = None, by: str = "ani", cause: Any = "strategy") -> Amendment:
        plan = plan or self.in_force()
        return commands.propose_amendment(plan, Proposal(cause), actor=self.actor(by)).record

    def amending(self, plan: Plan | None = None) -> Amendment:
        """A submitted amendment."""
        return self.take(self.proposed(plan), "submit", "ani")  # type: ignore[no-any-return]

    def pinned(self, about: Plan | Amendment, by: str = "budi", item: str = "r1") -> Remark:
        plan, amendment = (about, None) if isinstance(about, Plan) else (about.plan, about)
        return commands.pin_remark(plan, amendment, item, "Mohon diperjelas", actor=self.actor(by)).record

    def named(self, thing: Plan | Amendment) -> NamedRevision:
        """The newest revision of a plan or amendment, by its hash."""
        about: Any = {"plan": thing, "amendment": None} if isinstance(thing, Plan) else {"amendment": thing}
        return NamedRevision(Revision.objects.filter(**about).latest("number").hash)

    def edit(self, plan: Plan) -> NamedEdit:
        return NamedEdit(Draft.objects.get(plan=plan, amendment=None).edit)

    def ending(self, last_day: str, cause: Any = "transfer", new_post: str | None = "eko") -> Ending:
        return Ending(day(last_day), cause, str(self.post(new_post)) if new_post else None)

    def rater(self, name: str) -> NewRater:
        """The post of this person as the rater's."""
        return NewRater(str(self.post(name)))

    def sweep(self, local: str | None = None) -> int:
        """Let the clock tell of deadlines, at this moment."""
        if local is not None:
            self.at(local)
        return sweep.tell()

    def forgotten(self, who: str = "ani", until: str = "2026-02-02 09:00") -> Plan:
        """A complete draft that its owner did not submit, though the clock reminded him."""
        plan = self.drafted(who)
        for morning in ("2026-01-22 08:00", "2026-01-28 08:00", "2026-01-30 08:00"):
            self.sweep(morning)
        self.at(until)
        return plan

    # The directory

    def person(self, name: str, post: str | None = None, since: datetime.date = EVER) -> int:
        """A new person, in the post of this one."""
        who = self.agency.people[name] = Person(nip=name, nip_hash=name)
        rows = Changes([PersonRow(person=who, name=name, kind="PNS", valid_from=EVER)])
        if post is not None:
            rows.add(Assignment(person=who, post=self.agency.posts[post], valid_from=since))
        self._record(who, "describe", rows)
        return int(who.pk)

    def new_post(self, name: str, below: str | None, unit: str = "KEC-PEL", level: str = "pelaksana") -> int:
        post = self.agency.posts[name] = Post(code=f"POST-{name}")
        above = self.agency.posts[below] if below else None
        row = PostRow(post=post, title=name, unit=self.agency.units[unit], superior=above, level=level)
        row.valid_from = EVER
        self._record(post, "describe", Changes([row]))
        return int(post.pk)

    def describe(self, post: str, **said: Any) -> None:
        """Say something else of this post, since ever."""
        row = PostRow.objects.get(post=self.post(post), valid_to=None)
        changes = Changes()
        changes.change(row, valid_to=EVER - DAY)
        values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
        for name in ("id", "recorded_at", "valid_to"):
            del values[name]
        changes.add(PostRow(**values | said))
        self._record(self.agency.posts[post], "describe", changes)

    def zone(self, zone: str) -> None:
        """All units have always been in this time zone."""
        for unit in self.agency.units.values():
            row = UnitRow.objects.get(unit=unit)
            changes = Changes()
            changes.change(row, valid_to=EVER - DAY)
            said = {"name": row.name, "parent_id": row.parent_id, "work_week": row.work_week}
            changes.add(UnitRow(unit=unit, timezone=zone, valid_from=EVER, **said))
            self._record(unit, "describe", changes)

    def leaves(self, name: str, last_day: str = "2025-12-31") -> None:
        """The person's post is vacant after this day."""
        changes = Changes()
        changes.change(Assignment.objects.get(person=self.id(name), valid_to=None), valid_to=day(last_day))
        self._record(self.agency.people[name], "assign", changes)

    def takes_post(self, name: str, post: str, since: str) -> None:
        row = Assignment(person_id=self.id(name), post_id=self.post(post), valid_from=day(since))
        self._record(self.agency.people[name], "assign", Changes([row]))

    def letter(self, name: str, post: str, since: str, until: str, issuer: str = "citra") -> Letter:
        """This person stands in for the holder of that one's post."""
        letter = Letter(kind="plh", number="800/1/2026", valid_from=day(since), valid_to=day(until))
        letter.issuer_id, letter.post_id, letter.person_id = self.id(issuer), self.post(post), self.id(name)
        self._record(letter, "issue", Changes())
        return letter

    def grant(self, name: str, capacity: str = "manager", unit: str = "KAB") -> None:
        row = Grant(person_id=self.id(name), capacity=capacity, unit=self.agency.units[unit], valid_from=EVER)
        self._record(self.agency.people[name], "grant", Changes([row]))

    def exempt(self, name: str, cause: str = "unpaid_leave", since: datetime.date = EVER) -> None:
        row = Exemption(person_id=self.id(name), cause=cause, valid_from=since)
        self._record(self.agency.people[name], "exempt", Changes([row]))

    def _record(self, thing: Any, act: str, changes: Changes) -> None:
        record([thing], act, changes, actor=Actor.clock(), notes=[{}])


# What is seen afterwards


@contextmanager
def broken(*codes: str, says: str = "") -> Iterator[None]:
    """Exactly these rules refuse the act, and a sentence of theirs says so."""
    with translation.override("en"):
        with pytest.raises(RulesBroken) as refused:
            yield
        assert sorted(blocker.rule for blocker in refused.value.blockers) == sorted(codes)
        assert says in " ".join(blocker.message for blocker in refused.value.blockers)


def due(thing: Record, kind: str) -> Deadline:
    """The open deadline of this kind."""
    return Deadline.objects.get(record=thing._meta.model_name, record_id=thing.pk, kind=kind, closed_at=None)


def open_kinds(thing: Record) -> set[str]:
    rows = Deadline.objects.filter(record=thing._meta.model_name, record_id=thing.pk, closed_at=None)
    return set(rows.values_list("kind", flat=True))


def last_entry(thing: Chained | Record) -> Entry:
    return Entry.objects.filter(record=thing._meta.model_name, record_id=thing.pk).latest("id")


def steps_of(thing: Record) -> list[str]:
    rows = Entry.objects.filter(record=thing._meta.model_name, record_id=thing.pk)
    return list(rows.order_by("id").values_list("step", flat=True))


def told(kind: str, thing: Record | None = None) -> list[dict[int, str]]:
    """Whom each event of this kind told, in which capacity, oldest first."""
    events = Event.objects.filter(kind=kind).order_by("id")
    if thing is not None:
        events = events.filter(record=thing._meta.model_name, record_id=thing.pk)
    return [{each["person"]: each["capacity"] for each in event.recipients} for event in events]


def state(thing: Record) -> str:
    """The state that the database has."""
    found: Any = type(thing)._base_manager.get(pk=thing.pk)
    return str(found.state)
