"""Forms of steps, made of what the steps declare: one field for each of their data's, and the reason."""

from __future__ import annotations

import datetime
import types
import typing
from collections.abc import Sequence
from dataclasses import MISSING, fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

from django import forms
from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import type_sentence
from cycle_engine.machine import NoData, Step
from web.words import CHOICES, LABELS

Choices = Sequence[tuple[str, type_sentence]]
LONGEST = 20_000  # characters of a text, as the forms of the regulation can print it
LINES = {"rows": 5}


class Day(forms.DateInput):
    """A day by the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class StepForm(forms.Form):
    """What is sent with a step. `version`: of the record that was read; `key`: names this sending, so that a form
    sent twice acts once."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.CharField(max_length=100, widget=forms.HiddenInput)

    step: Step

    def wish(self) -> dict[str, Any]:
        """Reason and data as the engine takes them."""
        cleaned, data = self.cleaned_data, self.step.declaration.data
        reason = cleaned.get("reason", "")
        if data is NoData:
            return {"reason": reason}
        given = {
            name: cleaned[name] for name in names_of(data) if name in cleaned and not _left_out(cleaned[name])
        }
        return {"reason": reason, "data": data(**given)}


def _left_out(value: object) -> bool:
    return value in (None, "", [])


def names_of(data: type) -> list[str]:
    """The fields of a step's data."""
    return [each.name for each in fields(data)]


def form_of(
    step: Step,
    given: dict[str, object] | None = None,
    choices: dict[str, Choices] | None = None,
) -> type[StepForm]:
    """The form of a step, with its reason, or room for a note where it asks nothing.

    `given`: fields that are known and not asked; `choices`: of fields that name records.
    """
    given, choices = given or {}, choices or {}
    members: dict[str, Any] = {"step": step}
    hints = get_type_hints(step.declaration.data)
    for each in fields(step.declaration.data):
        needed = each.default is MISSING and each.default_factory is MISSING
        if each.name in given:
            kind = forms.IntegerField if int in _parts(hints[each.name]) else forms.CharField
            made: forms.Field = kind(widget=forms.HiddenInput, initial=given[each.name], required=needed)
        elif each.name in choices:
            made = _choice(choices[each.name], required=needed)
        else:
            made = _field(hints[each.name], each.name, required=needed)
        label, help_text = LABELS.get(each.name, (each.name, ""))
        made.label, made.help_text = label, help_text  # type: ignore[assignment]
        members[each.name] = made
    if step.declaration.reason or not hints:
        members["reason"] = _reason(required=step.declaration.reason)
    return type("OfStep", (StepForm,), members)


def _reason(*, required: bool) -> forms.Field:
    label = _("Reason") if required else _("Note (may be left out)")
    return forms.CharField(
        label=label, required=required, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )


def _parts(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (typing.Union, types.UnionType) else (hint,)


def _field(hint: Any, name: str, *, required: bool) -> forms.Field:
    (part, *_none) = [each for each in _parts(hint) if each is not type(None)]
    if get_origin(part) is Literal:
        return _choice([(each, CHOICES[name][each]) for each in get_args(part)], required=required)
    if get_origin(part) is list and get_origin(get_args(part)[0]) is Literal:
        options = [(each, CHOICES[name][each]) for each in get_args(get_args(part)[0])]
        return forms.MultipleChoiceField(
            choices=options, required=required, widget=forms.CheckboxSelectMultiple
        )
    if part is datetime.date:
        return forms.DateField(required=required, widget=Day())
    if part is int:
        return forms.IntegerField(required=required)
    if part is str:
        return forms.CharField(required=required, max_length=LONGEST, widget=forms.Textarea(attrs=LINES))
    raise TypeError(f"{name}: a step with this field needs a page of its own")


def _choice(options: Choices, *, required: bool) -> forms.Field:
    """Few of them all at once, many in a list; none chosen beforehand."""
    if len(options) <= 6 and required:
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect)
    return forms.ChoiceField(choices=[("", "---"), *options], required=required)
