"""Reporting the realisation: a value for each indicator, or why there is none, with its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from web.evaluation.drafts import DraftForm, DraftPage, evidence_choices, in_words, places
from web.evaluation.indicators import Line, lines
from web.evaluation.progress import Followed, followed
from web.evaluation.shown import realised
from web.step_forms import LONGEST
from web.uploads import FilesField
from workflows.evaluation.data import Realisation, SelfAssessed
from workflows.evaluation.measuring import OfIndicators, days_of, filled, measured_of
from workflows.evaluation.models import Evaluation
from workflows.evaluation.rows import SelfAssessment
from workflows.monitoring.models import VALUE, Evidence
from workflows.monitoring.queries import all_evidence, progress_of
from workflows.monitoring.tracking import Around

TYPED = tuple(each.name for each in fields(Realisation))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one indicator, with what was entered of it in the period."""

    line: Line
    followed: Followed | None
    fields: list[forms.BoundField]


class RealisationForm(DraftForm):
    """The fields of each indicator, by its place in the plan."""

    def __init__(self, known: Sequence[Line], there: Sequence[Evidence], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known, self.there = known, there
        for place, line in enumerate(known):
            for name, field in self._asked(place).items():
                field.label = format_lazy("{} ({})", field.label, line.number)
                self.fields[name] = field

    def _asked(self, place: int) -> dict[str, forms.Field]:
        area = forms.Textarea({"rows": 2})
        chosen: forms.Field = forms.MultipleChoiceField(
            label=_("Evidence"),
            required=False,
            choices=evidence_choices(list(self.there)),
            widget=forms.CheckboxSelectMultiple if self.there else forms.MultipleHiddenInput,
        )
        return {
            f"value_{place}": forms.CharField(label=_("Realised value"), required=False, max_length=VALUE),
            f"none_{place}": forms.CharField(
                label=_("Or why there is none"), required=False, max_length=LONGEST, widget=area
            ),
            f"note_{place}": forms.CharField(
                label=_("Note"), required=False, max_length=LONGEST, widget=area
            ),
            f"evidence_{place}": chosen,
            f"files_{place}": FilesField(label=_("Photos or files")),
        }

    def rows(self, entered: Mapping[str, Followed]) -> list[Asked]:
        """What is asked, indicator by indicator."""
        names = ("value", "none", "note", "evidence", "files")
        return [
            Asked(line, entered.get(line.id), [self[f"{name}_{place}"] for name in names])
            for place, line in enumerate(self.known)
        ]

    def contents(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "realisations": [
                {
                    "indicator": line.id,
                    "value": said[f"value_{place}"],
                    "none_because": said[f"none_{place}"],
                    "note": said[f"note_{place}"],
                    "evidence": list(dict.fromkeys(said[f"evidence_{place}"])),
                }
                for place, line in enumerate(self.known)
            ]
        }

    def file_fields(self) -> dict[str, str]:
        return {f"evidence_{place}": f"files_{place}" for place in range(len(self.known))}


class SelfAssessPage(DraftPage):
    """The employee's own account of the period."""

    fill_template = "web/evaluation/self_assess.html"
    check_template = "web/evaluation/self_assess_check.html"
    _known: dict[str, Followed] | None = None

    def filled(self, record: Evaluation, *args: Any, **kwargs: Any) -> RealisationForm:
        there = list(all_evidence(record.plan_id))
        return RealisationForm(lines(record.revision.contents), there, *args, **kwargs)

    def begun(self, record: Evaluation) -> dict[str, Any]:
        """What was reported before; else what was measured or the newest figure of the progress, with the evidence of
        the period."""
        before = SelfAssessment.objects.filter(evaluation=record).order_by("pk").last()
        if before is not None:
            said = [{name: each[name] for name in TYPED} for each in before.realisations]
            return {"realisations": said}
        entered = self._entered(record)
        return {"realisations": [_begun(each) for each in entered.values()]}

    def initial_of(self, record: Evaluation, contents: Mapping[str, Any]) -> dict[str, Any]:
        said = {each["indicator"]: each for each in contents.get("realisations", ())}
        found: dict[str, Any] = {}
        for place, line in enumerate(lines(record.revision.contents)):
            each = said.get(line.id, {})
            found[f"value_{place}"] = each.get("value", "")
            found[f"none_{place}"] = each.get("none_because", "")
            found[f"note_{place}"] = each.get("note", "")
            found[f"evidence_{place}"] = each.get("evidence", [])
        return found

    def data_of(self, contents: Mapping[str, Any]) -> SelfAssessed:
        """What was filled in. Of an indicator of which nothing is said, nothing is sent."""
        said = [Realisation(**each) for each in contents.get("realisations", ())]
        return SelfAssessed([each for each in said if each.value.strip() or each.none_because.strip()])

    def beside(self, record: Evaluation, form: DraftForm) -> dict[str, Any]:
        assert isinstance(form, RealisationForm)  # noqa: S101 - ours
        return {"rows": form.rows(self._entered(record)), "evaluation": record}

    def answers(self, record: Evaluation, contents: Mapping[str, Any]) -> dict[str, Any]:
        known = lines(record.revision.contents)
        evidence = {str(each.pk): each for each in all_evidence(record.plan_id)}
        reported = filled(self.data_of(contents).realisations, self._measured(record))
        return {
            "evaluation": record,
            "realised": realised(known, SelfAssessment(realisations=reported), evidence),
            "missing": [in_words(each, places(known)) for each in self.missing(record, contents)],
        }

    def _entered(self, record: Evaluation) -> dict[str, Followed]:
        """What was entered in the period, by indicator; asked once."""
        if self._known is None:
            self._known = self._looked_up(record)
        return self._known

    def _looked_up(self, record: Evaluation) -> dict[str, Followed]:
        days = record.starts_on, record.ends_on
        entries = progress_of([record.plan_id], *days)[record.plan_id]
        document, facts = record.revision.contents, self.facts(record)
        around = Around.of(document, record.plan.starts_on, days_of(record, facts), facts, record)
        found = followed(lines(document), list(reversed(entries)), *days, around)
        return {each.line.id: each for each in found}

    def _measured(self, record: Evaluation) -> OfIndicators:
        return self.facts(record).once(measured_of)[record.pk]  # type: ignore[no-any-return]


def _begun(each: Followed) -> dict[str, Any]:
    files = dict.fromkeys(str(file.pk) for entry in each.entries for file in entry.evidence.all())
    return {
        "indicator": each.line.id,
        "value": each.tracked.value,
        "none_because": "",
        "note": "",
        "evidence": list(files),
    }
