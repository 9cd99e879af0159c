"""Words of guidance and counselling: what forms B.1.6-B.1.10 ask for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import type_sentence
from workflows.guidance.data import COMPETENCES

Words = dict[str, type_sentence]

WAYS: Words = {
    "coaching": _("Coaching: by questions the employee finds the way himself"),
    "mentoring": _("Mentoring: somebody shares what he knows"),
    "training": _("Training, formal or informal"),
}
COACHED: Words = {
    "baseline": _("Where it began"),
    "strategy": _("How the target was to be reached"),
    "progress": _("How far it has come"),
    "problem": _("What stands in the way"),
    "cause": _("Why"),
    "ahead": _("What will be done about it"),
    "adjust": _("The target is to be adjusted, by a change of the plan"),
}
SKILL: Words = {
    "skill": _("Skill to be learned"),
    "span": _("For how long"),
    "change": _("What should be different then"),
    "measure": _("By what one sees that it worked"),
}
SESSION: Words = {
    "held": _("When and where"),
    "matter": _("What it was about"),
    "plan": _("What will be done"),
    "until": _("Until when"),
}
COMPETENCE: Words = dict(
    zip(
        COMPETENCES,
        (
            _("Integrity"),
            _("Working together"),
            _("Communication"),
            _("Eye for results"),
            _("Public service"),
            _("Growth of oneself and others"),
            _("Managing change"),
            _("Making decisions"),
            _("Bond and unity of the nation"),
        ),
        strict=True,
    )
)
SCALE: dict[int, type_sentence] = {
    1: _("1: far below the standard"),
    2: _("2: below the standard"),
    3: _("3: as the standard"),
    4: _("4: above the standard"),
    5: _("5: far above the standard"),
}
CRITERIA: list[type_sentence] = [
    _("I felt noticed and understood"),
    _("I felt that the steps that I had taken were valued"),
    _("I felt free to say what I think"),
    _("I felt that the views given rested on true facts"),
    _("I felt that the opinions given to me were positive"),
    _("There were more questions than lessons"),
    _("I felt helped to find solutions and what to do next"),
    _("I know what I have to do after this guidance"),
    _("I understand the aim of this guidance"),
]
AGREEMENT: Words = {"agree": _("Yes"), "partly": _("In part"), "disagree": _("No")}
