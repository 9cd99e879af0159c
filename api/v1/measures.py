"""Measures of units, the values that were measured, and registers that are counted."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import DecimalField, ListSerializer

from api.v1.acts import after_commit
from api.v1.documents import described
from api.v1.fields import Id, dump, shape_of
from api.v1.goals import ValueShape, units_asked, value_shape
from api.v1.http import Api, answer
from api.v1.names import Names
from api.v1.paging import Paging, page_of, paged
from api.v1.shapes import Named
from cycle_engine.actors import Actor
from cycle_engine.clock import Moment
from cycle_engine.errors import Missing
from directory.identities import unit_names
from workflows.goals import commands, queries
from workflows.goals.data import ItemInput, MeasureInput, MeasurementInput
from workflows.goals.models import (
    Better,
    Kind,
    Measure,
    Measurement,
    MeasureRow,
    Quality,
    RegisterItem,
    Source,
)

MOST = 200


@dataclass(frozen=True)
class MeasureQuery(Paging):
    """`unit`: that unit and all below it."""

    unit: Id | None = None
    code: str | None = None


@dataclass(frozen=True)
class NewMeasure:
    """What a measure of a unit is from today on, and where its values come from."""

    unit: Id
    code: str
    name: str
    kind: Kind
    better: Better
    source: Source
    unit_of_measure: str = ""


@dataclass(frozen=True)
class MeasureShape:
    """A measure as it is today. `latest`: its newest value; of a register how many things are of this year."""

    id: str
    code: str
    unit: Named
    name: str
    kind: str
    kind_label: str
    unit_of_measure: str
    better: str
    better_label: str
    source: str
    source_label: str
    latest: ValueShape | None
    since: datetime.date


@dataclass(frozen=True)
class MeasurementQuery(Paging):
    """`measure`: a code. `from` and `to`: the first and last day on which a value may end. `stands`: whether nothing
    has corrected it."""

    measure: str | None = None
    unit: Id | None = None
    from_day: datetime.date | None = None
    to: datetime.date | None = None
    stands: bool | None = None


@dataclass(frozen=True)
class NewMeasurement:
    """A value of the measure with this code, from a first to a last day. `corrects`: the value that was wrong.

    `quality` system is for programs of a manager, audited for inspectors; evidenced and audited name their document.
    """

    measure: str
    first_day: datetime.date
    last_day: datetime.date
    value: Decimal = field(metadata={"serializer_field": DecimalField(max_digits=20, decimal_places=4)})
    quality: Quality = Quality.REPORTED
    document: str = ""
    note: str = ""
    corrects: Id | None = None


@dataclass(frozen=True)
class MeasurementShape:
    """A value that was measured. `measured_by`: nobody where it was worked out; `corrected_by`: what replaced it."""

    id: str
    measure: str
    first_day: datetime.date
    last_day: datetime.date
    value: str
    written: str
    quality: str
    quality_label: str
    document: str
    note: str
    corrects: str | None
    corrected_by: str | None
    measured_by: Named | None
    measured_at: datetime.datetime


@dataclass(frozen=True)
class NewItem:
    """A thing for a register, on the day when it was there."""

    day: datetime.date
    title: str
    note: str = ""


@dataclass(frozen=True)
class Strike:
    """Why a thing is taken out of its register."""

    note: str


@dataclass(frozen=True)
class ItemShape:
    """A thing of a register; `struck`: why it was taken out, if it was."""

    id: str
    day: datetime.date
    title: str
    note: str
    struck: str | None
    entered_by: Named
    entered_at: datetime.datetime


class MeasuresView(Api):
    """Measures."""

    def get(self, request: Request) -> Response:
        """The measures of the units of your agency, with their newest values."""
        asked = self.query(MeasureQuery)
        rows = queries.measures(units_asked(self, asked.unit), self.day)
        rows = rows if asked.code is None else rows.filter(measure__code=asked.code)
        return paged(request, rows, asked, lambda found: _measures(found, self.day))

    def post(self, request: Request) -> Response:
        """Set a measure, new or known by its code, from today on; as a manager of its unit."""
        plain = asdict(self.body(NewMeasure))
        unit, code = plain.pop("unit"), plain.pop("code")
        actor = Actor.of(self.reader)
        measure = commands.set_measure(unit, code, MeasureInput(**plain), self.day, actor=actor)
        with after_commit():
            row = queries.measures([measure.unit_id], self.day).get(measure=measure)
            return answer(_measures([row], self.day)[0])


class MeasurementsView(Api):
    """Values that were measured."""

    def get(self, request: Request) -> Response:
        """The values of the measures of your agency, what was corrected too."""
        asked = self.query(MeasurementQuery)
        wanted: dict[str, Any] = {
            "measure__code": asked.measure,
            "last_day__gte": asked.from_day,
            "last_day__lte": asked.to,
            "corrected_by__isnull": asked.stands,
        }
        rows = Measurement.objects.filter(measure__unit__in=units_asked(self, asked.unit))
        rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
        rows = rows.select_related("measure", "corrected_by")
        return paged(request, rows, asked, lambda found: _measurements(found, self.moment))

    def post(self, request: Request) -> Response:
        """Enter up to 200 values at once: all are taken, or none. As a manager of the unit, as who heads it, or as
        who is responsible for an indicator that takes its values from the measure; audited ones as an inspector."""
        values = [MeasurementInput(**asdict(each)) for each in _many(request, NewMeasurement)]
        by_program = request.auth is not None
        entered = commands.measure(values, actor=Actor.of(self.reader), by_program=by_program)
        with after_commit():
            rows = Measurement.objects.filter(pk__in=[row.pk for row in entered])
            rows = rows.select_related("measure", "corrected_by").order_by("pk")
            return Response(dump(_measurements(list(rows), self.moment)), 201)


class RegisterView(Api):
    """The register of a measure."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """What was ever entered in the register, also what was taken out."""
        measure, asked = _measure(self, id), self.query(Paging)
        rows = RegisterItem.objects.filter(measure=measure, strikes=None).select_related("struck_by")
        return paged(request, rows, asked, lambda found: _items(found, self.moment))

    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        """Enter up to 200 things at once: all are taken, or none. As for values."""
        measure = _measure(self, id)
        items = [ItemInput(measure.code, **asdict(each)) for each in _many(request, NewItem)]
        entered = commands.enter_items(items, actor=Actor.of(self.reader))
        with after_commit():
            return Response(dump(_items(entered, self.moment)), 201)


class StrikeView(Api):
    """Taking a thing out of a register."""

    def post(self, request: Request, id: int, number: int) -> Response:  # noqa: A002
        """Take a thing out, because it should not be there. It remains to be read."""
        note = self.body(Strike).note
        measure = _measure(self, id)
        item = RegisterItem.objects.filter(measure=measure, pk=number).first()
        if item is None:
            raise Missing
        commands.strike_item(item.pk, note, actor=Actor.of(self.reader))
        with after_commit():
            row = RegisterItem.objects.select_related("struck_by").get(pk=item.pk)
            return answer(_items([row], self.moment)[0])


def _many(request: Request, kind: type) -> list[Any]:
    sent: ListSerializer[Any] = ListSerializer(
        data=request.data, child=shape_of(kind)(), allow_empty=False, max_length=MOST
    )
    sent.is_valid(raise_exception=True)
    return list(sent.validated_data)


def _measure(view: Api, key: int) -> Measure:
    units = queries.units_of(view.reader, view.day)
    found = Measure.objects.filter(pk=key, unit__in=units).first()
    if found is None:
        raise Missing
    return found


def _measures(rows: Sequence[MeasureRow], day: datetime.date) -> list[MeasureShape]:
    units = unit_names({row.measure.unit_id for row in rows}, day)
    values = queries.measured({row.measure.code for row in rows}, day)
    return [
        MeasureShape(
            id=str(row.measure_id),
            code=row.measure.code,
            unit=Named(str(row.measure.unit_id), units.get(row.measure.unit_id, "")),
            name=row.name,
            kind=row.kind,
            kind_label=str(row.get_kind_display()),
            unit_of_measure=row.unit_of_measure,
            better=row.better,
            better_label=str(row.get_better_display()),
            source=row.source,
            source_label=str(row.get_source_display()),
            latest=value_shape(values[row.measure.code]) if row.measure.code in values else None,
            since=row.valid_from,
        )
        for row in rows
    ]


def _measurements(rows: Sequence[Measurement], at: Moment) -> list[MeasurementShape]:
    names = Names.of((row.measured_by_id for row in rows), at)
    return [
        MeasurementShape(
            id=str(row.pk),
            measure=row.measure.code,
            first_day=row.first_day,
            last_day=row.last_day,
            value=queries.plain(row.value),
            written=row.written,
            quality=row.quality,
            quality_label=str(row.get_quality_display()),
            document=row.document,
            note=row.note,
            corrects=str(row.corrects_id) if row.corrects_id else None,
            corrected_by=_later(row, "corrected_by"),
            measured_by=names.maybe(row.measured_by_id),
            measured_at=row.measured_at,
        )
        for row in rows
    ]


def _later(row: Measurement, name: str) -> str | None:
    later = getattr(row, name, None)
    return str(later.pk) if later else None


def _items(rows: Sequence[RegisterItem], at: Moment) -> list[ItemShape]:
    names = Names.of((row.entered_by_id for row in rows), at)
    return [
        ItemShape(
            id=str(row.pk),
            day=row.day,
            title=row.title,
            note=row.note,
            struck=getattr(getattr(row, "struck_by", None), "note", None),
            entered_by=names.named(row.entered_by_id),
            entered_at=row.entered_at,
        )
        for row in rows
    ]


described(MeasuresView, "get", "measures", asks=MeasureQuery, answers=page_of(MeasureShape))
described(MeasuresView, "post", "measures_set", takes=NewMeasure, answers=MeasureShape)
described(MeasurementsView, "get", "measurements", asks=MeasurementQuery, answers=page_of(MeasurementShape))
described(
    MeasurementsView,
    "post",
    "measurements_enter",
    takes=list[NewMeasurement],
    answers=list[MeasurementShape],
    status=201,
)
described(RegisterView, "get", "measures_register", asks=Paging, answers=page_of(ItemShape))
described(
    RegisterView, "post", "measures_register_enter", takes=list[NewItem], answers=list[ItemShape], status=201
)
described(StrikeView, "post", "measures_register_strike", takes=Strike, answers=ItemShape)
