"""What templates of plans say."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.http import urlencode

register = template.Library()


@register.simple_tag
def machine_picture(record: Any) -> str:
    """The address of the picture of a record's machine, with the place where it is."""
    return f"{reverse('web:machine', args=[record._meta.model_name])}?{urlencode({'at': record.state})}"
