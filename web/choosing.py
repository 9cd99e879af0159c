"""Choosing one of many: some words are searched for, and one of what is found is chosen. No script is needed."""

from __future__ import annotations

import datetime
import functools
import operator
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import type_sentence
from directory import queries as directory
from directory.many import any_of
from directory.models import Assignment, PersonRow, PostRow, UnitRow
from web.pages import PersonPage

MOST = 20  # that are shown at once
NOTHING, ONE = _("None"), _("Choose one")
SEARCH = "search"  # the name of the button that searches; its value is the field's
F = TypeVar("F", bound=forms.Form)


@dataclass(frozen=True, slots=True)
class Option:
    """One that can be chosen: what it is called, and what tells it from others of that name."""

    key: str
    label: str
    beside: str = ""


@dataclass(eq=False)
class Among:
    """What is chosen among: `rows` in their order, each chosen by the field `key`; all words must stand in one of
    the fields `told`."""

    rows: QuerySet[Any]
    key: str
    told: tuple[str, ...]
    show: Callable[[Any], Option]
    _known: dict[str, Option | None] = field(default_factory=dict, init=False)

    def find(self, words: str) -> list[Option]:
        """The first of those with these words, and one more than are shown if there are more."""
        fitting = self.rows
        for word in words.split():
            fitting = fitting.filter(
                functools.reduce(operator.or_, (Q(**{f"{name}__icontains": word}) for name in self.told))
            )
        found = [self.show(row) for row in fitting[: MOST + 1]]
        self._known |= {each.key: each for each in found}
        return found

    def get(self, key: str) -> Option | None:
        """The one with this key; asked once."""
        if not is_key(key):
            return None
        if key not in self._known:
            row = self.rows.filter(**{self.key: int(key)}).first()
            self._known[key] = self.show(row) if row else None
        return self._known[key]


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the field: what is chosen, and what is searched for."""

    key: str = ""
    words: str = ""


class Choose(forms.Widget):
    """A field for words with a button, and below it what was found."""

    template_name = "web/parts/choose.html"
    use_fieldset = True

    def __init__(self, among: Among, nothing: type_sentence) -> None:
        super().__init__()
        self.among, self.nothing = among, nothing

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed:
        return Typed((data.get(name) or "").strip(), (data.get(f"{name}_words") or "").strip()[:100])

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        typed = value if isinstance(value, Typed) else Typed(str(value or ""))
        found = self.among.find(typed.words)
        chosen = self.among.get(typed.key) if typed.key else None
        few = len(found) <= MOST
        shown = found[:MOST] if typed.words or few else []
        if chosen and chosen not in shown:
            shown = [chosen, *shown]
        more: dict[str, Any] = {
            "words": typed.words,
            "chosen": chosen,
            "found": shown,
            "few": few,
            "most": MOST,
        }
        more["nothing"] = self.nothing
        return super().get_context(name, value, attrs) | more


class Chosen(forms.Field):
    """One of many, as the text of its key; empty when it may be left out and is. `nothing`: what stands there while
    none is chosen."""

    default_error_messages = {"required": _("Choose one."), "invalid": _("This cannot be chosen.")}

    def __init__(self, among: Among, nothing: type_sentence | None = None, **kwargs: Any) -> None:
        usual = ONE if kwargs.get("required", True) else NOTHING
        super().__init__(widget=Choose(among, nothing or usual), **kwargs)
        self.among = among

    def clean(self, value: Any) -> str:
        key = value.key if isinstance(value, Typed) else str(value or "")
        if not key and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if key and self.among.get(key) is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return key


def is_key(text: str) -> bool:
    """Whether this can be the id of a row."""
    return text.isascii() and text.isdecimal() and len(text) < 19


def searches(sent: QueryDict) -> bool:
    """Whether a form was sent to search, and for nothing else yet."""
    return SEARCH in sent


def searched(form: type[F], sent: QueryDict) -> F:
    """The form as it was typed, with what was searched for; nothing in it is judged yet."""
    typed = {name: each.widget.value_from_datadict(sent, {}, name) for name, each in form.base_fields.items()}
    return form(initial=typed)


def posts(day: datetime.date) -> Among:
    """All posts of the organisation, told from others of their title by two units: it is open to everybody in it."""
    above = UnitRow.objects.on(day).filter(unit=OuterRef("parent")).values("name")
    own = UnitRow.objects.on(day).filter(unit=OuterRef("unit")).annotate(above=Subquery(above[:1]))
    rows = PostRow.objects.on(day).annotate(
        unit_name=Subquery(own.values("name")[:1]), above=Subquery(own.values("above")[:1])
    )
    return Among(
        rows.select_related("post").order_by("title", "above", "unit_name", "pk"),
        "post",
        ("title", "post__code", "unit_name", "above"),
        lambda row: Option(str(row.post_id), row.title, ", ".join(filter(None, [row.unit_name, row.above]))),
    )


def post_called(post: int | None, day: datetime.date) -> str:
    """The title of a post (id) with its units; nothing for none, and for one that is not on this day."""
    found = posts(day).get(str(post)) if post else None
    return ", ".join(filter(None, [found.label, found.beside])) if found else ""


def people(page: PersonPage, also: Collection[int] = ()) -> Among:
    """The people whom the reader may see, and `also` these (ids), by name or a part of the NIP."""
    held = Assignment.objects.on(page.day).filter(person=OuterRef("person"))
    titles = PostRow.objects.on(page.day).filter(post=OuterRef("held"))
    seen = directory.visible_people(page.reader, page.day)
    known = Q(person__in=seen.values("pk")) | Q(person__in=also) if also else Q(person__in=seen.values("pk"))
    rows = PersonRow.objects.on(page.day).filter(known)
    return Among(
        rows.annotate(held=Subquery(held.values("post")[:1]))
        .annotate(title=Subquery(titles.values("title")[:1]))
        .order_by("name", "pk"),
        "person",
        ("name", "person__nip"),
        lambda row: Option(str(row.person_id), row.name, row.title or ""),
    )


def units(keys: Collection[int], day: datetime.date) -> Among:
    """These units, told from others of their name by the unit above."""
    above = UnitRow.objects.on(day).filter(unit=OuterRef("parent"))
    rows = (
        UnitRow.objects.on(day)
        .filter(unit__in=any_of(keys))
        .annotate(above=Subquery(above.values("name")[:1]))
    )
    return Among(
        rows.order_by("name", "above", "pk"),
        "unit",
        ("name", "unit__code"),
        lambda row: Option(str(row.unit_id), row.name, row.above or ""),
    )


def unit_filter(keys: Collection[int], day: datetime.date) -> Chosen:
    """One of these units, by which a list is narrowed to it and all below it; all where none is chosen."""
    return Chosen(
        units(keys, day),
        nothing=_("All units"),
        label=_("Unit, with all below it"),
        required=False,
    )
