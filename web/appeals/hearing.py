"""The form of a hearing: each party came on a day, with minutes, or did not come."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import Blocker
from cycle_engine.machine import Step
from web.appeals.matter import PARTIES
from web.step_forms import LONGEST, Day, StepForm
from workflows.appeals.data import Heard, HearingInput, Party

DAY, MINUTES, ABSENT = "date", "minutes", "absent_because"
# Beside which field of a party a broken rule is told.
BESIDE = {"ours:hearing_complete": MINUTES, "ours:hearing_day": DAY}
LINES = {"rows": 5}


class HearingForm(StepForm):
    """Both parties, each with three fields that are named after it."""

    def wish(self) -> dict[str, Any]:
        """The hearings as the engine takes them."""
        said = self.cleaned_data
        heard = [
            HearingInput(party, said[f"{party}_{DAY}"], said[f"{party}_{MINUTES}"], said[f"{party}_{ABSENT}"])
            for party in _parties()
        ]
        return {"reason": "", "data": Heard(heard)}

    @property
    def parties(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The parties, each with its fields."""
        return [
            (str(PARTIES[party]), [self[f"{party}_{name}"] for name in (DAY, MINUTES, ABSENT)])
            for party in _parties()
        ]

    def tell(self, blocker: Blocker) -> None:
        """Put a broken rule beside the fields of the parties that it names."""
        field, items = BESIDE.get(blocker.rule), str(blocker.data.get("items", ""))
        named = [party for party in _parties() if field and party in items]
        for party in named:
            of_party = replace(blocker, data={**blocker.data, "items": PARTIES[party]})
            self.add_error(f"{party}_{field}", of_party.message)
        if not named:
            self.add_error(None, blocker.message)


def _parties() -> list[Party]:
    return ["owner", "rater"]


def form_of_hearing(step: Step) -> type[HearingForm]:
    """The form of the step that records a hearing."""
    members: dict[str, Any] = {"step": step}
    for party in _parties():
        members |= {
            f"{party}_{DAY}": forms.DateField(label=_("Day of the hearing"), required=False, widget=Day()),
            f"{party}_{MINUTES}": _text(_("Minutes"), ""),
            f"{party}_{ABSENT}": _text(_("Or why nobody came"), _("Leave it empty for who came.")),
        }
    return type("OfHearing", (HearingForm,), members)


def _text(label: Any, help_text: Any) -> forms.Field:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs=LINES),
    )
