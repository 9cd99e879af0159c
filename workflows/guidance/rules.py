"""The guards of guidance and of counselling, with the sentences that people read. Pure, as everywhere."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity
from cycle_engine.case import Case
from cycle_engine.rules import rule
from workflows.guidance.data import COMPETENCES, CRITERIA, LEAST, MOST
from workflows.monitoring.commands import RUNNING
from workflows.planning.completeness import Refusal, blank, named

AnyCase = Case[Any]
OPTIONAL = frozenset({"expectation"})


def _when(broken: object, **data: object) -> Refusal:
    return data if broken else None


# Both


@rule("6/2022:20.3", _("Only who works by a plan in force is guided or counselled."))
def plan_runs(case: AnyCase) -> Refusal:
    return _when(case.record.plan.state not in RUNNING)


# Guidance


@rule(
    "6/2022:III.D.4.b",
    _("Nobody who could guide holds this post today. The employee does not guide himself."),
    of_input=True,
)
def somebody_guides(case: AnyCase) -> Refusal:
    if case.data is None or case.data.post is None:
        return None
    guide = case.facts.named(case.record, case.data.post)
    return _when(guide in (None, case.record.plan.employee_id))


@rule(
    "ours:guidance_way",
    _("Coaching is about indicators and opportunities, mentoring and training about skills and sessions."),
    of_input=True,
)
def parts_of_its_way(case: AnyCase) -> Refusal:
    if case.data is None:
        return None
    of_coaching = bool(case.data.coached) or not blank(case.data.opportunities)
    of_others = bool(case.data.skills or case.data.sessions)
    return _when(of_others if case.record.way == "coaching" else of_coaching)


@rule("ours:guidance_indicator", _("There is no such indicator in force: %(items)s."), of_input=True)
def known_indicators(case: AnyCase) -> Refusal:
    given = {each.indicator for each in case.data.coached} if case.data else set()
    return named(sorted(given - case.facts.indicators(case.record).keys())) if given else None


@rule(
    "6/2022:III.D.4.e.3",
    _(
        "Say what will be done: of coaching for each indicator, else in which session which skill was worked on."
    ),
    of_input=True,
)
def says_what_will_be_done(case: AnyCase) -> Refusal:
    """Of mentoring `III.D.4.f.3`."""
    if case.data is None:
        return {}
    if case.record.way == "coaching":
        return _when(not case.data.coached or any(blank(each.ahead) for each in case.data.coached))
    skills, sessions = case.data.skills, case.data.sessions
    said = [each.skill for each in skills] + [text for each in sessions for text in (each.held, each.matter)]
    return _when(not skills or not sessions or any(map(blank, said)))


@rule("6/2022:III.D.4.g", _("Answer each of the nine sentences of form B.1.8."), of_input=True)
def every_criterion_answered(case: AnyCase) -> Refusal:
    return _when(case.data is None or len(case.data.answers) != CRITERIA)


@rule("ours:guidance_feedback_once", _("You have said already how the guidance was."))
def said_once(case: AnyCase) -> Refusal:
    return _when(case.facts.has_paper(case.record, "experience"))


@rule(
    "6/2022:III.D.4.h",
    _("Assess each competence of form B.1.9 once, and each technical one by its name."),
    of_input=True,
)
def every_competence_once(case: AnyCase) -> Refusal:
    said = [each.competence.strip() for each in case.data.competences] if case.data else []
    return _when(len(said) != len(set(said)) or not all(said) or not set(COMPETENCES) <= set(said))


@rule(
    "6/2022:III.D.4.h.scale",
    _("A competence is assessed from 1 to 5, with the reason: %(items)s."),
    of_input=True,
)
def scores_fit(case: AnyCase) -> Refusal:
    competences = case.data.competences if case.data else []
    return named(
        each.competence for each in competences if not LEAST <= each.score <= MOST or blank(each.because)
    )


@rule("6/2022:III.D.4.h.recommendation", _("Recommend what should follow."), of_input=True)
def recommends(case: AnyCase) -> Refusal:
    return _when(case.data is None or blank(case.data.recommendation))


# Counselling


@rule("6/2022:III.D.5.c", _("Write down what is asked for."), of_input=True)
def words_were_said(case: AnyCase) -> Refusal:
    said = asdict(case.data) if case.data else {"": ""}
    return _when(any(blank(text) for name, text in said.items() if name not in OPTIONAL))


@rule(
    "ours:counselling_silence",
    _("Of counselling no reason is entered, as others read the ledger. Write it into the record itself."),
    of_input=True,
)
def nothing_in_the_ledger(case: AnyCase) -> Refusal:
    return _when(not blank(case.reason))


@rule(
    "6/2022:III.D.5.c.1.d",
    _("Give the employee feedback on his behaviour first: the report goes with it."),
)
def feedback_was_given(case: AnyCase) -> Refusal:
    return _when(not case.facts.has_feedback(case.record))


@rule(
    "6/2022:III.D.5.c.2.a",
    _(
        "Name somebody who holds a post today and has no part in it: not the employee, nor who rates him, nor you."
    ),
    help=Capacity.MANAGER,
    of_input=True,
)
def somebody_counsels(case: AnyCase) -> Refusal:
    """The norm lets a trained rater counsel (`III.D.5.c.2.b`); he could not forget, when he rates, what he heard."""
    if case.data is None:
        return {}
    counsellor = case.facts.named(case.record, case.data.post)
    return _when(counsellor is None or counsellor in case.facts.parties(case.record) | {case.actor.person})
