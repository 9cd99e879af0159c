"""How predicates should be distributed, as people read and type it: one limit after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.cycles.guide import ACHIEVEMENTS, PREDICATES, Limit
from workflows.evaluation.ratings import Predicate
from workflows.evaluation.rows import Word

SPARE, MOST = 3, 60  # limits that may be added at once, and that are looked at
PARTS = ("achievement", "predicates", "at_least", "at_most", "someone")
Plain = Mapping[str, Any]  # a limit as plain JSON


def told(limit: Plain) -> str:
    """A limit in words."""
    known = Limit.from_json(limit)
    figures = [
        *([_("at least %(percent)d %%") % {"percent": known.at_least}] if known.at_least else []),
        *([_("at most %(percent)d %%") % {"percent": known.at_most}] if known.at_most < 100 else []),
        *([_("at least one person")] if known.someone else []),
    ]
    predicates = _(" or ").join(str(Predicate(each).label) for each in known.predicates)
    return f"{Word(known.achievement).label}: {predicates} {', '.join(figures)}"


def differing(before: Sequence[Plain], after: Sequence[Plain]) -> tuple[str, str]:
    """What of one guide is not in the other, and what of the other is not in the one."""
    gone, new = (
        [each for each in one if each not in other] for one, other in ((before, after), (after, before))
    )
    return "; ".join(map(told, gone)), "; ".join(map(told, new))


class GuideForm(forms.Form):
    """A form with the limits of a guide; one of which no predicate is chosen is left out."""

    def add_limits(self) -> None:
        """Fields for the limits that were sent, else for those of `initial`, and for some more."""
        held: Sequence[Plain] = self.initial.get("distribution_guide", ())
        self.count = len(held) + SPARE
        if self.is_bound:
            self.count = min(sum(name.endswith("-achievement") for name in self.data), MOST)
        for number in range(self.count):
            self.fields |= _fields(number)
        said = {f"limit-{number}-{part}": each[part] for number, each in enumerate(held) for part in PARTS}
        self.initial = {**self.initial, **said}

    def plain(self) -> Iterator[forms.BoundField]:
        """All fields but those of limits."""
        return (each for each in self.visible_fields() if not each.name.startswith("limit-"))

    def limits(self) -> Iterator[tuple[str, list[forms.BoundField], bool]]:
        """Each limit in words, its fields, and whether one of them is wrong; those that may be added say nothing."""
        held: Sequence[Plain] = self.initial.get("distribution_guide", ())
        for number in range(self.count):
            fields = [self[f"limit-{number}-{part}"] for part in PARTS]
            yield (
                told(held[number]) if number < len(held) else "",
                fields,
                any(each.errors for each in fields),
            )

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["distribution_guide"] = [
            limit for number in range(self.count) if (limit := self._limit(number))
        ]
        return self.cleaned_data

    def _limit(self, number: int) -> dict[str, Any] | None:
        said = {part: self.cleaned_data.get(f"limit-{number}-{part}") for part in PARTS}
        if not said["predicates"]:
            return None
        least, most = said["at_least"] or 0, 100 if said["at_most"] is None else said["at_most"]
        if not said["achievement"]:
            self.add_error(f"limit-{number}-achievement", _("Choose for which achievement it holds."))
            return None
        if least > most:
            self.add_error(f"limit-{number}-at_most", _("This is less than the least."))
            return None
        if not (least or most < 100 or said["someone"]):
            self.add_error(f"limit-{number}-at_least", _("Say how many at least or at most."))
            return None
        predicates = self._in_order(number, said["predicates"])
        return Limit(said["achievement"], predicates, least, most, bool(said["someone"])).to_json()

    def _in_order(self, number: int, chosen: list[str]) -> tuple[str, ...]:
        """As the limit in this place had them, if they are the same: else the policy would seem another one."""
        held: Sequence[Plain] = self.initial["distribution_guide"]
        known = held[number]["predicates"] if number < len(held) else chosen
        return tuple(known if set(known) == set(chosen) else chosen)


def _fields(number: int) -> dict[str, forms.Field]:
    achievements = [("", "-"), *((each, Word(each).label) for each in ACHIEVEMENTS)]
    predicates = [(each, Predicate(each).label) for each in PREDICATES]
    percent: dict[str, Any] = {"min_value": 0, "max_value": 100, "required": False}
    made = {
        "achievement": forms.ChoiceField(
            label=gettext_lazy("What the organisation achieved"), choices=achievements, required=False
        ),
        "predicates": forms.MultipleChoiceField(
            label=gettext_lazy("Predicates that count together"),
            choices=predicates,
            widget=forms.CheckboxSelectMultiple,
            required=False,
        ),
        "at_least": forms.IntegerField(label=format_lazy("{} (%)", gettext_lazy("At least")), **percent),
        "at_most": forms.IntegerField(label=format_lazy("{} (%)", gettext_lazy("At most")), **percent),
        "someone": forms.BooleanField(label=gettext_lazy("At least one person"), required=False),
    }
    return {f"limit-{number}-{part}": field for part, field in made.items()}
