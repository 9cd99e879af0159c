"""Forms of many rows: the record of a guidance, the competences, and the nine sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import type_sentence
from cycle_engine.machine import Step
from web.guidance.words import AGREEMENT, COACHED, COMPETENCE, CRITERIA, SCALE, SESSION, SKILL
from web.step_forms import LONGEST, StepForm
from workflows.guidance.data import Assessment, Coached, Competence, Experience, Session, Sheet, Skill

SKILLS, SESSIONS, TECHNICAL = 3, 5, 3  # rows that are offered
ROWS: dict[str, tuple[type[Any], dict[str, type_sentence]]] = {
    "skills": (Skill, SKILL),
    "sessions": (Session, SESSION),
}
Group = tuple[type_sentence, list[forms.BoundField], bool]


class SheetForm(StepForm):
    """One group of fields for each indicator, skill or session. What is left empty is left out."""

    groups: list[tuple[str, type_sentence, list[str]]]  # what a row is of, its heading, its fields

    def grouped(self) -> Iterator[Group]:
        """Each group's heading and fields, and whether it stands open: something is or has to be written in it."""
        for _of, heading, names in self.groups:
            fields = [self[name] for name in names]
            yield heading, fields, any(each.field.required or each.value() or each.errors for each in fields)

    def lone(self) -> list[forms.BoundField]:
        """The fields that are in no group."""
        grouped = {name for _of, _heading, names in self.groups for name in names}
        return [each for each in self.visible_fields() if each.name not in grouped]

    def wish(self) -> dict[str, Any]:
        said = self.cleaned_data
        rows: dict[str, list[Any]] = {"coached": [], "skills": [], "sessions": []}
        for of, _heading, names in self.groups:
            values = {name.rpartition("-")[2]: said[name] for name in names}
            if not any(values.values()):
                continue
            if of in ROWS:
                rows[of].append(ROWS[of][0](**values))
            else:
                rows["coached"].append(Coached(of, **values))
        return {"data": Sheet(opportunities=said.get("opportunities", ""), **rows)}


def sheet_form(step: Step, way: str, indicators: Mapping[str, Mapping[str, Any]]) -> type[SheetForm]:
    """The record of a guidance given in this way."""
    if way == "coaching":
        groups = [_group(key, each["text"], key, COACHED) for key, each in indicators.items()]
    else:
        titles = {"skills": (SKILLS, _("Skill %(number)d")), "sessions": (SESSIONS, _("Session %(number)d"))}
        groups = [
            _group(of, title % {"number": number + 1}, f"{of}-{number}", ROWS[of][1])
            for of, (count, title) in titles.items()
            for number in range(count)
        ]
    members: dict[str, Any] = {
        "step": step,
        "groups": [(of, title, list(made)) for of, title, made in groups],
    }
    for _of, _title, made in groups:
        members |= made
    if way == "coaching":
        members["opportunities"] = _text(_("What the employee can do: which opportunities he sees"), rows=4)
    return type("OfSheet", (SheetForm,), members)


def typed(contents: Mapping[str, Any]) -> dict[str, object]:
    """What stands in the fields of a record that was written before."""
    found: dict[str, object] = {"opportunities": contents["opportunities"]}
    for each in contents["coached"]:
        found |= {f"{each['indicator']}-{name}": each[name] for name in COACHED}
    for of, (_kind, labels) in ROWS.items():
        for number, each in enumerate(contents[of]):
            found |= {f"{of}-{number}-{name}": each[name] for name in labels}
    return found


def _group(
    of: str, title: Any, prefix: str, labels: Mapping[str, Any]
) -> tuple[str, Any, dict[str, forms.Field]]:
    fields = {
        f"{prefix}-{name}": forms.BooleanField(label=label, required=False)
        if name == "adjust"
        else _text(label)
        for name, label in labels.items()
    }
    return of, title, fields


def _text(label: Any, *, rows: int = 2, required: bool = False) -> forms.Field:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=LONGEST, widget=area)


# Competence


class AssessmentForm(SheetForm):
    """Each competence with its score and the reason; technical ones by their names."""

    def wish(self) -> dict[str, Any]:
        said = self.cleaned_data
        found = []
        for of, _heading, names in self.groups:
            values = {name.rpartition("-")[2]: said[name] for name in names}
            if any(values.values()):
                name = values.get("name", of)
                found.append(Competence(name, int(values["score"] or 0), values["because"]))
        return {"data": Assessment(found, said["recommendation"])}


def assessment_form(step: Step) -> type[AssessmentForm]:
    """The competences of form B.1.9, and room for technical ones."""
    groups: list[tuple[str, type_sentence, list[str]]] = []
    members: dict[str, Any] = {"step": step, "groups": groups}
    for name, label in COMPETENCE.items():
        made = _scored(name, required=True)
        groups.append((name, label, list(made)))
        members |= made
    for number in range(TECHNICAL):
        named: dict[str, forms.Field] = {
            f"technical-{number}-name": forms.CharField(
                label=_("Which technical competence"), required=False, max_length=100
            )
        }
        made = named | _scored(f"technical-{number}", required=False)
        groups.append((f"technical-{number}", _("Technical competence, if any"), list(made)))
        members |= made
    members["recommendation"] = _text(_("Recommendation"), rows=4, required=True)
    return type("OfAssessment", (AssessmentForm,), members)


def _scored(prefix: str, *, required: bool) -> dict[str, forms.Field]:
    scale = [("", "---"), *((str(score), label) for score, label in SCALE.items())]
    return {
        f"{prefix}-score": forms.ChoiceField(label=_("Score"), choices=scale, required=required),
        f"{prefix}-because": _text(_("Reason for the score"), required=required),
    }


# How it was


class ExperienceForm(StepForm):
    """An answer to each of the nine sentences."""

    def wish(self) -> dict[str, Any]:
        answers = [self.cleaned_data[f"criterion-{number}"] for number in range(len(CRITERIA))]
        return {"data": Experience(answers, self.cleaned_data["note"])}


def experience_form(step: Step) -> type[ExperienceForm]:
    """The nine sentences of form B.1.8."""
    members: dict[str, Any] = {"step": step}
    criteria: list[Any] = CRITERIA
    for number, criterion in enumerate(criteria):
        members[f"criterion-{number}"] = forms.ChoiceField(
            label=criterion, choices=list(AGREEMENT.items()), widget=forms.RadioSelect
        )
    members["note"] = _text(_("What else you want to say (may be left out)"), rows=4)
    return type("OfExperience", (ExperienceForm,), members)
