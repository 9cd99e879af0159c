"""The OpenAPI document says what the machines declare, and is valid."""

from __future__ import annotations

import dataclasses
import json
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import URLResolver, get_resolver
from openapi_spec_validator import validate

from api.v1.fields import WORDS
from cycle_engine.machine import MACHINES
from tests.api.asking import Asking, Client

STEPS_AT = {
    "plan": "/api/v1/plans/{id}/steps/{step}/",
    "amendment": "/api/v1/amendments/{id}/steps/{step}/",
    "remark": "/api/v1/remarks/{id}/{step}/",
    "evaluation": "/api/v1/evaluations/{id}/steps/{step}/",
    "appeal": "/api/v1/appeals/{id}/steps/{step}/",
    "complaint": "/api/v1/complaints/{id}/steps/{step}/",
    "guidance": "/api/v1/development/guidance/{id}/steps/{step}/",
    "counselling": "/api/v1/development/counselling/{id}/steps/{step}/",
    "improvement": "/api/v1/development/improvement-plans/{id}/steps/{step}/",
    "postchange": "/api/v1/post-changes/{id}/steps/{step}/",
}


@pytest.fixture(scope="module")
def document() -> Any:
    out = StringIO()
    call_command("spectacular", "--fail-on-warn", "--validate", "--format", "openapi-json", stdout=out)
    return json.loads(out.getvalue())


def _body(document: Any, operation: Any) -> Any:
    reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    return document["components"]["schemas"][reference.rpartition("/")[2]]


def test_the_document_is_valid_openapi_3_1_without_warnings(document: Any) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)


@pytest.mark.parametrize("kind", STEPS_AT)
def test_every_offered_step_has_its_address_and_its_fields(document: Any, kind: str) -> None:
    offered = [step for step in MACHINES[kind].steps.values() if step.offered and not step.is_birth]
    assert offered
    for step in offered:
        operation = document["paths"][STEPS_AT[kind].replace("{step}", step.name)]["post"]
        body = _body(document, operation)
        declared = [WORDS.get(each.name, each.name) for each in dataclasses.fields(step.declaration.data)]
        assert set(body["properties"]) == {*declared, "reason"}, step.key
        headers = {each["name"]: each.get("required", False) for each in operation["parameters"]}
        assert headers == {"id": True, "If-Match": True, "Idempotency-Key": False}, step.key


def test_steps_that_nobody_takes_have_no_address(document: Any) -> None:
    hidden = [step.name for step in MACHINES["amendment"].steps.values() if not step.offered or step.is_birth]
    assert {"propose", "add_cause"} <= set(hidden)
    assert not [name for name in hidden if STEPS_AT["amendment"].replace("{step}", name) in document["paths"]]


def test_every_record_that_people_act_on_is_in_the_document() -> None:
    taken_by_people = {
        kind
        for kind, machine in MACHINES.items()
        if machine.model.__module__.startswith("workflows.")
        and any(step.offered and not step.is_birth for step in machine.steps.values())
    }
    assert taken_by_people == set(STEPS_AT)


def test_every_address_of_the_api_is_in_the_document_and_refuses_in_one_form(document: Any) -> None:
    served = {re.sub(r"<\w+:(\w+)>", r"{\1}", f"/{pattern}") for pattern in _patterns()}
    assert set(document["paths"]) == served - {"/api/v1/schema/", "/api/v1/docs/"}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert list(operation["responses"]["default"]["content"]) == ["application/problem+json"], path


def _patterns() -> list[str]:
    resolvers = [each for each in get_resolver().url_patterns if isinstance(each, URLResolver)]
    (api,) = [each for each in resolvers if str(each.pattern) == "api/v1/"]
    return [f"{api.pattern}{each.pattern}" for each in api.url_patterns]


def test_ids_are_texts_everywhere(document: Any) -> None:
    for name, schema in document["components"]["schemas"].items():
        identity = schema.get("properties", {}).get("id")
        if identity is not None:
            assert "string" in identity["type"], name


def test_tokens_are_the_way_in(document: Any) -> None:
    assert document["components"]["securitySchemes"]["token"] == {"type": "http", "scheme": "bearer"}
    assert document["paths"]["/api/v1/plans/"]["get"]["security"]


def test_the_document_and_its_page_are_served_to_anybody_without_foreign_hosts(ask: Asking) -> None:
    answer = Client().http.get("/api/v1/schema/")
    assert answer.status_code == 200
    assert json.loads(answer.content)["openapi"].startswith("3.1")
    again = Client().http.get("/api/v1/schema/", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    page = Client().http.get("/api/v1/docs/").content.decode()
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(loaded) >= 3
    assert all(each.startswith("/static/drf_spectacular_sidecar/") for each in loaded), loaded
