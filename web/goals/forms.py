"""The forms of goals, key indicators and measures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from web import choosing
from web.choosing import Chosen
from web.goals.pages import AgencyPage
from web.step_forms import Day
from workflows.goals import figures, queries
from workflows.goals.data import GoalInput, IndicatorInput, MeasureInput
from workflows.goals.figures import Number
from workflows.goals.models import Better, Kind, MeasureRow, Quality, Source

NOTHING = [("", _("None"))]
CODE_HELP = _("Short, and never used again for something else, such as DINKES.3.")
ENTERED = (Source.ENTERED, Source.REGISTER, Source.SYSTEM)


class CodedForm(forms.Form):
    """A form about something with a code, which is given once."""

    code = forms.CharField(label=_("Code"), help_text=CODE_HELP, max_length=80)

    def __init__(self, page: AgencyPage, unit: int, *args: Any, code: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if code:
            del self.fields["code"]


def _texts(rows: int = 3) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


def _goals(page: AgencyPage, unit: int, without: str = "") -> list[tuple[str, Any]]:
    found = [row for row in queries.goals_above(unit, page.day) if row.goal.code != without]
    return [*NOTHING, *((row.goal.code, f"{row.goal.code}: {row.text}") for row in found)]


class GoalForm(CodedForm):
    """What a goal says."""

    text = forms.CharField(label=_("Goal"), widget=_texts(), max_length=1000)
    serves = forms.ChoiceField(
        label=_("Which goal it serves"),
        help_text=_("A goal of this unit or one above it."),
        required=False,
    )

    def __init__(self, page: AgencyPage, unit: int, *args: Any, code: str = "", **kwargs: Any) -> None:
        super().__init__(page, unit, *args, code=code, **kwargs)
        self.fields["serves"].choices = _goals(page, unit, code)  # type: ignore[attr-defined]

    def said(self) -> GoalInput:
        return GoalInput(self.cleaned_data["text"], self.cleaned_data["serves"] or None)


class IndicatorForm(CodedForm):
    """What a key indicator is in a year."""

    year = forms.IntegerField(
        label=_("Year"), help_text=_("Leave it empty where it is the same in every year."), required=False
    )
    text = forms.CharField(label=_("Key indicator"), widget=_texts(), max_length=1000)
    goal = forms.ChoiceField(label=_("Goal"), required=False)
    kind = forms.ChoiceField(label=_("What its values are"), choices=Kind.choices)
    unit_of_measure = forms.CharField(
        label=_("Unit of measure"), help_text=_("Such as %, hari or dokumen."), max_length=80, required=False
    )
    better = forms.ChoiceField(label=_("Which values are good"), choices=Better.choices)
    target = forms.CharField(
        label=_("Target"),
        help_text=_("As it is printed, such as 61,95 or 80-90."),
        max_length=200,
        required=False,
    )
    baseline = forms.CharField(label=_("Baseline"), max_length=200, required=False)
    quarter_1 = forms.CharField(label=_("Target of the first quarter"), max_length=200, required=False)
    quarter_2 = forms.CharField(label=_("Target of the second quarter"), max_length=200, required=False)
    quarter_3 = forms.CharField(label=_("Target of the third quarter"), max_length=200, required=False)
    quarter_4 = forms.CharField(label=_("Target of the fourth quarter"), max_length=200, required=False)
    cumulative = forms.BooleanField(
        label=_("The targets of quarters add up from the beginning of the year"), required=False, initial=True
    )
    formula = forms.CharField(
        label=_("How it is worked out"), widget=_texts(), max_length=2000, required=False
    )
    document = forms.CharField(
        label=_("Document"),
        help_text=_("In which it stands: its name or its address."),
        max_length=500,
        required=False,
    )
    measure = forms.ChoiceField(
        label=_("Measure"), help_text=_("From which its values come."), required=False
    )

    def __init__(self, page: AgencyPage, unit: int, *args: Any, code: str = "", **kwargs: Any) -> None:
        super().__init__(page, unit, *args, code=code, **kwargs)
        self.fields["goal"].choices = _goals(page, unit)  # type: ignore[attr-defined]
        measures = queries.measures([unit], page.day)
        chosen = self.initial.get("measure")
        found = [(row.measure.code, f"{row.measure.code}: {row.name}") for row in measures]
        beside = [(chosen, chosen)] if chosen and chosen not in dict(found) else []
        self.fields["measure"].choices = [*NOTHING, *found, *beside]  # type: ignore[attr-defined]
        self.fields["responsible"] = Chosen(
            choosing.posts(page.day), label=_("Which post is responsible"), required=False
        )

    def said(self) -> IndicatorInput:
        sent = dict(self.cleaned_data)
        sent.pop("code", None)
        quarters = tuple(sent.pop(f"quarter_{number}") for number in range(1, 5))
        for name in ("goal", "measure"):
            sent[name] = sent[name] or None
        sent["responsible"] = int(sent["responsible"]) if sent["responsible"] else None
        given = [each for each in quarters if each]
        return IndicatorInput(**sent, quarterly=quarters if len(given) == 4 else tuple(given))


class MeasureForm(CodedForm):
    """What a measure is."""

    name = forms.CharField(label=_("What is measured"), max_length=300)
    kind = forms.ChoiceField(label=_("What its values are"), choices=Kind.choices)
    unit_of_measure = forms.CharField(
        label=_("Unit of measure"), help_text=_("Such as %, hari or dokumen."), max_length=80, required=False
    )
    better = forms.ChoiceField(label=_("Which values are good"), choices=Better.choices)
    source = forms.ChoiceField(label=_("Where its values come from"))

    def __init__(self, page: AgencyPage, unit: int, *args: Any, code: str = "", **kwargs: Any) -> None:
        super().__init__(page, unit, *args, code=code, **kwargs)
        sources = {*ENTERED, self.initial.get("source")}
        self.fields["source"].choices = [each for each in Source.choices if each[0] in sources]  # type: ignore[attr-defined]

    def said(self) -> MeasureInput:
        sent = dict(self.cleaned_data)
        sent.pop("code", None)
        return MeasureInput(**sent)


class FigureField(forms.CharField):
    """A number as people write it, `61,95` or `61.95`; one that can be read in two ways is refused."""

    def __init__(self, unit: str, **kwargs: Any) -> None:
        super().__init__(max_length=100, **kwargs)
        self.unit = unit

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            found = figures.number(text, self.unit)
        except figures.NotANumberError as error:
            raise ValidationError(error.message) from error
        return found.value if isinstance(found, Number) else round(found.part / found.whole, 4)


class ValueForm(forms.Form):
    """A value of a measure, with its days and what it rests on."""

    first_day = forms.DateField(label=_("From"), widget=Day())
    last_day = forms.DateField(label=_("Until"), widget=Day())
    quality = forms.ChoiceField(label=_("How far it can be relied on"))
    document = forms.CharField(
        label=_("Document"),
        help_text=_("In which the value can be seen: its name or its address."),
        max_length=500,
        required=False,
    )
    note = forms.CharField(label=_("Note"), widget=_texts(), max_length=2000, required=False)
    corrects = forms.IntegerField(widget=forms.HiddenInput, required=False)

    field_order = ("first_day", "last_day", "value")

    def __init__(self, of: MeasureRow, qualities: list[Quality], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quality"].choices = [(each.value, each.label) for each in qualities]  # type: ignore[attr-defined]
        self.fields["value"] = FigureField(of.unit_of_measure, label=_("Value"))
        if of.kind == Kind.MILESTONE:
            self.fields["value"] = forms.TypedChoiceField(
                label=_("Value"), choices=[("1", _("Reached")), ("0", _("Not reached"))], coerce=Decimal
            )
        self.order_fields(self.field_order)


class ItemForm(forms.Form):
    """A thing for a register."""

    day = forms.DateField(label=_("Day"), widget=Day())
    title = forms.CharField(label=_("What it is"), max_length=300)
    note = forms.CharField(label=_("Note"), widget=_texts(), max_length=2000, required=False)


class StrikeForm(forms.Form):
    """Why a thing is taken out of its register."""

    note = forms.CharField(label=_("Why it is taken out"), widget=_texts(), max_length=2000)
