"""Serializers made of dataclasses: strict with what comes in, and the same words both ways."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.fields import empty
from rest_framework_dataclasses.serializers import DataclassSerializer

# Words that Python keeps for itself, by the name of the dataclass's field.
WORDS = {"from_": "from", "from_day": "from"}
# Fields of steps that the engine takes as text and that name something by its id.
IDS = frozenset({"rater_post", "new_post", "letter", "person", "to_post", "to_unit"})
ID = re.compile(r"[0-9]{1,18}", re.ASCII)
LONGEST = 20_000  # characters of one text, some seven printed pages: what is written must remain printable


class Id(int):
    """The id of something: text in JSON, a number inside."""


class IdField(serializers.CharField):
    """An id that is named in a body or a filter."""

    default_error_messages = {"invalid": _("This is not an id.")}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or not ID.fullmatch(data):
            self.fail("invalid")
        return Id(data)


class IdTextField(IdField):
    """An id that the engine takes as text."""

    def to_internal_value(self, data: Any) -> Any:
        return str(super().to_internal_value(data))


class TextField(serializers.CharField):
    """Text and nothing else: a number in its place is refused. It may be empty; rules say where it may not."""

    def __init__(self, **kwargs: Any) -> None:
        usual = {"allow_blank": True, "trim_whitespace": False, "max_length": LONGEST}
        super().__init__(**(usual | kwargs))

    def run_validation(self, data: Any = empty) -> Any:
        if not isinstance(data, str | None | type(empty)) and data is not empty:
            self.fail("invalid")
        return super().run_validation(data)


class WeightField(serializers.DecimalField):
    """A percentage, to hundredths."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"max_digits": 5, "decimal_places": 2, "min_value": 0} | kwargs))


class Shape(DataclassSerializer[Any]):
    """A dataclass as JSON. What comes in has no field but its own, and none twice over."""

    serializer_field_mapping: Mapping[Any, Any] = {
        **DataclassSerializer.serializer_field_mapping,
        str: TextField,
        Id: IdField,
        Decimal: WeightField,
        Any: serializers.JSONField,
    }
    default_error_messages = {"unknown": _("There is no such field.")}

    @property
    def serializer_dataclass_field(self) -> type[serializers.Field[Any, Any, Any, Any]]:
        return Shape

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for name, field in super().get_fields().items():
            word = WORDS.get(name, name)
            if name in IDS and isinstance(field, TextField):
                field = IdTextField(required=field.required, allow_null=field.allow_null)
            if word != name:
                field.source = name
            fields[word] = field
        return fields

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            return super().to_internal_value(data)  # which refuses it
        errors: dict[str, Any] = {
            str(name): [self.error_messages["unknown"]] for name in data if name not in self.fields
        }
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if isinstance(error.detail, dict):
                errors = error.detail | errors
        if errors:
            raise serializers.ValidationError(errors)
        return value


SHAPES: dict[type, type[Shape]] = {}


def shape_of(dataclass: type) -> type[Shape]:
    """The serializer of a dataclass, made once."""
    if dataclass not in SHAPES:
        meta = type("Meta", (), {"dataclass": dataclass})
        SHAPES[dataclass] = type(dataclass.__name__, (Shape,), {"Meta": meta})
    return SHAPES[dataclass]


def read(dataclass: type, data: Any) -> Any:
    """An instance of the dataclass from what was sent. ValidationError for what is not exactly that."""
    serializer = shape_of(dataclass)(data=data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def dump(value: Any) -> Any:
    """A dataclass, or a list of those of one kind, as plain data for an answer."""
    if not isinstance(value, list):
        return shape_of(type(value))(value).data
    return shape_of(type(value[0]))(value, many=True).data if value else []
