"""Whether everybody who acted held the capacity in which he did, on that day.

Read from the ledger and the directory's dated rows alone: nothing here is asked of what the door asks, so that a
mistake made there is found here. Where a payload was lawfully emptied, nothing is said of the rest of its plan.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cycle_engine.ledger.verify import one_moment
from workflows.audit.deeds import Entry, ask, of_plans, of_the_rest
from workflows.audit.rolls import Acting, Day, Rolls

AT_ONCE = 1000  # plans


def misplaced(progress: Callable[[int], Any] = lambda count: None) -> Iterator[Entry]:
    """The entries whose actor did not hold that capacity that day. `progress`: how many more were looked at."""
    with one_moment():
        rolls = Rolls()
        keys = [key for (key,) in ask("SELECT id FROM planning_plan ORDER BY id")]
        for start in range(0, len(keys), AT_ONCE):
            walks = _walks(rolls, keys[start : start + AT_ONCE])
            entries = of_plans(list(walks))
            yield from (entry for entry in entries if not walks[entry.chain_id].follow(entry))
            progress(len(entries))
        rest = of_the_rest()
        yield from (entry for entry in rest if not _held_beside_plans(rolls, entry))
        progress(len(rest))


@dataclass(slots=True)
class Line:
    """The posts of those who rate an evaluation, and who rated and signed it so far, in which post."""

    rater_post: int
    superior_post: int | None
    rater: int | None
    until: Day | None
    makers: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(slots=True)
class Appeal:
    """Against which evaluation, whom a manager named to decide, and how often the duty moved."""

    evaluation: int
    named: int | None = None
    moved: int = 0


@dataclass
class Walk:
    """One plan's chain being walked: who rates it now, its evaluations and appeals, who guides whom, and who did what
    so far."""

    rolls: Rolls
    owner: int
    unit: int
    rater_post: int | None
    evaluations: dict[int, Line]
    appeals: dict[int, Appeal]
    subjects: dict[int, tuple[str, int]]
    deadlines: dict[tuple[str, int], list[tuple[Any, ...]]]
    guides: dict[tuple[str, int], int | None] = field(default_factory=dict)
    done: dict[tuple[str, str], tuple[Any, ...]] = field(default_factory=dict)
    lost: bool = False

    def follow(self, entry: Entry) -> bool:
        """Go one entry further: whether its actor held the capacity, as far as that can be known."""
        self.lost = self.lost or entry.payload is None
        if self.lost or entry.payload is None:
            return True
        leader = entry.payload.get("led_by")
        held = self.done.get((entry.request_id, leader)) == entry.who if leader else self._held(entry)
        self.done[entry.request_id, f"{entry.record}.{entry.step}"] = entry.who
        self._learn(entry, entry.payload.get("data") or {})
        if "guide" in entry.payload.get("notes", {}):
            self.guides[entry.record, entry.record_id] = entry.payload["notes"]["guide"]
        return held

    def _held(self, entry: Entry) -> bool:
        if entry.capacity == "clock" or entry.actor is None:
            return entry.who == ("clock", None, None, None)
        return self._acting(entry).get(entry.actor) == (entry.on_behalf_of, entry.letter)

    def _acting(self, entry: Entry) -> Acting:
        """Who held the entry's capacity towards its record that day."""
        day = self.rolls.day(self.unit, entry.at)
        if entry.capacity == "owner":
            return {self.owner: (None, None)}
        if entry.capacity == "author":
            return self._makers(self.evaluations[entry.record_id], day)
        if entry.capacity == "decider":
            return self._deciders(self.appeals[entry.record_id], day)
        if entry.capacity == "rater" and entry.record == "appeal":
            line = self.evaluations[self.appeals[entry.record_id].evaluation]
            return self._makers(line, day, "rate")
        if entry.capacity == "guide" and (named := self.guides.get((entry.record, entry.record_id))):
            return {named: (None, None)}
        seats = self._seats(entry, day)
        if entry.capacity == "manager":
            busy = {self.owner}.union(*seats[:2])
            alone = entry.actor is not None and entry.actor not in busy
            managing = alone and self.rolls.manages(entry.actor or 0, self.unit, day)
            return {entry.actor or 0: (None, None)} if managing else {}
        place = 0 if entry.capacity in ("rater", "guide") else min(self._level(entry), len(seats) - 1)
        return (
            seats[place] if 0 <= place < len(seats) and (place > 0) == (entry.capacity == "superior") else {}
        )

    def _seats(self, entry: Entry, day: Day) -> list[Acting]:
        """Who rates, who is above him, and so on: nobody twice, and never the owner (`IV.A.2`)."""
        found: list[Acting] = []
        acted = {self.owner}
        for holder, acting in self._line(entry, day):
            free = {} if holder in acted else {who: how for who, how in acting.items() if who not in acted}
            if free:
                found.append(free)
                acted |= free.keys()
        return found

    def _line(self, entry: Entry, day: Day) -> Iterator[tuple[int | None, Acting]]:
        """Holders and all who act in the posts that rate the record, upward."""
        if entry.record in ("evaluation", "appeal"):
            key = self.appeals[entry.record_id].evaluation if entry.record == "appeal" else entry.record_id
            line = self.evaluations[key]
            lower, upper = line.rater_post, line.superior_post
            if self._keeps(line, day):
                yield line.rater, {line.rater or 0: (None, None)}
            else:
                yield self.rolls.holder(lower, day), self.rolls.acting(lower, day)
            posts = [post for post in self.rolls.upward(upper, day) if post != lower]
        elif entry.record == "improvement":  # of who leads him now
            above = self.rolls.above(self.rolls.post_of(self.owner, day), day)
            posts = list(self.rolls.upward(above or self.rater_post, day))
        else:
            posts = list(self.rolls.upward(self.rater_post, day))
        for post in posts:
            yield self.rolls.holder(post, day), self.rolls.acting(post, day)

    def _keeps(self, line: Line, day: Day) -> bool:
        """Whether the rater has moved inside the window of what is not signed yet, and so keeps it (`IV.A.14`)."""
        if line.rater is None or line.until is None or "sign" in line.makers:
            return False
        left = self.rolls.left(line.rater, line.rater_post, day)
        moved = left is not None and line.rater not in self.rolls.acting(line.rater_post, day)
        return moved and left is not None and left < line.until and self.rolls.serves(line.rater, day)

    def _makers(self, line: Line, day: Day, *which: str) -> Acting:
        """Who rated and who signed, as long as they serve; and who acts in the posts in which they did."""
        found: Acting = {}
        for person, post in (line.makers[each] for each in which or ("rate", "sign") if each in line.makers):
            if self.rolls.serves(person, day):
                found.setdefault(person, (None, None))
            found |= {who: how for who, how in self.rolls.acting(post, day).items() if who not in found}
        found.pop(self.owner, None)
        return found

    def _deciders(self, appeal: Appeal, day: Day) -> Acting:
        """Who decides: whom a manager named, or the posts above the rated one, as far as the duty has moved up;
        never the owner, or who had to do with the rating."""
        line = self.evaluations[appeal.evaluation]
        parties = {self.owner, *self._makers(line, day), *self.rolls.acting(line.rater_post, day)}
        parties |= {person for person, _ in line.makers.values()} | {line.rater or 0}
        if appeal.named:
            return {} if appeal.named in parties else {appeal.named: (None, None)}
        found: list[Acting] = []
        for post in self.rolls.upward(self.rolls.above(line.makers["rate"][1], day), day):
            free = {who: how for who, how in self.rolls.acting(post, day).items() if who not in parties}
            if free and self.rolls.holder(post, day) not in parties:
                found.append(free)
        return {who: how for seat in found[: appeal.moved + 1] for who, how in seat.items()}

    def _level(self, entry: Entry) -> int:
        """How many posts above the rater the superior's duty had come by what was let pass."""
        subject = self.subjects.get(entry.record_id) if entry.record == "remark" else None
        level = 1
        for opened, closed, moves, who in self.deadlines.get(subject or (entry.record, entry.record_id), ()):
            if opened <= entry.at and (closed is None or entry.at <= closed):
                level = max(level, bisect_right(moves, entry.at) - (who == "owner"))
        return level

    def _learn(self, entry: Entry, data: Mapping[str, Any]) -> None:
        """What later entries rest on."""
        if entry.record == "plan" and entry.step == "reassign_rater" and data:
            self.rater_post = int(data["rater_post"])
        elif entry.record == "appeal" and entry.step == "appoint_decider":
            appeal = self.appeals[entry.record_id]
            appeal.named, appeal.moved = int(data.get("person") or 0) or None, appeal.moved + 1
        elif entry.record == "evaluation" and entry.actor is not None:
            if entry.step in ("rate", "rate_by_superior"):
                line = self.evaluations[entry.record_id]
                line.makers["rate"] = (entry.actor, self._post(entry, line.rater_post))
            elif entry.step in ("sign", "sign_by_superior"):
                line = self.evaluations[entry.record_id]
                rated = line.makers["rate"][1]
                post = rated if entry.step == "sign" else self._post(entry, rated)
                line.makers["sign"] = (entry.actor, post)

    def _post(self, entry: Entry, otherwise: int) -> int:
        """The post in which the actor acted."""
        day, line = self.rolls.day(self.unit, entry.at), self.evaluations[entry.record_id]
        posts = (line.rater_post, *self.rolls.upward(line.superior_post, day))
        return next((post for post in posts if entry.actor in self.rolls.acting(post, day)), otherwise)


def _held_beside_plans(rolls: Rolls, entry: Entry) -> bool:
    """Of an act on the directory, a cycle, a job, a complaint, a matrix or an organisation's achievement."""
    if entry.capacity == "clock" or entry.actor is None:
        return entry.who[1:] == (None, None, None) and entry.capacity in _nameless(entry)
    day = rolls.day(entry.unit, entry.at)
    how = (entry.on_behalf_of, entry.letter)
    if entry.chain == "cell":
        return _held_in_matrix(rolls, entry, day)
    if entry.capacity == "manager":
        return how == (None, None) and rolls.manages(entry.actor, entry.unit, day)
    if entry.chain == "development":
        return _held_in_development(rolls, entry, day)
    if entry.capacity == "handler":
        post = _assigned(entry)
        return post is None or rolls.acting(post, day).get(entry.actor) == how
    if entry.chain == "letter":
        ((issuer,),) = ask("SELECT issuer_id FROM directory_letter WHERE id = %s", entry.chain_id)
        return bool(entry.actor == issuer) and how == (None, None)
    if entry.chain == "standinrequest":
        return how == (None, None) and _held_in_request(rolls, entry, day)
    if entry.chain == "service":
        heads = entry.capacity == "superior"
        return how == (None, None) and rolls.serves_in(entry.actor, entry.unit, day, heads=heads)
    return entry.unit is not None and rolls.leads_above(entry.unit, day).get(entry.actor) == how


def _nameless(entry: Entry) -> set[str]:
    """As what nobody by name may have taken the step."""
    citizens = entry.record == "complaint" and entry.step in ("receive", "reopen")
    return {"citizen"} if citizens else {"clock"}


def _assigned(entry: Entry) -> int | None:
    """The post to which the complaint was assigned by then; nothing where that was lawfully emptied."""
    ((text,),) = ask(
        "SELECT p.text FROM engine_entry e JOIN engine_payload p ON p.entry_id = e.id WHERE e.chain = 'complaint'"
        " AND e.chain_id = %s AND e.seq < %s AND e.step IN ('assign', 'reassign') ORDER BY e.seq DESC LIMIT 1",
        entry.chain_id,
        entry.seq,
    )
    return int(json.loads(text)["data"]["to_post"]) if text else None


def _held_in_development(rolls: Rolls, entry: Entry, day: Day) -> bool:
    """Of what somebody entered for himself, or raised beside an evaluation: as who rated it, or in its line."""
    how = (entry.on_behalf_of, entry.letter)
    if entry.capacity == "owner":
        ((person,),) = ask("SELECT person_id FROM development_development WHERE id = %s", entry.chain_id)
        return bool(entry.actor == person) and how == (None, None)
    about = (entry.payload or {}).get("notes", {}).get("evaluation") or 0
    rows = ask("SELECT rater_post_id, rater_id FROM evaluation_evaluation WHERE id = %s", int(about))
    return entry.payload is None or any(
        (rater == entry.actor and how == (None, None))
        or any(rolls.acting(each, day).get(entry.actor or 0) == how for each in rolls.upward(post, day))
        for post, rater in rows
    )


def _held_in_request(rolls: Rolls, entry: Entry, day: Day) -> bool:
    """Of a request for a stand-in: as who asked, from his post, as who issued the letter that answered it, or as who
    was above."""
    ((asked_by, post, issuer),) = ask(
        "SELECT r.asked_by_id, r.post_id, l.issuer_id FROM directory_standinrequest r"
        " LEFT JOIN directory_letter l ON l.id = r.letter_id WHERE r.id = %s",
        entry.chain_id,
    )
    if entry.capacity == "rater":
        held = entry.step != "ask_for_stand_in" or rolls.holder(post, day) == asked_by
        return bool(held and entry.actor == asked_by)
    if entry.step == "name_stand_in":
        return bool(entry.actor == issuer)
    above = list(rolls.upward(post, day))[1:]
    return any(rolls.holder(each, day) == entry.actor for each in above)


def _held_in_matrix(rolls: Rolls, entry: Entry, day: Day) -> bool:
    """Of a role of an employee: as manager of his unit or the leader's, or as who rates him, the first upward who is
    not himself (`IV.A.2`)."""
    ((employee,),) = ask("SELECT employee_id FROM planning_cell WHERE id = %s", entry.chain_id)
    own = rolls.post_of(employee, day)
    if entry.capacity == "manager":
        units = {entry.unit, rolls.unit_of(own or 0, day)} - {None}
        managed = any(rolls.manages(entry.actor or 0, unit, day) for unit in units)
        return managed and (entry.on_behalf_of, entry.letter) == (None, None)
    for post in rolls.upward(rolls.above(own, day), day):
        acting = {} if rolls.holder(post, day) == employee else rolls.acting(post, day)
        if free := {who: how for who, how in acting.items() if who != employee}:
            return free.get(entry.actor or 0) == (entry.on_behalf_of, entry.letter)
    return False


def _walks(rolls: Rolls, plans: Sequence[int]) -> dict[int, Walk]:
    """The chains of these plans, each at its beginning."""
    found = {}
    for key, owner, unit, post, first in ask(
        "SELECT id, employee_id, unit_id, post_id, starts_on FROM planning_plan WHERE id = ANY (%s)", plans
    ):
        found[key] = Walk(rolls, owner, unit, rolls.above(post, first), {}, {}, {}, defaultdict(list))
    for plan, key, *line in ask(
        "SELECT e.plan_id, e.id, e.rater_post_id, e.superior_post_id, e.rater_id, ("
        "  SELECT min(d.last_day) FROM engine_deadline d"
        "  WHERE d.record = 'evaluation' AND d.record_id = e.id AND d.kind = 'rating')"
        " FROM evaluation_evaluation e WHERE e.plan_id = ANY (%s)",
        plans,
    ):
        found[plan].evaluations[key] = Line(*line)
    for plan, key, evaluation in ask(
        "SELECT plan_id, id, evaluation_id FROM appeals_appeal WHERE plan_id = ANY (%s)", plans
    ):
        found[plan].appeals[key] = Appeal(evaluation)
    for plan, key, amendment in ask(
        "SELECT plan_id, id, amendment_id FROM planning_remark WHERE plan_id = ANY (%s)", plans
    ):
        found[plan].subjects[key] = ("amendment", amendment) if amendment else ("plan", plan)
    for plan, record, key, *row in ask(
        "SELECT chain_id, record, record_id, opened_at, closed_at, moves_at, waits_for FROM engine_deadline"
        " WHERE chain = 'plan' AND chain_id = ANY (%s)",
        plans,
    ):
        found[plan].deadlines[record, key].append(tuple(row))
    return found
