"""What a change of posts would do, in plain words: it is done, looked at, and taken back."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity
from cycle_engine.errors import Blocker, RulesBroken
from directory.models import Grant, Letter
from workflows.planning.sight import local_days
from workflows.staffing import handovers, words
from workflows.staffing.commands import Enacted, Wanted, enact, taken_back
from workflows.staffing.handovers import Charge, Charges, HandOver
from workflows.staffing.kinds import INTO_A_POST, LEAVES, MOVES, Change
from workflows.staffing.models import PostChange
from workflows.staffing.postings import Done, letters_of
from workflows.staffing.words import Line


@dataclass(frozen=True, slots=True)
class Preview:
    """What one change would do. `lines`: to the person's own plans; `comes`, `goes`: duties towards others' plans.

    `blockers` forbid it; `warnings` do not. `person` is nobody yet when somebody new was refused.
    """

    wanted: Wanted
    person: int | None = None
    at_once: bool = False
    blockers: list[Blocker] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    comes: list[Charge] = field(default_factory=list)
    goes: list[HandOver] = field(default_factory=list)


def preview_change(wanted: Wanted, *, actor: Actor) -> Preview:
    """What this change would do. Raises NotYourTurn or Missing; what else forbids it is told."""
    with taken_back():
        (found,) = rehearsed([wanted], actor)
    return found


def rehearsed(wanted: Sequence[Wanted], actor: Actor) -> list[Preview]:
    """The same of changes that stand or fall together; the caller takes back what was done to see it."""
    days = [_seen_on(each) for each in wanted]
    before = [
        handovers.charges_of(each.person, day) if each.person else {}
        for each, day in zip(wanted, days, strict=True)
    ]
    try:
        with transaction.atomic():
            enacted = enact(wanted, actor=actor, ahead=True)
    except RulesBroken as error:
        return [Preview(each, each.person, blockers=list(error.blockers)) for each in wanted]
    return list(_previews(wanted, enacted, before, days))


def _previews(
    wanted: Sequence[Wanted],
    enacted: Enacted,
    before: Sequence[Charges],
    days: Sequence[datetime.date],
) -> Iterator[Preview]:
    for each, done, had, day in zip(wanted, enacted.done, before, days, strict=True):
        change = done.change
        has = handovers.charges_of(change.person_id, day)
        goes = handovers.what_goes(had, has, day)
        yield Preview(
            each,
            change.person_id,
            at_once=change.effective <= done.today,
            warnings=[*_warnings(done, goes, day)],
            lines=words.of(done),
            comes=handovers.what_comes(had, has),
            goes=goes,
        )


def _seen_on(wanted: Wanted) -> datetime.date:
    """The day whose duties are compared: the change's first, or today when that has passed."""
    return max(wanted.effective, max(local_days(clock.now())))


def _warnings(done: Done, goes: Sequence[HandOver], day: datetime.date) -> Iterator[str]:
    change = done.change
    yield from _about_letters(done, day)
    if change.change in MOVES | LEAVES:
        yield from _about_grants(change, day)
    nobody = [each for each in goes if each.to is None and each.duty == Capacity.RATER]
    if nobody:
        yield _("From then on nobody rates %(count)d plans: the whole line above them is vacant.") % {
            "count": len(nobody)
        }
    resumed = any(each.step == "resume" for each in done.plans)
    if change.change in INTO_A_POST | {Change.RETURN} and done.successor is None and not resumed:
        yield _(
            "No plan is drafted by this change; the employee begins it, or the opening of the cycle does."
        )


def _about_letters(done: Done, day: datetime.date) -> Iterator[str]:
    change, ended = done.change, {each.pk for each in done.letters}
    for letter in letters_of(change.person_id, day):
        if letter.pk not in ended:
            yield _(
                "The letter %(number)s, by which this person stands in elsewhere, goes on; end it if it should."
            ) % {"number": letter.number}
    if change.change in MOVES | LEAVES:
        for letter in _others_letters(change, day):
            yield _("The letter %(number)s stands on this person's present post; see whether it goes on.") % {
                "number": letter.number
            }


def _others_letters(change: PostChange, day: datetime.date) -> list[Letter]:
    """Letters that others hold: for the post that is left, or issued by who leaves it."""
    letters = Letter.objects.exclude(valid_to__lt=day).exclude(person=change.person_id)
    return list(
        (letters.filter(post=change.post_id) | letters.filter(issuer=change.person_id)).order_by("pk")
    )


def _about_grants(change: PostChange, day: datetime.date) -> Iterator[str]:
    for grant in Grant.objects.on(day).filter(person=change.person_id).order_by("pk"):
        yield _(
            "The person stays %(capacity)s of a unit by a grant that goes on; end it if it should not."
        ) % {"capacity": grant.get_capacity_display()}
