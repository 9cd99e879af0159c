"""When a service, an answer or a reply can be taken, and who is told why not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import Blocker
from cycle_engine.rules import Rule, rule
from workflows.voice.data import Given, Wished
from workflows.voice.instrument import SCORES, Element
from workflows.voice.models import LONGEST_CODE, LONGEST_COMMENT, LONGEST_NAME, LONGEST_REPLY, Every
from workflows.voice.tokens import Fate

Refusal = dict[str, object] | None
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FEWEST, MOST = 10, 1000  # answers from which on an index may be shown
SHORTEST_TOKEN, LONGEST_TOKEN = 10, 24 * 60  # minutes


# Answers


@rule("ours:survey_open", _("This survey takes no answers at present."))
def is_open(case: Given) -> Refusal:
    return None if case.service.active else {}


@rule(
    "ours:survey_token",
    _("This form was not made for this survey. Here is a new one with what you chose: send it again."),
)
def was_made_here(case: Given) -> Refusal:
    return {} if case.fate is Fate.FORGED else None


@rule(
    "ours:survey_expired",
    _("This form lay open too long. Here is a new one with what you chose: send it again."),
)
def came_in_time(case: Given) -> Refusal:
    return {} if case.fate is Fate.EXPIRED else None


@rule(
    "ours:survey_once",
    _("This form was sent before and has been counted. Send this new one only to answer once more."),
)
def comes_once(case: Given) -> Refusal:
    return {} if case.fate is Fate.SPENT else None


@rule("ours:survey_trap", _("One field is there to catch programs. Leave it empty, then send again."))
def is_no_program(case: Given) -> Refusal:
    return {} if case.answer.trap else None


@rule("ours:survey_comment", _("A comment has up to %(most)s characters."))
def is_short(case: Given) -> Refusal:
    return {"most": LONGEST_COMMENT} if len(case.answer.comment) > LONGEST_COMMENT else None


@rule("ours:survey_unknown", _("The survey does not ask for this: %(codes)s."))
def answers_what_is_asked(case: Given) -> Refusal:
    unknown = [str(code)[:40] for code in case.answer.scores if code not in case.service.instrument.codes]
    return {"codes": ", ".join(unknown[:5])} if unknown else None


ANSWERING = (
    is_open,
    was_made_here,
    came_in_time,
    comes_once,
    is_no_program,
    is_short,
    answers_what_is_asked,
)


@rule("ours:survey_missing", _("%(element)s: choose one of the four answers."))
def has_a_score(case: tuple[Element, object]) -> Refusal:
    element, score = case
    return {"element": element.name, "code": element.code} if score in (None, "") else None


@rule("ours:survey_score", _("%(element)s: a score is 1, 2, 3 or 4."))
def lies_in_the_scale(case: tuple[Element, object]) -> Refusal:
    element, score = case
    wrong = score not in (None, "") and (type(score) is not int or score not in SCORES)
    return {"element": element.name, "code": element.code} if wrong else None


def broken_by(case: Given) -> Iterator[Blocker]:
    """All that is wrong with an answer; what is wrong with a score names its element's `code`."""
    yield from broken(ANSWERING, case)
    for element in case.service.instrument.elements:
        scored = element, case.answer.scores.get(element.code)
        yield from broken((has_a_score, lies_in_the_scale), scored)


# Services


@rule("ours:service_code", _("A code has %(least)s to %(most)s small letters, digits and single hyphens."))
def has_a_code(case: Wished) -> Refusal:
    fits = 3 <= len(case.wish.code) <= LONGEST_CODE and CODE.fullmatch(case.wish.code)
    return None if fits else {"least": 3, "most": LONGEST_CODE}


@rule("ours:service_taken", _("Another unit has a service with this code."))
def has_its_own_code(case: Wished) -> Refusal:
    return {} if case.theirs not in (None, case.wish.unit) else None


@rule("ours:service_name", _("A service has a name, of up to %(most)s characters."))
def has_a_name(case: Wished) -> Refusal:
    return (
        None
        if len(case.wish.name.strip()) > 0 and len(case.wish.name) <= LONGEST_NAME
        else {"most": LONGEST_NAME}
    )


@rule(
    "ours:service_minimum",
    _("An index is shown from %(least)s to %(most)s answers on, no fewer and no more."),
)
def hides_few_answers(case: Wished) -> Refusal:
    return None if FEWEST <= case.wish.minimum <= MOST else {"least": FEWEST, "most": MOST}


@rule("ours:service_token", _("A form may be sent for %(least)s to %(most)s minutes."))
def lets_a_form_wait(case: Wished) -> Refusal:
    fits = SHORTEST_TOKEN <= case.wish.form_minutes <= LONGEST_TOKEN
    return None if fits else {"least": SHORTEST_TOKEN, "most": LONGEST_TOKEN}


@rule("ours:service_every", _("The index is measured every month, quarter or year."))
def is_measured_by_a_period(case: Wished) -> Refusal:
    return None if case.wish.every in Every.values else {}


@rule(
    "ours:service_instrument",
    _(
        "What is asked never changes, so that scores can be compared. Make another service for other questions."
    ),
)
def asks_the_same(case: Wished) -> Refusal:
    return {} if case.wish.instrument not in (None, case.instrument) else None


SETTING = (
    has_a_code,
    has_its_own_code,
    has_a_name,
    hides_few_answers,
    lets_a_form_wait,
    is_measured_by_a_period,
    asks_the_same,
)


# Replies


@rule("ours:reply_text", _("Write something, in up to %(most)s characters."))
def has_words(text: str) -> Refusal:
    return None if text.strip() and len(text) <= LONGEST_REPLY else {"most": LONGEST_REPLY}


@rule("ours:reply_once", _("The unit has replied to this comment."))
def replies_once(replied: bool) -> Refusal:  # noqa: FBT001 - all that the guard looks at
    return {} if replied else None


def broken(rules: Iterable[Rule], case: object) -> list[Blocker]:
    """All of these rules that the case breaks."""
    return [blocker for each in rules if (blocker := each.broken(case))]
