"""Feedback (`6/2022:17-19`): what it may be about, who stands where towards whom, and when it can be taken."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import get_args

from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import Blocker
from cycle_engine.rules import rule
from directory import queries as directory
from workflows.monitoring.models import TEXT, AboutKind, Standing
from workflows.planning.contents import Value
from workflows.planning.facts import PlanFacts
from workflows.planning.models import Plan

Refusal = dict[str, object] | None
VALUES = frozenset(get_args(Value))


@dataclass(frozen=True)
class About:
    """A result (its id), a value of behaviour (its word), or the whole plan."""

    kind: AboutKind = AboutKind.WHOLE
    item: str = ""


@dataclass(frozen=True)
class Said:
    """Words about a plan with these `results`; `needed`: they may not be empty. `answered`: they come second."""

    about: About
    text: str
    results: Collection[str]
    needed: bool = True
    answered: bool = False


@dataclass(frozen=True)
class Asked(Said):
    """A question for feedback to the `holder` of a post, by one person about another."""

    holder: int | None = None
    in_agency: bool = True
    asker: int | None = None
    employee: int | None = None


@rule(
    "ours:feedback_about",
    _("Feedback is about a result in force, one of the seven values, or the whole plan."),
)
def is_about_something(case: Said) -> Refusal:
    about = case.about
    known = {AboutKind.RESULT: case.results, AboutKind.VALUE: VALUES, AboutKind.WHOLE: {""}}[about.kind]
    return None if about.item in known else {}


@rule("ours:feedback_text", _("Write something, in up to %(most)s characters."))
def says_something(case: Said) -> Refusal:
    missing = case.needed and not case.text.strip()
    return {"most": TEXT} if missing or len(case.text) > TEXT else None


@rule("ours:feedback_answered", _("This question has been answered."))
def comes_first(case: Said) -> Refusal:
    return {} if case.answered else None


@rule("ours:feedback_whom", _("Nobody of the agency holds this post today."))
def asks_somebody(case: Asked) -> Refusal:
    return None if case.holder is not None and case.in_agency else {}


@rule("ours:feedback_oneself", _("Nobody is asked for feedback on his own work, and nobody asks himself."))
def asks_another(case: Asked) -> Refusal:
    return {} if case.holder is not None and case.holder in (case.asker, case.employee) else None


GIVING = (is_about_something, says_something, comes_first)
ASKING = (*GIVING, asks_somebody, asks_another)


def broken(case: Said) -> Iterator[Blocker]:
    """All rules that the case breaks."""
    for each in ASKING if isinstance(case, Asked) else GIVING:
        if blocker := each.broken(case):
            yield blocker


def leaders(plan: Plan, facts: PlanFacts) -> set[int]:
    """Rater and superior of the plan today, with who stands in, and to whom the superior's duty has come."""
    places = {0, 1, facts.duty_level(plan)}
    return {holder.person for place in places for holder in facts.duty_at(plan, place)}


def standing_of(giver: int, plan: Plan, facts: PlanFacts) -> Standing:
    """Where the giver stands towards the plan's employee today.

    A leader acts somewhere in the employee's line of duty, and a subordinate has the employee in his. Peers
    have the same leader's post above them.
    """
    if giver in _acting(facts.duties(plan)):
        return Standing.LEADER
    day = facts.day(plan)
    post = directory.post_of([giver], day).get(giver)
    above = directory.rater_post_of([post], day).get(post) if post is not None else None
    if above is None:
        return Standing.OTHER
    if plan.employee_id in _acting(directory.duties(directory.lines([above], day)[above], giver)):
        return Standing.SUBORDINATE
    return Standing.PEER if above == plan.rater_post_id else Standing.OTHER


def _acting(duties: directory.Duties) -> set[int]:
    return {holder.person for holders in duties.holders for holder in holders}
