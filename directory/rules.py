"""Rules of letters by which somebody stands in for the holder of a post, and of asking for one."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity
from cycle_engine.errors import Blocker, RulesBroken
from cycle_engine.rules import Rule, rule
from directory.asked import WORDS, Standing, StandInRequest
from directory.dated import DAY
from directory.duty import Line
from directory.models import Letter

Refusal = Mapping[str, object] | None
FIRST_YEAR, LAST_YEAR = 2000, 2099


@dataclass(frozen=True, slots=True)
class Issue:
    """A letter about to be recorded by `recorder`, and what is known on its first day.

    `line`: from the post upward; `over_recorder`: the post stands above one that the recorder holds; `appoints`: the
    issuer manages the post's unit; `taken`: another letter for the post covers some of its days.
    """

    letter: Letter
    recorder: int
    over_recorder: bool
    line: Line
    appoints: bool
    taken: bool

    @property
    def days(self) -> list[datetime.date]:
        return [day for day in (self.letter.valid_from, self.letter.valid_to) if day]

    @property
    def holds_above(self) -> bool:
        """The issuer holds a post above in his own right."""
        return any(seat.holder == self.letter.issuer_id for seat in self.line[1:])

    @property
    def stands_in_above(self) -> bool:
        return any(seat.stand_in == self.letter.issuer_id for seat in self.line[1:])


@dataclass(frozen=True, slots=True)
class Ending:
    """A letter about to end on `last_day`."""

    letter: Letter
    last_day: datetime.date
    today: datetime.date

    @property
    def days(self) -> list[datetime.date]:
        return [self.last_day]


@dataclass(frozen=True, slots=True)
class Asking:
    """A request about to be made. `whom`: who is asked; `overlaps`: another open one of the same person covers some
    of its days; `named`: a letter for the post does; `proposes`: a post was named whose holder is proposed."""

    request: StandInRequest
    today: datetime.date
    whom: tuple[int, ...]
    overlaps: bool
    named: bool
    proposes: bool

    @property
    def days(self) -> list[datetime.date]:
        return [day for day in (self.request.valid_from, self.request.valid_to) if day]

    @property
    def said(self) -> str:
        return self.request.reason


@dataclass(frozen=True, slots=True)
class Answering:
    """A request about to be declined or withdrawn; `said`: why, if that is asked."""

    request: StandInRequest
    today: datetime.date
    said: str | None = None


@rule("ours:letter_years", _("The days of a letter lie in the years from %(first)d to %(last)d."))
def in_this_century(case: Issue | Ending | Asking) -> Refusal:
    inside = all(FIRST_YEAR <= day.year <= LAST_YEAR for day in case.days)
    return None if inside else {"first": FIRST_YEAR, "last": LAST_YEAR}


@rule("ours:letter_number", _("A letter has a number."))
def numbered(case: Issue) -> Refusal:
    return None if case.letter.number.strip() else {}


@rule(
    "ours:letter_days",
    _("The letter needs a last day, not before its first; only a Plt may leave it open."),
)
def dated(case: Issue) -> Refusal:
    first, last = case.letter.valid_from, case.letter.valid_to
    if last is None:
        return None if case.letter.kind == Letter.Kind.PLT else {}
    return None if first <= last else {}


@rule(
    "6/2022:IV.A.3",
    _("The letter must come from the holder of a post above this one, or from a manager of its unit."),
    help=Capacity.MANAGER,
)
def from_above(case: Issue) -> Refusal:
    return None if case.holds_above or case.stands_in_above or case.appoints else {}


@rule("ours:letter_chain", _("Who only stands in by a letter himself cannot give authority to another."))
def not_chained(case: Issue) -> Refusal:
    own = case.holds_above or case.appoints
    return {} if case.stands_in_above and not own else None


@rule(
    "ours:letter_oneself",
    _("A letter is never to its issuer, nor to who records it, nor to the holder of the post."),
)
def not_to_oneself(case: Issue) -> Refusal:
    oneself = {case.letter.issuer_id, case.recorder, *(seat.holder for seat in case.line[:1])}
    return {} if case.letter.person_id in oneself else None


@rule(
    "ours:own_post",
    _("Nobody chooses who is above himself. Let the issuer record this letter, or another manager."),
    help=Capacity.MANAGER,
)
def not_over_oneself(case: Issue) -> Refusal:
    return {} if case.over_recorder else None


@rule("ours:letter_alone", _("Another letter for this post covers some of these days."))
def alone(case: Issue) -> Refusal:
    return {} if case.taken else None


@rule(
    "ours:letter_end",
    _("The letter can end on %(earliest)s or later, but sooner than it says."),
)
def ends_sooner(case: Ending) -> Refusal:
    earliest = max(case.today, case.letter.valid_from) - DAY
    sooner = case.letter.valid_to is None or case.last_day < case.letter.valid_to
    return None if sooner and case.last_day >= earliest else {"earliest": earliest}


@rule("ours:stand_in_days", _("The days begin today or later, and the last is not before the first."))
def days_to_come(case: Asking) -> Refusal:
    first, last = case.days
    return None if case.today <= first <= last else {}


@rule("ours:stand_in_reason", _("Say why, up to %(length)s characters."))
def reasoned(case: Asking | Answering) -> Refusal:
    return None if case.said is None or 0 < len(case.said) <= WORDS else {"length": WORDS}


@rule(
    "ours:stand_in_nobody_above",
    _(
        "Nobody holds a post above yours, and nobody manages your unit who is not below you: there is nobody to ask."
    ),
)
def somebody_is_asked(case: Asking) -> Refusal:
    return None if case.whom else {}


@rule(
    "ours:stand_in_asked",
    _("You have asked for a stand-in on some of these days already. Withdraw that request, then ask anew."),
)
def not_asked_yet(case: Asking) -> Refusal:
    return {} if case.overlaps else None


@rule("ours:stand_in_named", _("A letter names who stands in for you on some of these days already."))
def not_named_yet(case: Asking) -> Refusal:
    return {} if case.named else None


@rule("ours:stand_in_whom", _("Nobody in your agency holds the post that you propose."))
def proposes_somebody(case: Asking) -> Refusal:
    return {} if case.proposes and case.request.proposed_id is None else None


@rule("ours:stand_in_oneself", _("You cannot stand in for yourself. Propose somebody else, or nobody."))
def proposes_another(case: Asking) -> Refusal:
    return {} if case.request.proposed_id == case.request.asked_by_id else None


@rule(
    "ours:stand_in_open",
    _("This request waits no longer: it was answered or withdrawn, or its days have passed."),
)
def waits_for_an_answer(case: Answering) -> Refusal:
    return None if case.request.standing_on(case.today) is Standing.OPEN else {}


RULES: Mapping[type, tuple[Rule, ...]] = {
    Issue: (
        *(numbered, in_this_century, dated, from_above, not_chained),
        *(not_to_oneself, not_over_oneself, alone),
    ),
    Ending: (in_this_century, ends_sooner),
    Asking: (
        *(days_to_come, in_this_century, reasoned, somebody_is_asked),
        *(not_asked_yet, not_named_yet, proposes_somebody, proposes_another),
    ),
    Answering: (waits_for_an_answer, reasoned),
}


def broken(case: Issue | Ending | Asking | Answering) -> list[Blocker]:
    """All rules that the case breaks."""
    return [blocker for each in RULES[type(case)] if (blocker := each.broken(case))]


def refuse(case: Issue | Ending | Asking | Answering) -> None:
    """Raises RulesBroken with all rules that the case breaks, if there are any."""
    if blockers := broken(case):
        raise RulesBroken(blockers)
