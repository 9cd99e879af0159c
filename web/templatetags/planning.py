"""What templates of plans say."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from web.planning.remarks import ShownRemark
from web.planning.writing.lacking import Lack

register = template.Library()


@register.simple_tag
def lacks_of(lacks: list[Lack], item: str) -> list[str]:
    """What is missing of this item, in words without its name where it is the only one."""
    return [each.sentence for each in lacks if each.names(item)]


@register.simple_tag
def remarks_of(remarks: list[ShownRemark], item: str) -> list[ShownRemark]:
    """The remarks on this item."""
    return [each for each in remarks if each.item == item]


@register.simple_tag
def machine_picture(record: Any) -> str:
    """The address of the picture of a record's machine, with the place where it is."""
    return f"{reverse('web:machine', args=[record._meta.model_name])}?{urlencode({'at': record.state})}"
