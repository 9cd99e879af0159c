"""The figures of a policy as people read and type them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, get_type_hints

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import type_sentence
from workflows.cycles.figures import FIGURES
from workflows.cycles.policy import COMMON_YEAR, MOST_DAYS, EvaluationPeriod, MonthDay, Policy, RaterPlan

WORDS: dict[str, type_sentence] = {
    RaterPlan.WARN: gettext_lazy("Warns"),
    RaterPlan.WAIT: gettext_lazy("Waits for the planning deadline"),
    EvaluationPeriod.QUARTERLY: gettext_lazy("Quarters"),
    EvaluationPeriod.MONTHLY: gettext_lazy("Months"),
}
YES, NO = gettext_lazy("yes"), gettext_lazy("no")
KINDS = get_type_hints(Policy)
APART = {"distribution_guide"}  # typed limit by limit: see guide.py


def said(name: str, value: Any) -> str:
    """A figure, given as plain JSON, in words."""
    kind = KINDS[name]
    if isinstance(value, bool):
        return str(YES if value else NO)
    if kind is MonthDay:
        return date_format(MonthDay.parse(value).of_year(COMMON_YEAR), "MONTH_DAY_FORMAT")
    if name in APART:
        return _("limits: %(count)d") % {"count": len(value)}
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return str(WORDS.get(value, value))


class MonthDayField(forms.MultiValueField):
    """A day that comes every year, as a day and a month."""

    def __init__(self, **kwargs: Any) -> None:
        months = [(str(month), date_format(date(COMMON_YEAR, month, 1), "F")) for month in range(1, 13)]
        fields = (
            forms.IntegerField(min_value=1, max_value=31),
            forms.ChoiceField(choices=months),
        )
        super().__init__(fields, widget=DayAndMonth(months), **kwargs)

    def compress(self, data_list: list[Any]) -> str:
        day, month = data_list
        try:
            return str(MonthDay(int(month), day))
        except ValueError as error:
            raise ValidationError(_("This day does not come every year.")) from error


class DayAndMonth(forms.MultiWidget):
    """Two fields side by side."""

    use_fieldset = True

    def __init__(self, months: list[tuple[str, str]]) -> None:
        day = forms.NumberInput({"min": 1, "max": 31, "aria-label": gettext_lazy("Day")})
        super().__init__([day, forms.Select({"aria-label": gettext_lazy("Month")}, months)])

    def decompress(self, value: Any) -> list[Any]:
        if not value:
            return [None, None]
        found = MonthDay.parse(value)
        return [found.day, found.month]


class DaysField(forms.CharField):
    """Numbers of days, with commas between them."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(each) for each in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int]:
        text = super().clean(value)
        parts = [each.strip() for each in text.split(",") if each.strip()]
        if not all(each.isascii() and each.isdecimal() and int(each[:4]) <= MOST_DAYS for each in parts):
            raise ValidationError(_("Write numbers of days, such as 7, 3, 1, 0."))
        return sorted({int(each) for each in parts}, reverse=True)


def fields() -> dict[str, forms.Field]:
    """A field for each figure but those apart."""
    return {
        name: _field(KINDS[name], label, source)
        for name, (label, source) in FIGURES.items()
        if name not in APART
    }


def _field(kind: Any, label: type_sentence, source: str) -> forms.Field:
    more: dict[str, Any] = {"label": label, "help_text": source}
    if kind is bool:
        return forms.TypedChoiceField(
            choices=[("1", YES), ("0", NO)], coerce=lambda text: text == "1", **more
        )
    if kind is int:
        return forms.IntegerField(min_value=1, max_value=MOST_DAYS, **more)
    if kind is MonthDay:
        return MonthDayField(**more)
    if kind in (RaterPlan, EvaluationPeriod):
        return forms.ChoiceField(choices=[(str(each), WORDS[each]) for each in kind], **more)
    return DaysField(**more)


def initial(policy: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in these fields for a policy as plain JSON."""
    return {
        name: ("1" if value else "0") if isinstance(value, bool) else value for name, value in policy.items()
    }
