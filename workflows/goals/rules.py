"""When a goal, an indicator, a measure or a value can be taken, and who is told why not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import Blocker
from cycle_engine.rules import Rule, rule
from directory.dated import DAY
from workflows.goals.data import Ended, GoalInput, IndicatorInput, Listed, MeasureInput, Said, Struck, Valued
from workflows.goals.models import Better, Kind, Quality, Source

Refusal = dict[str, object] | None
AnyLine = Said[GoalInput] | Said[MeasureInput] | Said[IndicatorInput]

CODE = re.compile(r"\S(?:.{0,78}\S)?")
YEARS = range(2000, 2101)
LARGEST, PLACES = Decimal(10) ** 16, 4
LINE = _("Line %(line)s: %(why)s")
LENGTHS: dict[str, int] = {
    "text": 1000,
    "formula": 2000,
    "note": 2000,
    "name": 300,
    "title": 300,
    "written": 100,
    "unit_of_measure": 80,
    "target": 200,
    "baseline": 200,
    "document": 500,
}


def _too_long(line: object) -> Refusal:
    for name, most in LENGTHS.items():
        if len(getattr(line, name, "")) > most:
            return {"field": name, "most": most}
    return None


# What is said of goals, measures and indicators


@rule("ours:goals_code", _("A code has up to 80 characters, and no blank before or after it."))
def has_a_code(case: AnyLine) -> Refusal:
    return None if CODE.fullmatch(case.code) else {}


@rule("ours:goals_code_taken", _("The code “%(code)s” belongs to another unit already."))
def code_is_free(case: AnyLine) -> Refusal:
    return None if case.taken_by in (None, case.unit) else {"code": case.code}


@rule("ours:goals_words", _("Say what it is."))
def says_what_it_is(case: AnyLine) -> Refusal:
    words = case.line.name if isinstance(case.line, MeasureInput) else case.line.text
    return None if words.strip() else {}


@rule("ours:goals_length", _("%(field)s is longer than %(most)s characters."))
def is_not_too_long(case: AnyLine) -> Refusal:
    return _too_long(case.line)


@rule("ours:goals_once", _("“%(code)s” is described more than once."))
def is_described_once(case: AnyLine) -> Refusal:
    return {"code": case.code} if case.again else None


@rule("ours:goal_serves", _("“%(code)s” is no goal of this unit or one above it."))
def serves_a_goal(case: Said[GoalInput]) -> Refusal:
    served = case.line.serves
    return None if served is None or served in case.goals else {"code": served}


@rule("ours:goal_circle", _("This goal would serve itself by way of “%(code)s”."))
def serves_no_circle(case: Said[GoalInput]) -> Refusal:
    passed, served = set[str](), case.line.serves
    while served is not None and served not in passed:
        if served == case.code:
            return {"code": case.line.serves}
        passed.add(served)
        served = case.goals.get(served)
    return None


@rule("ours:goals_words_known", _("“%(word)s” is none of: %(allowed)s."))
def uses_known_words(case: Said[MeasureInput] | Said[IndicatorInput]) -> Refusal:
    for name, words in (("kind", Kind.values), ("better", Better.values), ("source", Source.values)):
        word = getattr(case.line, name, None)
        if word is not None and word not in words:
            return {"field": name, "word": word, "allowed": ", ".join(words)}
    return None


@rule("ours:indicator_goal", _("“%(code)s” is no goal of this unit or one above it."))
def belongs_to_a_goal(case: Said[IndicatorInput]) -> Refusal:
    goal = case.line.goal
    return None if goal is None or goal in case.goals else {"code": goal}


@rule("ours:indicator_measure", _("“%(code)s” is no measure of the agency."))
def takes_a_known_measure(case: Said[IndicatorInput]) -> Refusal:
    measure = case.line.measure
    return None if measure is None or measure in case.measures else {"code": measure}


@rule("ours:indicator_post", _("The post that is to be responsible is none of the agency."))
def names_a_known_post(case: Said[IndicatorInput]) -> Refusal:
    post = case.line.responsible
    return None if post is None or post in case.posts else {}


@rule("ours:indicator_year", _("A year lies between %(first)s and %(last)s."))
def has_a_year(case: Said[IndicatorInput]) -> Refusal:
    year = case.line.year
    return None if year is None or year in YEARS else {"first": YEARS[0], "last": YEARS[-1]}


@rule(
    "ours:indicator_every_year",
    _(
        "This indicator is described for every year or for single years, not for both: end it, or take a new code."
    ),
)
def has_one_kind_of_years(case: Said[IndicatorInput]) -> Refusal:
    return {} if any((year is None) is not (case.line.year is None) for year in case.years) else None


@rule("ours:indicator_quarters", _("Give a target for each of the four quarters, or for none."))
def has_four_quarters(case: Said[IndicatorInput]) -> Refusal:
    return None if len(case.line.quarterly) in (0, 4) else {}


@rule("ours:indicator_end_day", _("It ends yesterday at the earliest: what was before cannot be changed."))
def ends_no_earlier_than_yesterday(case: Ended) -> Refusal:
    return None if case.last_day >= case.today - DAY else {}


@rule("ours:indicator_end", _("Nothing is said of it for the days after that: there is nothing to end."))
def has_something_to_end(case: Ended) -> Refusal:
    return None if case.rows else {}


# Values


@rule(
    "ours:measured_days", _("A value is of days that have passed: from a first to a last one, today at most.")
)
def lies_behind_us(case: Valued) -> Refusal:
    value = case.value
    return None if value.first_day <= value.last_day <= case.today else {}


@rule("ours:measured_value", _("A value has up to sixteen digits, and four behind the decimal mark."))
def is_a_fit_number(case: Valued) -> Refusal:
    number = case.value.value
    fits = number.is_finite() and abs(number) < LARGEST and round(number, PLACES) == number
    return None if fits else {}


@rule("ours:measured_milestone", _("A milestone is reached (1) or not (0)."))
def is_reached_or_not(case: Valued) -> Refusal:
    return {} if case.kind == Kind.MILESTONE and case.value.value not in (0, 1) else None


@rule("ours:measured_source", _("Values of this measure are worked out: nobody enters them."))
def is_not_worked_out(case: Valued) -> Refusal:
    """A register is counted; what citizens say is worked out by the clock."""
    heard = case.source in (Source.SURVEY, Source.COMPLAINTS) and not case.by_clock
    return {} if heard or case.source == Source.REGISTER else None


@rule("ours:measured_quality", _("“%(word)s” is none of: %(allowed)s."))
def has_a_quality(case: Valued) -> Refusal:
    word = case.value.quality
    return None if word in Quality.values else {"word": word, "allowed": ", ".join(Quality.values)}


@rule("ours:measured_audited", _("Only an inspector of the unit says that a value was audited."))
def is_audited_by_an_inspector(case: Valued) -> Refusal:
    return {} if case.value.quality == Quality.AUDITED and not case.audits else None


@rule("ours:measured_by_inspector", _("An inspector enters values that were audited, and no others."))
def is_entered_by_whom_it_concerns(case: Valued) -> Refusal:
    return {} if case.value.quality != Quality.AUDITED and not case.reports else None


@rule(
    "ours:measured_system", _("Only a program that acts for a manager says that a value comes from a system.")
)
def comes_from_a_system(case: Valued) -> Refusal:
    from_system = case.value.quality == Quality.SYSTEM
    return {} if from_system and not (case.by_clock or case.by_program) else None


@rule("ours:measured_document", _("Name the document, or the address, in which this value can be seen."))
def names_its_document(case: Valued) -> Refusal:
    told = case.value.quality in (Quality.EVIDENCED, Quality.AUDITED)
    return {} if told and not case.value.document.strip() else None


@rule(
    "ours:measured_corrects",
    _("What it corrects is no value of this measure, or was corrected before."),
)
def corrects_what_stands(case: Valued) -> Refusal:
    corrected = case.value.corrects
    return None if corrected is None or corrected in case.standing else {}


@rule("ours:measured_length", _("%(field)s is longer than %(most)s characters."))
def is_told_briefly(case: Valued) -> Refusal:
    return _too_long(case.value)


# Registers


@rule("ours:register_source", _("This measure is not counted in a register."))
def is_counted(case: Listed) -> Refusal:
    return None if case.source == Source.REGISTER else {}


@rule("ours:register_day", _("A thing is entered once it is there: on a day up to today."))
def is_there_already(case: Listed) -> Refusal:
    return None if case.item.day <= case.today else {}


@rule("ours:register_title", _("Say what it is."))
def has_a_title(case: Listed) -> Refusal:
    return None if case.item.title.strip() else {}


@rule("ours:register_length", _("%(field)s is longer than %(most)s characters."))
def is_listed_briefly(case: Listed) -> Refusal:
    return _too_long(case.item)


@rule("ours:register_struck", _("This was taken out of the register before."))
def stands_in_its_register(case: Struck) -> Refusal:
    return {} if case.gone else None


@rule("ours:register_reason", _("Say why it is taken out, in up to %(most)s characters."))
def is_struck_for_a_reason(case: Struck) -> Refusal:
    return None if 0 < len(case.note.strip()) <= LENGTHS["note"] else {"most": LENGTHS["note"]}


SAID = (has_a_code, code_is_free, says_what_it_is, is_not_too_long, is_described_once)
GOAL: Sequence[Rule] = (*SAID, serves_a_goal, serves_no_circle)
MEASURE: Sequence[Rule] = (*SAID, uses_known_words)
INDICATOR: Sequence[Rule] = (
    *SAID,
    uses_known_words,
    belongs_to_a_goal,
    takes_a_known_measure,
    names_a_known_post,
    has_a_year,
    has_one_kind_of_years,
    has_four_quarters,
)
END: Sequence[Rule] = (ends_no_earlier_than_yesterday, has_something_to_end)
VALUE: Sequence[Rule] = (
    lies_behind_us,
    is_a_fit_number,
    is_reached_or_not,
    is_not_worked_out,
    has_a_quality,
    is_audited_by_an_inspector,
    is_entered_by_whom_it_concerns,
    comes_from_a_system,
    names_its_document,
    corrects_what_stands,
    is_told_briefly,
)
ITEM: Sequence[Rule] = (is_counted, is_there_already, has_a_title, is_listed_briefly)
STRIKE: Sequence[Rule] = (stands_in_its_register, is_struck_for_a_reason)


def broken(rules: Sequence[Rule], cases: Sequence[object]) -> Iterator[Blocker]:
    """What forbids each of the cases, with its place (`line`, from 1), which is told where there are several."""
    for line, case in enumerate(cases, 1):
        for each in rules:
            if blocker := each.broken(case):
                data = {**blocker.data, "line": line, "why": blocker.message}
                yield Blocker(each.code, LINE if len(cases) > 1 else each.sentence, data)
