"""How addresses describe themselves in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, get_args, get_origin

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view

from api.v1.errors import MEDIA_TYPE
from api.v1.fields import shape_of
from api.v1.shapes import Blocker, Last

V = TypeVar("V", bound=type)

IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description='The version you have read: "3".'
)
IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="The same key and body give the same answer again, for seven days.",
)


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Tokens, as the document names them."""

    target_class = "api.v1.entrance.BearerAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


@dataclass(frozen=True)
class Problem:
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: dict[str, list[str]] | None = None
    blockers: list[Blocker] | None = None
    state: str | None = None
    version: int | None = None
    allowed_steps: list[str] | None = None
    last: Last | None = None
    forms: list[str] | None = None


def described(
    view: V,
    method: str,
    operation: str,
    *,
    answers: Any = None,
    status: int | tuple[int, str] = 200,
    takes: type | None = None,
    asks: type | None = None,
    parameters: Sequence[OpenApiParameter] = (),
    summary: str | None = None,
) -> V:
    """Describe one method of a view: the dataclasses that it takes (body), asks (query) and answers.

    `status` names the media type too of an answer that is no JSON.
    """
    schema = extend_schema(
        operation_id=operation,
        summary=summary,
        request=_serializer(takes),
        responses={status: _serializer(answers), ("default", MEDIA_TYPE): shape_of(Problem)},
        parameters=[*parameters, *([shape_of(asks)] if asks else [])],
    )
    return extend_schema_view(**{method: schema})(view)


def _serializer(shape: Any) -> Any:
    if shape is None or isinstance(shape, OpenApiTypes):
        return shape
    if get_origin(shape) is list:
        return shape_of(get_args(shape)[0])(many=True)
    return shape_of(shape)
