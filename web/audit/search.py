"""What inspectors look for, asked in plain words."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import OuterRef, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import type_sentence
from cycle_engine.machine import MACHINES
from cycle_engine.sql.install import chained_models
from cycle_engine.sql.write import kind_of
from cycle_engine.workdays import ONE_DAY
from directory.models import Assignment, PersonRow, PostRow
from web.audit.words import KINDS, kind_label
from web.choosing import Among, Chosen, Option, Typed, units
from web.pages import PersonPage
from web.step_forms import Day
from workflows.audit import queries
from workflows.audit.acts import label
from workflows.audit.queries import Search

Options = list[tuple[str, Any]]
MOST = 10**18  # of what can be an id


def _acts() -> Iterator[tuple[str, Options]]:
    """By kind of thing: anything that happened to such, and each act."""
    dated = {kind_of(model): model.dated for model in chained_models()}
    for kind, said in KINDS.items():
        names = [*(MACHINES[kind].steps if kind in MACHINES else ()), *dated.get(kind, ())]
        steps = [(f"{kind}.{name}", label(kind, name)) for name in names]
        yield str(said), [(kind, _("%(kind)s: anything") % {"kind": said}), *steps]


def _states() -> Options:
    """States of whatever kind; those of the same name are one."""
    found: dict[str, str] = {}
    for kind in KINDS:
        for state, said in MACHINES[kind].states if kind in MACHINES else ():
            found.setdefault(state, f"{said} ({kind_label(kind)})")
    return [("", "---"), *found.items()]


def _people(inspected: Collection[int], day: datetime.date) -> Among:
    """Who serves in these units, by name or a part of the NIP."""
    held = Assignment.objects.on(day).filter(person=OuterRef("person"))
    posts = PostRow.objects.on(day).filter(unit__in=inspected, post=OuterRef("held"))
    rows = (
        PersonRow.objects.on(day)
        .annotate(held=Subquery(held.values("post")[:1]))
        .annotate(title=Subquery(posts.values("title")[:1]))
        .exclude(title=None)
    )
    return Among(
        rows.order_by("name", "pk"),
        "person",
        ("name", "person__nip"),
        lambda row: Option(str(row.person_id), row.name, row.title),
    )


def _flat(choices: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    for value, said in choices:
        yield from said if isinstance(said, list) else [(value, said)]


class SearchForm(forms.Form):
    """What is looked for; what is left empty is not looked at."""

    since = forms.DateField(label=gettext_lazy("From day"), required=False, widget=Day)
    until = forms.DateField(label=gettext_lazy("To day"), required=False, widget=Day)
    reason = forms.CharField(
        label=gettext_lazy("Words in the reason"), required=False, max_length=200, widget=forms.TextInput
    )
    period = forms.IntegerField(label=gettext_lazy("Year"), required=False, min_value=1900, max_value=9999)
    plan = forms.IntegerField(
        label=gettext_lazy("Number of the plan"), required=False, min_value=1, max_value=MOST
    )
    number = forms.IntegerField(
        label=gettext_lazy("Number of the thing"),
        help_text=gettext_lazy("Only together with what happened."),
        required=False,
        min_value=1,
        max_value=MOST,
    )

    usual = ("act", "since", "until", "reason")
    zone: ZoneInfo  # of the reader, in which days are counted

    @property
    def first(self) -> list[forms.BoundField]:
        """What is asked most."""
        return [self[name] for name in self.usual]

    @property
    def rest(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.usual]

    @property
    def narrowed(self) -> bool:
        """Whether something of the rest is asked, or wrong."""
        asked = [self[name].value() for name in self.fields if name not in self.usual]
        return any((each.key or each.words) if isinstance(each, Typed) else each for each in asked)

    def clean(self) -> dict[str, Any]:
        """A number names one of a kind."""
        cleaned = super().clean() or {}
        if cleaned.get("number") and not cleaned.get("act"):
            self.add_error("number", _("Say what happened as well: numbers are given by kind."))
        return cleaned

    def asked(self) -> Iterator[tuple[type_sentence, str]]:
        """What is looked for, in words."""
        for name in [each.name for each in (*self.first, *self.rest)]:
            field, value = self.fields[name], self.cleaned_data[name]
            if value in (None, ""):
                continue
            if isinstance(field, Chosen):
                chosen = field.among.get(value)
                yield field.label or "", str(chosen.label if chosen else "")
            elif isinstance(value, datetime.date):
                yield field.label or "", date_format(value)
            else:
                choices = dict(_flat(getattr(field, "choices", ())))
                yield field.label or "", str(choices.get(value, value))

    def search(self) -> Search:
        """What is looked for."""
        asked = self.cleaned_data
        record, _dot, step = asked["act"].partition(".")
        until = asked["until"]
        return Search(
            actor=int(asked["actor"]) if asked["actor"] else None,
            unit=int(asked["unit"]) if asked["unit"] else None,
            step=step,
            record=record,
            record_id=asked["number"],
            plan=asked["plan"],
            period=asked["period"],
            from_state=asked["from_state"],
            to_state=asked["to_state"],
            since=self._midnight(asked["since"]),
            until=self._midnight(until + ONE_DAY if until and until < datetime.date.max else None),
            reason=asked["reason"],
        )

    def _midnight(self, day: datetime.date | None) -> datetime.datetime | None:
        return datetime.datetime.combine(day, datetime.time.min, self.zone) if day else None


def search_form(page: PersonPage) -> type[SearchForm]:
    """The form for this reader: people and units are those that he inspects."""
    inspected = queries.inspected(page.reader, page.moment)
    return type(
        "OfInspector",
        (SearchForm,),
        {
            "zone": page.me.zone,
            "act": forms.ChoiceField(
                label=_("What happened"), required=False, choices=[("", _("Anything")), *_acts()]
            ),
            "actor": Chosen(_people(inspected, page.day), _("Anybody"), label=_("Who acted"), required=False),
            "unit": Chosen(
                units(inspected, page.day),
                _("All that you inspect"),
                label=_("Unit, with all below it"),
                required=False,
            ),
            "from_state": forms.ChoiceField(label=_("State before"), required=False, choices=_states()),
            "to_state": forms.ChoiceField(label=_("State after"), required=False, choices=_states()),
        },
    )
