"""What a change did to plans, in sentences for the manager who decides on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cycle_engine.case import Case
from directory import queries as directory
from workflows.appeals.models import Appeal
from workflows.planning.models import Plan
from workflows.staffing.kinds import LEAVES
from workflows.staffing.postings import Done, OnPlan


@dataclass(frozen=True, slots=True)
class Line:
    """One consequence for one plan: its code, and the sentence."""

    code: str
    plan: int | None
    words: str


SENTENCES = {
    "ended": _("The plan of %(year)s ends on %(last)s and is not appraised here."),
    "final_appraisal": _("The plan of %(year)s ends on %(last)s and is appraised for its part of the year."),
    "void": _("The plan from %(first)s, which had not begun by then, is void."),
    "hold": _("The plan of %(year)s stands still from %(first)s until the return."),
    "resume": _(
        "The plan of %(year)s goes on; the days of the suspension are added to what was not yet due."
    ),
    "goes_on": _("The plan of %(year)s goes on as it is."),
    "amendment.cancel": _("The change of the plan that is under way is cancelled."),
    "evaluation.open": _("The closing evaluation opens; its window ends on %(closes)s."),
    "evaluation.excuse": _("The evaluation of %(period)s is excused, as it is not signed."),
    "evaluation.passes_on": _("The evaluation of %(period)s, not signed yet, passes on to the new rater."),
    "appeal": _("The appeal against the evaluation of %(period)s runs on to its decision."),
    "successor": _("A plan is drafted in the new post from %(first)s; %(rater)s rates it."),
    "successor.vacant": _("A plan is drafted in the new post from %(first)s; nobody could rate it yet."),
    "letter": _("The letter %(number)s, by which the person stands in, ends on %(last)s."),
}


def of(done: Done) -> list[Line]:
    """All that the change did to plans and letters, plan by plan."""
    appeals = _appeals(done)
    lines = [line for each in done.plans for line in _of_plan(done, each, appeals)]
    if done.successor is not None:
        lines.append(_of_successor(done.successor))
    lines += [_line("letter", None, number=each.number, last=_day(each.valid_to)) for each in done.letters]
    return lines


def _of_plan(done: Done, told: OnPlan, appeals: dict[int, list[str]]) -> Iterator[Line]:
    plan = told.act.record if told.act else told.plan
    year = plan.cycle.year
    code = told.step or "goes_on"
    if told.step == "end_early" and told.act is not None:
        code = str(plan.state)
    first = max(plan.starts_on, done.change.effective) if code == "hold" else plan.starts_on
    yield _line(code, plan, year=year, first=_day(first), last=_day(plan.ends_on))
    for case in told.act.cases[1:] if told.act else ():
        yield _of_child(plan, case, passes_on=done.change.change not in LEAVES)
    for period in appeals.get(plan.pk, ()) if told.step else ():
        yield _line("appeal", plan, period=period)


def _of_child(plan: Plan, case: Case[Any], *, passes_on: bool) -> Line:
    """An amendment or an evaluation that followed the plan's step."""
    code, record = case.step.key, case.record
    if code == "evaluation.open":
        return _line(code, plan, closes=_day(case.facts.closes(record)))
    if code == "evaluation.excuse":
        return _line("evaluation.passes_on" if passes_on else code, plan, period=record.period)
    return _line(code, plan)


def _of_successor(plan: Plan) -> Line:
    if plan.rater_id is None:
        return _line("successor.vacant", plan, first=_day(plan.starts_on))
    name = directory.names([plan.rater_id], plan.starts_on).get(plan.rater_id, "")
    return _line("successor", plan, first=_day(plan.starts_on), rater=name)


def _appeals(done: Done) -> dict[int, list[str]]:
    """Periods under a live appeal, by plan."""
    plans = [each.plan.pk for each in done.plans]
    rows = Appeal.objects.filter(plan__in=plans, state__in=("filed", "explained", "heard"))
    found: dict[int, list[str]] = {}
    for plan, period in rows.order_by("pk").values_list("plan", "evaluation__period"):
        found.setdefault(plan, []).append(period)
    return found


def _line(code: str, plan: Plan | None, **data: object) -> Line:
    saved = None if plan is None or code.startswith("successor") else plan.pk  # a successor is taken back
    return Line(code, saved, str(SENTENCES[code]) % data)


def _day(day: Any) -> str:
    return date_format(day, "j F Y")
