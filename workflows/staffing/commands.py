"""The verbs of changes of posts: record, carry out on the day, give up, and see what would be without doing it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity
from cycle_engine.errors import Blocker, Missing, NotYourTurn, RulesBroken, WorkflowError
from cycle_engine.idempotency import Key
from cycle_engine.perform import bear_many, perform
from cycle_engine.tables import expect
from directory import queries as directory
from directory.accounts import refuse_takeovers
from directory.acts import take_turns
from directory.commands import put_people
from directory.models import Assignment, Person, Post
from directory.nip import digest
from directory.rows import DirectoryError, PersonData, Problems
from workflows.planning.sight import local_days
from workflows.staffing.facts import PostChangeFacts
from workflows.staffing.kinds import Change
from workflows.staffing.machine import Because
from workflows.staffing.models import PostChange
from workflows.staffing.postings import Done, blockers_of, carry_out, refused_by_directory

FIRST_YEAR, LAST_YEAR = 2000, 2099


@dataclass(frozen=True, kw_only=True)
class Entrant:
    """Who is new in service; fields as in the sheet of people."""

    nip: str
    name: str
    kind: str
    email: str = ""
    username: str = ""
    rank: str = ""
    contract_number: str = ""
    contract_from: datetime.date | None = None
    contract_to: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A change as somebody wants it: of a `person` (id), or of an `entrant` who is new in a post."""

    change: str
    effective: datetime.date
    decree_number: str
    person: int | None = None
    entrant: Entrant | None = None
    new_post: int | None = None
    note: str = ""


@dataclass
class Enacted:
    """Changes that were recorded, and what was done where their day has come; `replayed`: by an earlier request."""

    changes: list[PostChange]
    done: list[Done] = field(default_factory=list)
    replayed: bool = False


def record_change(wanted: Wanted, *, actor: Actor, idempotency_key: Key | None = None) -> PostChange:
    """Put a change on record. One whose day has come is carried out at once, any other on its day.

    By a manager of the unit that is left and of the one that is entered: else NotYourTurn. Missing, or RulesBroken
    with all that forbids it, also of what the person's plans refuse; then nothing of it stays.
    """
    return enact([wanted], actor=actor, idempotency_key=idempotency_key).changes[0]


@transaction.atomic
def enact(
    wanted: Sequence[Wanted], *, actor: Actor, ahead: bool = False, idempotency_key: Key | None = None
) -> Enacted:
    """Record changes that stand or fall together; carry out those whose day has come, or all when `ahead`.

    Errors as in `record_change`.
    """
    _refuse_other_centuries(wanted)
    take_turns()
    newborn = [_newborn(each, actor) for each in wanted]
    acts = bear_many(newborn, "record", actor=actor, idempotency_key=idempotency_key)
    if acts[0].replayed:
        return Enacted([PostChange.objects.get(pk=acts[0].record_id or 0)], replayed=True)
    _refuse([act.error for act in acts if act.error is not None])
    due = [each for each in newborn if ahead or has_come(each)]
    if not ahead:
        _take_apply(due)
    return Enacted(newborn, _carried_out(due))


@transaction.atomic
def apply_changes(keys: Sequence[int]) -> list[Done]:
    """Carry out planned changes together, as who recorded them, whose capacity is looked at again today.

    What is no longer planned is left out. Raises as `record_change`, and then nothing of any of them stays.
    """
    take_turns()
    changes = list(PostChange.objects.filter(pk__in=keys, state="planned").order_by("pk"))
    _take_apply(changes)
    return _carried_out(changes)


def _take_apply(changes: Sequence[PostChange]) -> None:
    for each in changes:
        perform(PostChange, each.pk, "apply", actor=Actor.clock())


def _carried_out(changes: Sequence[PostChange]) -> list[Done]:
    done = carry_out(changes) if changes else []
    blockers = {(each.rule, each.message): each for one in done for each in one.blockers}
    if blockers:
        raise RulesBroken(list(blockers.values()))
    return done


def cancel_change(change: int, reason: str, **wish: Any) -> None:
    """Give up a change that is planned. `wish` as in `cycle_engine.perform.Wish`; raises what `perform` raises."""
    perform(PostChange, change, "cancel", reason=reason, **wish)


def refuse_change(change: int, error: WorkflowError) -> None:
    """Say of a planned change, as the clock, that it was refused on its day, and why."""
    blockers = [{"rule": each.rule, "message": each.message} for each in blockers_of(error)]
    reason = " ".join(each["message"] for each in blockers)
    perform(PostChange, change, "refuse", actor=Actor.clock(), reason=reason, data=Because(blockers))


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is done inside is looked at and then undone: so a preview cannot differ from the act."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def has_come(change: PostChange) -> bool:
    """Whether the day of the change has come where its unit is."""
    now = clock.now()
    return change.effective <= PostChangeFacts([change], now).day(change)


# A change that is not recorded yet


def _refuse_other_centuries(wanted: Sequence[Wanted]) -> None:
    if not all(FIRST_YEAR <= each.effective.year <= LAST_YEAR for each in wanted):
        data = {"first": FIRST_YEAR, "last": LAST_YEAR}
        sentence = _("A change takes effect in a year from %(first)d to %(last)d.")
        raise RulesBroken([Blocker("ours:change_year", sentence, data)])


def _newborn(wanted: Wanted, actor: Actor) -> PostChange:
    change = PostChange(
        change=Change(wanted.change),
        effective=wanted.effective,
        decree_number=wanted.decree_number.strip(),
        note=wanted.note.strip(),
        recorded_by_id=actor.person,  # type: ignore[misc]
    )
    change.new_post = _post(wanted.new_post)
    change.new_unit_id = _unit_of(wanted.new_post, wanted.effective)
    if wanted.entrant is not None:
        _may_enter(change.new_unit_id, actor)
        change.person = _entered(wanted.entrant, wanted.effective, actor)
    else:
        change.person = _found(wanted.person)
    expect(change)
    post = PostChangeFacts([change], clock.now()).held(change)
    change.post = _post(post)
    left = post or _last_post(change.person_id, wanted.effective)
    unit = _unit_of(left, wanted.effective) or change.new_unit_id
    if unit is None:  # who never held a post and enters none belongs to nobody's unit
        raise Missing
    change.unit_id = unit
    return change


def _post(post: int | None) -> Post | None:
    if post is None:
        return None
    found = Post.objects.filter(pk=post).first()
    if found is None:
        raise Missing
    return found


def _unit_of(post: int | None, day: datetime.date) -> int | None:
    if post is None:
        return None
    row = directory.posts([post], day).get(post)
    if row is None:
        raise Missing
    return row.unit_id


def _last_post(person: int, day: datetime.date) -> int | None:
    """The post that the person held last: whose manager is told that there is nothing left to change."""
    held = Assignment.objects.held().filter(person=person, valid_from__lte=day).order_by("valid_from")
    return held.values_list("post", flat=True).last()


def _found(person: int | None) -> Person:
    found = Person.objects.filter(pk=person or 0).first()
    if found is None:
        raise Missing
    return found


def _may_enter(unit: int | None, actor: Actor) -> None:
    """Only a manager puts people into the directory, and only into posts of his units."""
    today = max(local_days(clock.now()))
    if unit is None or unit not in directory.granted(actor.person or 0, [Capacity.MANAGER], today):
        raise NotYourTurn


def _entered(entrant: Entrant, day: datetime.date, actor: Actor) -> Person:
    """The person in the directory, described from the day on; in no post yet. Who is known keeps his name."""
    known = Person.objects.filter(nip_hash=digest(entrant.nip)).values_list("pk", flat=True)
    if any(name != entrant.name for name in directory.names(known, day).values()):
        sentence = _(
            "Somebody of another name is known by this NIP. Look at the number; who is known enters under the name"
            " that the directory has."
        )
        raise RulesBroken([Blocker("ours:known_person", sentence)])
    said: dict[str, Any] = {name: getattr(entrant, name) for name in Entrant.__dataclass_fields__}
    row, problems = PersonData(row=1, **said), Problems()
    try:
        refuse_takeovers([row], problems)
        problems.refuse()
        put_people([row], day=day, actor=actor)
    except DirectoryError as error:
        raise RulesBroken(refused_by_directory(error)) from error
    return Person.objects.get(nip_hash=digest(entrant.nip))


def _refuse(errors: Sequence[WorkflowError]) -> None:
    """Raise who may not at all, else everything that forbids any of them."""
    for error in errors:
        if isinstance(error, NotYourTurn | Missing):
            raise error
    if errors:
        raise RulesBroken([each for error in errors for each in blockers_of(error)])
