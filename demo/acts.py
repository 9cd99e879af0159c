"""What people of the demo do, by the commands that the API uses. People are named by their user names."""

from __future__ import annotations

import copy
import dataclasses
import datetime
from collections.abc import Callable
from typing import Any

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity
from cycle_engine.perform import perform
from cycle_engine.workdays import Calendar
from demo.agency import Agency
from directory.commands import put_people, record_letter
from workflows.cycles.models import Cycle
from workflows.planning import commands
from workflows.planning import data as sent
from workflows.planning.contents import Document
from workflows.planning.facts import AmendmentFacts, PlanFacts
from workflows.planning.models import Amendment, Plan, Remark

MANAGER = "dewi"
UNDECIDED = ["drafting", "submitted", "returned"]

Matter = Plan | Amendment
Change = Callable[[Document], None]


class Acts:
    """The hands of everybody in the agency. `today` is moved on by who tells the story."""

    def __init__(self, agency: Agency, cycle: Cycle, calendar: Calendar, today: datetime.date) -> None:
        self.agency = agency
        self.cycle = cycle
        self.calendar = calendar
        self.today = today

    def later(self, days: int) -> datetime.date:
        """So many working days from today."""
        return self.calendar.after(self.today, days)

    def plan(self, owner: str) -> Plan:
        """The plan that the owner lives by now."""
        plans = Plan.objects.filter(employee=self.agency.people[owner])
        return plans.exclude(state__in=["ended", "void"]).get()

    def matter(self, owner: str) -> Matter:
        """What there is to decide: the owner's plan, or once it is in force the change that is under way."""
        plan = self.plan(owner)
        return plan if plan.state in UNDECIDED else plan.amendments.get(state__in=UNDECIDED)

    # The owner

    def write(self, owner: str, change: Change, *, by: str | None = None) -> None:
        """Change the draft of the plan or of its amendment."""
        matter, writer = self.matter(owner), self.agency.people[by or owner]
        draft = _draft(matter)
        contents = copy.deepcopy(draft.contents)
        change(contents)
        write = commands.write_plan if isinstance(matter, Plan) else commands.write_amendment
        write(matter.pk, contents, draft.edit, writer)

    def write_from_template(self, owner: str) -> None:
        """Begin with what is usual for the post."""
        plan = self.plan(owner)
        self.write(owner, lambda contents: contents.update(self.agency.templates[plan.post.code]))

    def submit(self, owner: str) -> None:
        self._step(self.matter(owner), "submit", owner)

    def withdraw(self, owner: str) -> None:
        self._step(self.matter(owner), "withdraw", owner)

    def answer(self, owner: str, answer: str) -> None:
        """Answer every open remark."""
        for remark in _remarks(self.matter(owner)).filter(state="open"):
            self._step(remark, "answer", owner, data=sent.Answer(answer))

    def propose(self, owner: str, cause: Any, *, by: str | None = None) -> None:
        """Open the next revision of the plan in force."""
        actor = self.agency.actor(by or owner)
        commands.propose_amendment(self.plan(owner), sent.Proposal(cause), actor=actor)

    def cancel(self, owner: str) -> None:
        self._step(self.matter(owner), "cancel", owner)

    # The rater and his superior

    def return_(self, owner: str, reason: str, item: str, remark: str) -> None:
        """Whoever has the rater's duty today asks for a revision, and pins a remark to an item."""
        data = sent.Return([sent.RemarkInput(remark, item)])
        matter = self.matter(owner)
        self._do(matter, "return_for_revision", self._rater(matter), reason=reason, data=data)

    def pin(self, owner: str, item: str, remark: str) -> None:
        """The rater remarks on an item, beside any decision."""
        plan = self.plan(owner)
        commands.pin_remark(plan, None, item, remark, actor=self._rater(plan))

    def approve(self, owner: str, *, by: str | None = None) -> None:
        """Settle what was remarked, and approve the revision that was submitted; else the rater's to do."""
        matter = self.matter(owner)
        actor = self.agency.actor(by) if by else self._rater(matter)
        for remark in _remarks(matter).exclude(state="resolved"):
            self._do(remark, "resolve", actor)
        self._do(matter, "approve", actor, data=_newest(matter))

    def set_by_superior(self, owner: str, by: str) -> None:
        plan = self.plan(owner)
        self._step(plan, "set_by_superior", by, data=_newest(plan))

    def set_unsigned(self, owner: str, reason: str) -> None:
        plan = self.plan(owner)
        data = sent.NamedEdit(_draft(plan).edit)
        self._do(plan, "set_unsigned", self._rater(plan), reason=reason, data=data)

    def take_over(self, owner: str, result: str, tried: list[Any], reason: str) -> None:
        plan = self.plan(owner)
        data = sent.TakenOver(result, tried)
        self._do(plan, "take_over_result", self._rater(plan), reason=reason, data=data)

    def issue_plh(self, number: str, issuer: str, post: str, to: str, until: datetime.date) -> None:
        """From today a person stands in for the holder of a post who is away."""
        record_letter(
            kind="plh",
            number=number,
            issuer=self.agency.people[issuer],
            post=self.agency.posts[post],
            person=self.agency.people[to],
            valid_from=self.today,
            valid_to=until,
            actor=self.agency.actor(issuer),
        )

    # The manager

    def manage(self, owner: str, step: str, reason: str, data: Any = None) -> None:
        """A step of the manager on the owner's plan."""
        self._step(self.plan(owner), step, MANAGER, reason=reason, data=data)

    def reassign(self, owner: str, post: str, reason: str) -> None:
        self.manage(owner, "reassign_rater", reason, sent.NewRater(str(self.agency.posts[post])))

    def exempt(self, owner: str, cause: str, first: datetime.date, last: datetime.date) -> None:
        """A person leaves the scheme for a time."""
        row = dataclasses.replace(
            self.agency.person_rows[owner], exempt_cause=cause, exempt_from=first, exempt_to=last
        )
        put_people([row], day=self.today, actor=self.agency.actor(MANAGER))

    def transfer(self, new_posts: dict[str, str]) -> None:
        """From today these people hold these posts: their plans end, and each begins a new one."""
        manager, yesterday = self.agency.actor(MANAGER), self.today - datetime.timedelta(days=1)
        rows = [
            dataclasses.replace(self.agency.person_rows[name], post_code=post, from_=self.today)
            for name, post in new_posts.items()
        ]
        put_people(rows, day=self.today, actor=manager)
        for name, code in new_posts.items():
            old, post = self.plan(name), self.agency.posts[code]
            ending = sent.Ending(yesterday, "transfer", str(post))
            self._do(old, "end_early", manager, data=ending)
            person = self.agency.people[name]
            commands.draft_plan(self.cycle, person, post, self.today, actor=manager)

    # The door

    def _step(self, record: Any, step: str, who: str, **wish: Any) -> None:
        self._do(record, step, self.agency.actor(who), **wish)

    def _do(self, record: Any, step: str, actor: Actor, **wish: Any) -> None:
        perform(type(record), record.pk, step, version=record.version, actor=actor, **wish)

    def _rater(self, matter: Matter) -> Actor:
        """Who decides today: the rater, or who stands in for him."""
        facts: Any = (PlanFacts if isinstance(matter, Plan) else AmendmentFacts)([matter], clock.now())  # type: ignore[list-item]
        return Actor.of(facts.holders(matter, Capacity.RATER)[-1].person)


def _draft(matter: Matter) -> Any:
    return matter.drafts.get(amendment=None) if isinstance(matter, Plan) else matter.draft


def _newest(matter: Matter) -> sent.NamedRevision:
    return sent.NamedRevision(matter.revisions.latest("number").hash)


def _remarks(matter: Matter) -> Any:
    return Remark.objects.filter(amendment=None, plan=matter) if isinstance(matter, Plan) else matter.remarks
