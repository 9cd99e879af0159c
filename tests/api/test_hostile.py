"""Whatever is sent, the API refuses it or does it; it is never broken by it."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.asking import Asking
from tests.workflows.evaluation.office import Q1, Q2, Office
from workflows.planning.models import Plan

TEXTS = (
    *("", " ", "0", "1", "-1", "x", "\x00", "r1", "9" * 18, "9" * 30, "²", "🙂", "x" * 5000, "plans/1"),
    *("0001-01-01", "9999-12-31", "2026-02-30", "2026-06-30", "1e999999", "NaN", "Infinity"),
    *("transfer", "death", "strategy", "submit", "approve", "above", "drafting"),
)
NUMBERS = (0, 1, -1, 2**31, 2**63, 10**30, 1.5, 1e308)
VALUES = st.recursive(
    st.none() | st.booleans() | st.sampled_from(TEXTS) | st.sampled_from(NUMBERS),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "text", "item"]), inner)
    ),
    max_leaves=4,
)
Operation = tuple[str, str, list[str]]


@pytest.fixture(scope="module")
def operations() -> list[Operation]:
    """Method, address and body's fields of all that writes."""
    out = StringIO()
    call_command("spectacular", "--format", "openapi-json", stdout=out)
    document = json.loads(out.getvalue())
    found = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method != "get" and not path.startswith("/api/v1/tokens/"):
                found.append((method, path, _fields(document, operation)))
    return found


def _fields(document: Any, operation: Any) -> list[str]:
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    schema = schema.get("items", schema)
    name = schema.get("$ref", "").rpartition("/")[2]
    return list(document["components"]["schemas"].get(name, {}).get("properties", {}))


def test_nothing_that_is_sent_breaks_it(ask: Asking, office: Office, operations: list[Operation]) -> None:
    amendment = ask.amendment()
    numbers = {
        "plans": 1,
        "amendments": int(amendment.split("/")[1]),
        "remarks": 1,
        "cycles": ask.agency.cycle.pk,
    }
    plan = Plan.objects.get()
    first = office.signed(office.rated(office.assessed(office.opened(Q1, plan))))
    numbers["appeals"] = office.filed(office.received(office.delivered(first))).pk
    numbers["evaluations"] = office.opened(Q2, plan).pk
    ask.budi.post("plans/1/remarks/", {"text": "?", "amendment": str(numbers["amendments"])})

    @settings(
        max_examples=400,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    @given(st.data())
    def send(data: st.DataObject) -> None:
        method, path, fields = data.draw(st.sampled_from(operations))
        kind = path.split("/")[3]
        address = path.replace("{id}", str(numbers.get(kind, 1)))
        body: Any = {
            name: data.draw(VALUES) for name in data.draw(st.sets(st.sampled_from([*fields, "reason"])))
        }
        if data.draw(st.integers(0, 9)) == 0:
            body = data.draw(VALUES)
        elif path.endswith("/bulk/"):
            body = [body]
        client = getattr(ask, data.draw(st.sampled_from(["ani", "budi", "dewi"])))
        version = data.draw(st.sampled_from([1, 2, 3, "*", '""']))
        headers = {"If-Match": f'"{version}"' if isinstance(version, int) else version}
        answer = client.http.generic(method, address, json.dumps(body), "application/json", headers=headers)
        assert answer.status_code < 500, (method, address, body, answer.content)

    send()


LISTS = (
    *("plans/", "people/", "units/", "posts/", "letters/", "inbox/", "cycles/"),
    *("evaluations/", "appeals/", "organisation-achievements/"),
)


@pytest.mark.parametrize("path", LISTS)
def test_no_query_breaks_it(ask: Asking, path: str) -> None:
    names = [
        "state",
        "cycle",
        "unit",
        "rater",
        "employee",
        "late",
        "period",
        "kind",
        "evaluation",
        "on",
        "parent",
        "cursor",
        "page_size",
        "ordering",
    ]

    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    @given(st.sampled_from(names), st.sampled_from(TEXTS))
    def ask_for(name: str, value: str) -> None:
        answer = ask.dewi.http.get(f"/api/v1/{path}", {name: value})
        assert answer.status_code in (200, 400), (name, value, answer.content)

    ask_for()
