"""What templates say often: which state, where, and when."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from web.records import record_address, step_address
from workflows.cycles.period_words import period_words

register = template.Library()


@register.simple_tag
def state(record: Any) -> SafeString:
    """The state of a record, in words and as a colour."""
    return format_html('<span class="tag tag-{}">{}</span>', record.state, record.get_state_display())


@register.simple_tag
def record_link(kind: str, record: Any) -> str:
    return record_address(kind, record)


@register.simple_tag
def step_link(kind: str, key: int, step: str) -> str:
    return step_address(kind, key, step)


@register.filter
def item(mapping: dict[Any, Any], key: Any) -> Any:
    """What stands under a key; nothing where it does not."""
    return mapping.get(key)


@register.filter
def period(name: str) -> str:
    """What a period of evaluation is called."""
    return period_words(name)


@register.filter
def allowed(steps: list[Any]) -> list[Any]:
    """Those of the steps that the reader may take now."""
    return [each for each in steps if each.allowed]
