"""Figures, as the reader writes them."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def figure(value: Decimal) -> str:
    """A figure without zeros behind."""
    return str(number_format(value.normalize(), force_grouping=True))
