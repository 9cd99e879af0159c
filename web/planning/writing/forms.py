"""Forms of the parts of a draft. Nothing is required in them: what is missing is said beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from web.planning.words import ANNEXES, ASPECTS, DIRECTIONS, KINDS, NAMELESS, PERSPECTIVES, SERVES, VALUES
from web.planning.writing.drafts import Desk
from web.step_forms import LONGEST
from workflows.planning.fitness import REFERENCE

Part = dict[str, Any]
NONE = ("", "---")
KEPT_EMPTY = ("text", "indicators")


def tidy(part: Part) -> Part:
    """The same without what is empty, so that two parts that say the same are the same."""
    return {name: value for name, value in part.items() if value or name in KEPT_EMPTY}


def lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class Text(forms.CharField):
    """Words as they are kept: with plain ends of lines, whatever a browser sends."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


def text(label: Any, rows: int = 2, longest: int = LONGEST) -> Text:
    """A text that may be empty; in one line where no rows are given."""
    widget = lines(rows) if rows else forms.TextInput()
    return Text(label=label, required=False, max_length=longest, widget=widget)


def one_of(label: Any, options: Mapping[str, Any], kept: str = "", unknown: Any = "") -> forms.ChoiceField:
    """One of these, or none; what stands there already is kept among them, called `unknown` if an id says nothing."""
    more = [(kept, unknown or kept)] if kept and kept not in options else []
    return forms.ChoiceField(label=label, required=False, choices=[NONE, *options.items(), *more])


class Suggesting(forms.TextInput):
    """A line of text with suggestions, each told in words; what is not among them can be typed all the same."""

    template_name = "web/parts/suggesting.html"

    def __init__(self, options: Mapping[str, str]) -> None:
        super().__init__()
        self.options = options

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        ours = {"options": self.options, "chosen": self.options.get(value or ""), "list": f"{name}_options"}
        return super().get_context(name, value, attrs) | ours


def suggesting(field: Text, options: Mapping[str, str]) -> Text:
    """The same field with these suggestions, by what is typed."""
    if options:
        field.widget = Suggesting(options)
    return field


class PartForm(forms.Form):
    """The form of a part of a draft."""

    def __init__(self, part: Part, *args: Any, **kwargs: Any) -> None:
        self.part = part
        super().__init__(*args, **{"initial": self.read(part)} | kwargs)

    def read(self, part: Part) -> dict[str, Any]:
        """What stands in the fields."""
        return dict(part)

    def value(self) -> Part:
        """The part as it is typed now; what the form does not show stays."""
        return tidy(self.part | self.cleaned_data)


class IndicatorForm(PartForm):
    """An indicator: by aspects, or by perspective in a leader's plan; measured or told."""

    text = text(_("Indicator"))

    def __init__(self, desk: Desk, part: Part, data: Any = None) -> None:
        super().__init__(part, data, prefix=part["id"], auto_id="%s")
        if desk.leads:
            self.fields["perspective"] = one_of(_("Perspective"), PERSPECTIVES)
        else:
            self.fields["aspects"] = forms.MultipleChoiceField(
                label=_("Aspects"),
                required=False,
                choices=list(ASPECTS.items()),
                widget=forms.CheckboxSelectMultiple,
            )
        self._of_approach(desk)
        if desk.measures or part.get("measure"):
            self.fields["measure"] = one_of(
                _("Take the value from a measure"), desk.measures, part.get("measure", "")
            )

    def _of_approach(self, desk: Desk) -> None:
        if desk.contents.get("approach") == "kualitatif":
            self.fields["narrative"] = text(_("What is expected, told"), rows=4)
            return
        self.fields["direction"] = one_of(_("Which way is good"), DIRECTIONS)
        self.fields["target"] = text(_("Target"), rows=0)
        self.fields["target_low"] = text(_("Target, from"), rows=0)
        self.fields["target_high"] = text(_("Target, to"), rows=0)
        self.fields["unit"] = text(_("Unit of measure"), rows=0)

    def value(self) -> Part:
        """A target or a range, as the direction says."""
        found = super().value()
        gone = {"range": ["target"], "": []}.get(found.get("direction", ""), ["target_low", "target_high"])
        return {name: value for name, value in found.items() if name not in gone}


class ResultForm(PartForm):
    """A result without its indicators."""

    text = text(_("Work result"), rows=3)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=list(KINDS.items()),
        widget=forms.RadioSelect,
        initial="main",
    )
    serves_kind = forms.ChoiceField(
        label=_("What does it serve?"),
        required=False,
        choices=list(SERVES.items()),
        widget=forms.RadioSelect,
    )

    def __init__(self, desk: Desk, part: Part, data: Any = None) -> None:
        super().__init__(part, data)
        served = part.get("serves") or {}
        results = {item: words.split("\n")[0] for item, words in desk.raters_results.items()}
        self.fields["serves_result"] = one_of(SERVES["result"], results, served.get("result", ""), NAMELESS)
        self.fields["serves_indicator"] = suggesting(
            text(_("Code of the IKU"), rows=0, longest=REFERENCE), desk.indicators
        )
        self.fields["serves_cell"] = one_of(
            _("My role in the matrix"), desk.cells, served.get("cell", ""), NAMELESS
        )
        self.fields["serves_assigned_by"] = one_of(
            _("Assigned by"), desk.leaders, served.get("assigned_by", "")
        )
        if desk.weights:
            self.fields["weight"] = forms.DecimalField(
                label=_("Weight in per cent"),
                required=False,
                min_value=0,
                max_value=100,
                max_digits=5,
                decimal_places=2,
                localize=True,
            )
        self.fields["study"] = forms.BooleanField(label=_("This result is for study"), required=False)
        if part.get("carried_over"):
            self.fields["still_holds"] = forms.BooleanField(
                label=_("I have looked at it, and it still holds this year"), required=False
            )

    def read(self, part: Part) -> dict[str, Any]:
        named = {kind: reference for kind, reference in (part.get("serves") or {}).items() if reference}
        serves = {f"serves_{kind}": reference for kind, reference in named.items()}
        weight = {"weight": Decimal(part["weight"])} if part.get("weight") else {}
        return part | serves | weight | {"serves_kind": next(iter(named), "")}

    @property
    def serving(self) -> Iterable[tuple[Any, Any]]:
        """Each choice of what is served, with the field that names it."""
        for choice in self["serves_kind"]:
            yield choice, self[f"serves_{choice.data['value']}"]

    def value(self) -> Part:
        """The result with its indicators as they were."""
        cleaned = self.cleaned_data
        kind, weight = cleaned["serves_kind"], cleaned.get("weight")
        reference = cleaned.get(f"serves_{kind}", "")
        said = {
            "text": cleaned["text"],
            "kind": cleaned["kind"],
            "serves": {kind: reference} if kind and reference else None,
            "study": cleaned["study"],
            "carried_over": bool(self.part.get("carried_over")) and not cleaned.get("still_holds"),
        }
        if "weight" in self.fields:
            said["weight"] = None if weight is None else str(weight)
        return tidy(self.part | said)


class BehavioursForm(PartForm):
    """What the leader expects of each of the seven values in particular."""

    def __init__(self, desk: Desk, part: Part, data: Any = None) -> None:
        super().__init__(part, data)
        for name, label in VALUES.items():
            self.fields[name] = text(label)

    def value(self) -> Part:
        return {name: said for name, said in self.cleaned_data.items() if said}


class AnnexesForm(PartForm):
    """Form A.1.8, a line for each entry."""

    def __init__(self, desk: Desk, part: Part, data: Any = None) -> None:
        super().__init__(part, data)
        for name, label in ANNEXES.items():
            self.fields[name] = text(label, rows=5)

    def read(self, part: Part) -> dict[str, Any]:
        return {name: "\n".join(part.get(name, ())) for name in ANNEXES}

    def value(self) -> Part:
        return {name: _lines_of(said) for name, said in self.cleaned_data.items()}


def _lines_of(said: str) -> list[str]:
    return [line for each in said.splitlines() if (line := each.strip())]
