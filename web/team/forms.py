"""The form by which a reviewer decides: remarks at items, and a reason where he returns it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cycle_engine.machine import Step
from web.step_forms import LONGEST, StepForm
from workflows.planning.data import NamedRevision, RemarkInput, Return

RETURN = "return_for_revision"
REMARK = "remark-"


class ReviewForm(StepForm):
    """`revision`: the hash of what was read. Remarks go with a return; an approval leaves none behind."""

    revision = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def remarks(self) -> list[RemarkInput]:
        """What was said, by the item of which it was said."""
        names = [name for name in self.fields if name.startswith(REMARK) and self.cleaned_data.get(name)]
        return [RemarkInput(self.cleaned_data[name], name.removeprefix(REMARK)) for name in names]

    def clean(self) -> dict[str, Any]:
        if self.step.name != RETURN and self.remarks():
            raise ValidationError(
                _("You wrote remarks. They go with a return: return it, or delete them before you approve.")
            )
        return self.cleaned_data

    def wish(self) -> dict[str, Any]:
        if self.step.name == RETURN:
            return {"reason": self.cleaned_data["reason"], "data": Return(self.remarks())}
        return {"data": NamedRevision(self.cleaned_data["revision"])}


def review_form(step: Step, items: Iterable[str]) -> type[ReviewForm]:
    """The form for a decision on a document with these items ("" for the whole)."""
    members: dict[str, Any] = {"step": step}
    members |= {REMARK + item: _text(_("Remark")) for item in items}
    members["reason"] = _text(_("Why you return it"), required=step.name == RETURN)
    return type("OfDecision", (ReviewForm,), members)


def _text(label: Any, *, required: bool = False) -> forms.Field:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=required, max_length=LONGEST, widget=area)
