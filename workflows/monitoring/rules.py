"""When a name, an entry of progress or words of feedback can be taken (`6/2022:16-19`), and who is told why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import get_args

from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import Blocker
from cycle_engine.rules import Rule, rule
from workflows.goals import figures
from workflows.goals.figures import NotANumberError, Unclear, Words
from workflows.monitoring.data import Acting, Asked, Known, NewEntry, Row, Said, Unnamed
from workflows.monitoring.models import NAME, TEXT, VALUE, AboutKind
from workflows.planning.contents import Value

Refusal = dict[str, object] | None
MOST_LINKS = 200  # of a plan: each is looked at again and again
VALUES = frozenset(get_args(Value))


@rule("ours:evidence_name", _("A file's name has up to %(most)s characters."))
def name_is_not_too_long(name: str) -> Refusal:
    return {"most": NAME} if len(name) > NAME else None


@rule(
    "ours:links_most",
    _("A plan has up to %(most)s links. Put what belongs together into one file, or one folder."),
)
def has_room_for_a_link(links: int) -> Refusal:
    return {"most": MOST_LINKS} if links >= MOST_LINKS else None


# Progress


@rule("ours:progress_indicator", _("Entry %(entry)s: the plan in force has no such indicator."))
def has_an_indicator(row: Row) -> Refusal:
    return None if row.entry.indicator in row.known.indicators else {}


@rule("ours:progress_day", _("Entry %(entry)s: the day must lie between %(first)s and %(last)s."))
def lies_in_the_plan(row: Row) -> Refusal:
    known = row.known
    return None if known.first <= row.entry.date <= known.last else {"first": known.first, "last": known.last}


@rule("ours:progress_says", _("Entry %(entry)s: a value or a note is needed."))
def says_something(row: Row) -> Refusal:
    return None if row.entry.value.strip() or row.entry.note.strip() else {}


@rule(
    "ours:progress_length",
    _("Entry %(entry)s: a value has up to %(value)s characters, a note up to %(note)s."),
)
def is_not_too_long(row: Row) -> Refusal:
    fits = len(row.entry.value) <= VALUE and len(row.entry.note) <= TEXT
    return None if fits else {"value": VALUE, "note": TEXT}


@rule("ours:progress_value", _("Entry %(entry)s: %(why)s"))
def is_a_figure(row: Row) -> Refusal:
    """Where the target is a figure, what was reached is one; a narrative and a target in words ask for none."""
    indicator, value = row.known.indicators.get(row.entry.indicator), row.entry.value
    if not row.known.measurable or indicator is None or not value.strip():
        return None
    target = figures.target_of(indicator)
    if isinstance(target, Words | Unclear):
        return None
    try:
        figures.number(value, indicator.get("unit"), target)
    except NotANumberError as error:
        return {"why": error.message}
    return None


@rule("ours:progress_evidence", _("Entry %(entry)s: the plan has no such evidence: %(ids)s."))
def has_its_evidence(row: Row) -> Refusal:
    missing = [str(key) for key in row.entry.evidence if key not in row.known.evidence]
    return {"ids": ", ".join(missing)} if missing else None


@rule(
    "ours:progress_corrects",
    _("Entry %(entry)s: what it corrects is no entry of this plan, or was corrected before."),
)
def corrects_what_stands(row: Row) -> Refusal:
    corrected = row.entry.corrects
    if corrected is None:
        return None
    return {} if corrected not in row.known.standing or corrected in row.replaced else None


# Feedback


@rule(
    "ours:feedback_about",
    _("Feedback is about a result in force, one of the seven values, or the whole plan."),
)
def is_about_something(case: Said) -> Refusal:
    about = case.about
    known = {AboutKind.RESULT: case.results, AboutKind.VALUE: VALUES, AboutKind.WHOLE: {""}}[about.kind]
    return None if about.item in known else {}


@rule("ours:feedback_text", _("Write something, in up to %(most)s characters."))
def has_words(case: Said) -> Refusal:
    missing = case.needed and not case.text.strip()
    return {"most": TEXT} if missing or len(case.text) > TEXT else None


@rule("ours:feedback_answered", _("This question has been answered."))
def comes_first(case: Said) -> Refusal:
    return {} if case.answered else None


@rule("ours:feedback_whom", _("Nobody of the agency holds this post today."))
def asks_somebody(case: Asked) -> Refusal:
    return {} if case.holder is None else None


@rule("ours:feedback_oneself", _("Nobody is asked for feedback on his own work, and nobody asks himself."))
def asks_another(case: Asked) -> Refusal:
    return {} if case.holder is not None and case.holder in (case.asker, case.employee) else None


# Without a name


@rule("ours:unnamed_allowed", _("The policy of this year lets nobody give feedback without his name."))
def may_be_unnamed(case: Unnamed) -> Refusal:
    return None if case.allowed else {}


@rule(
    "ours:unnamed_group",
    _("Too few stand to the employee as you do: %(fewest)s are needed, so that nobody can be told from it."),
)
def has_company(case: Unnamed) -> Refusal:
    return None if case.group >= case.fewest else {"fewest": case.fewest}


@rule("ours:unnamed_once", _("You have said something of this in this period already."))
def is_said_once(case: Unnamed) -> Refusal:
    return {} if case.given else None


@rule(
    "ours:unnamed_over",
    _("The last period ended on %(until)s. What came after it would stand alone, and be known by that."),
)
def comes_in_its_period(case: Unnamed) -> Refusal:
    return {"until": case.until} if case.day > case.until else None


# Action plans

MOST_ACTIONS = 50


@rule("ours:action_result", _("The plan in force has no such result."))
def acts_for_a_result(case: Acting) -> Refusal:
    return None if case.result in case.results else {}


@rule(
    "6/2022:III.A.3",
    _("Each of up to %(most)s actions says what is done; each text has up to %(length)s characters."),
)
def says_what_is_done(case: Acting) -> Refusal:
    texts = [text for each in case.actions for text in (each.activity, each.period, each.output)]
    short = all(len(text) <= VALUE for text in texts)
    told = all(each.activity.strip() for each in case.actions)
    fits = short and told and len(case.actions) <= MOST_ACTIONS
    return None if fits else {"most": MOST_ACTIONS, "length": VALUE}


NAMING = (name_is_not_too_long,)
LINKING = (has_room_for_a_link,)
ENTERING = (
    has_an_indicator,
    lies_in_the_plan,
    says_something,
    is_not_too_long,
    is_a_figure,
    has_its_evidence,
    corrects_what_stands,
)
GIVING = (is_about_something, has_words, comes_first)
UNNAMED = (
    is_about_something,
    has_words,
    may_be_unnamed,
    has_company,
    comes_in_its_period,
    is_said_once,
)
ACTING = (acts_for_a_result, says_what_is_done)
ASKING = (*GIVING, asks_somebody, asks_another)


def broken(rules: Iterable[Rule], case: object) -> list[Blocker]:
    """All of these rules that the case breaks."""
    return [blocker for each in rules if (blocker := each.broken(case))]


def broken_in(entries: Sequence[NewEntry], known: Known) -> Iterator[Blocker]:
    """All that is wrong with these entries, each refusal with the place of its entry."""
    replaced: set[int] = set()
    for place, entry in enumerate(entries, start=1):
        for blocker in broken(ENTERING, Row(place, entry, known, replaced)):
            yield Blocker(blocker.rule, blocker.sentence, {"entry": place, **blocker.data})
        if entry.corrects is not None:
            replaced.add(entry.corrects)
