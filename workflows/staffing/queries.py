"""Reads of changes of posts and of imports, always as far as the reader may see."""

from __future__ import annotations

import datetime

from django.db.models import Prefetch, Q, QuerySet

from cycle_engine.actors import Capacity
from directory import queries as directory
from workflows.staffing.models import Import, ImportSheet, PostChange


def known_changes(person: int, day: datetime.date) -> QuerySet[PostChange]:
    """The changes in units that the person manages or inspects, and his own once they are carried out."""
    units = directory.granted(person, (Capacity.MANAGER, Capacity.INSPECTOR), day)
    theirs = Q(unit__in=units) | Q(new_unit__in=units)
    return PostChange.objects.filter(theirs | Q(person=person, state="applied"))


def own_imports(person: int, day: datetime.date) -> QuerySet[Import]:
    """The imports that this person has asked for, as long as he is manager of any unit."""
    sheets = Prefetch("sheets", ImportSheet.objects.defer("content"))
    found = Import.objects.select_related("preview", "application").prefetch_related(sheets)
    return (
        found.filter(requested_by=person)
        if directory.granted(person, [Capacity.MANAGER], day)
        else found.none()
    )
