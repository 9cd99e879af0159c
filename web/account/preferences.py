"""How one wants to be told: by inbox, e-mail and a channel of one's own, and when not."""

from __future__ import annotations

import datetime
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import Missing
from notifications.kinds import Group
from notifications.models import Mail
from notifications.own.queries import offered, working
from notifications.preferences import DEFAULT, Choice, Preferences, preferences_of, set_preferences
from web.pages import PersonPage

CHOSEN = [group for group in Group if group is not Group.LEGAL]  # of legal notices nothing is chosen


class Clock(forms.TimeInput):
    """A time of day by the browser's own means."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class PreferencesForm(forms.Form):
    """For each group of notices whether they come into the inbox, when by e-mail and when by a channel of one's own,
    if there is one; when the one message of the day goes, and when none."""

    digest_at = forms.TimeField(
        label=gettext_lazy("When the one e-mail of the day goes"),
        help_text=gettext_lazy("All times are those of your unit."),
        widget=Clock,
    )
    quiet = forms.BooleanField(label=gettext_lazy("No e-mail at night"), required=False)
    quiet_from = forms.TimeField(label=gettext_lazy("Night from"), required=False, widget=Clock)
    quiet_to = forms.TimeField(label=gettext_lazy("Night until"), required=False, widget=Clock)
    quiet_days_off = forms.BooleanField(
        label=gettext_lazy("No e-mail on days off"),
        help_text=gettext_lazy("Legal notices wait for the end of the night at most."),
        required=False,
    )

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        for group in CHOSEN:
            self.fields[f"inbox_{group.value}"] = forms.BooleanField(required=False, label=group.label)
            self.fields[f"email_{group.value}"] = forms.ChoiceField(choices=Mail.choices, label=group.label)
            if own:
                self.fields[f"own_{group.value}"] = forms.ChoiceField(choices=Mail.choices, label=group.label)

    @property
    def groups(self) -> list[tuple[Group, list[forms.BoundField]]]:
        """Each group with its two or three fields."""
        channels = ["inbox", "email", "own"] if self.own else ["inbox", "email"]
        return [(group, [self[f"{each}_{group.value}"] for each in channels]) for group in CHOSEN]

    def clean(self) -> dict[str, Any]:
        """A night has a beginning and an end."""
        cleaned = super().clean() or {}
        for name in ("quiet_from", "quiet_to"):
            if cleaned.get("quiet") and name not in self.errors and cleaned.get(name) is None:
                self.add_error(name, _("Say when, or choose no night."))
        return cleaned

    def chosen(self, before: Preferences) -> Preferences:
        """What was chosen, whole; for a channel that could not be chosen as `before`."""
        cleaned = self.cleaned_data
        own = {
            each: Choice(
                cleaned[f"inbox_{each.value}"],
                Mail(cleaned[f"email_{each.value}"]),
                Mail(cleaned.get(f"own_{each.value}", before.choices[each].own)),
            )
            for each in CHOSEN
        }
        quiet = (cleaned["quiet_from"], cleaned["quiet_to"]) if cleaned["quiet"] else None
        return Preferences(DEFAULT | own, cleaned["digest_at"], quiet, cleaned["quiet_days_off"])


def _initial(chosen: Preferences) -> dict[str, Any]:
    quiet = chosen.quiet or (datetime.time(20), datetime.time(6))
    told: dict[str, Any] = {
        "digest_at": chosen.digest_at,
        "quiet": chosen.quiet is not None,
        "quiet_from": quiet[0],
        "quiet_to": quiet[1],
        "quiet_days_off": chosen.quiet_days_off,
    }
    for group in CHOSEN:
        told[f"inbox_{group.value}"] = chosen.choices[group].inbox
        told[f"email_{group.value}"] = chosen.choices[group].email
        told[f"own_{group.value}"] = chosen.choices[group].own
    return told


class PreferencesPage(PersonPage):
    """How I am told."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """What I chose, or the defaults."""
        return self._ask(PreferencesForm(initial=_initial(self._before()), own=self._has_own()))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Choose anew. E-mail that waits already goes no earlier for it."""
        if not self.reader:
            raise Missing
        form = PreferencesForm(request.POST, own=self._has_own())
        if not form.is_valid():
            return self._ask(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        set_preferences(self.reader, form.chosen(self._before()))
        messages.success(request, _("From now on you are told as you chose."))
        return redirect("web:account_notices")

    def _before(self) -> Preferences:
        return preferences_of([self.reader])[self.reader]

    def _has_own(self) -> bool:
        return working().filter(person=self.reader).exists()

    def _ask(self, form: PreferencesForm, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show(
            "web/account/preferences.html", status, form=form, legal=Group.LEGAL, offered=offered()
        )
