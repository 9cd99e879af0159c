"""Surveys by programs: a form with a token, an answer, an index that may be kept; services and their comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

if TYPE_CHECKING:
    from tests.api.asking import Asking
    from tests.workflows.voice.test_surveys import Counter


@pytest.fixture
def counter(ask: Asking) -> Counter:
    from tests.workflows.voice.test_surveys import Counter

    return Counter(ask.agency)


def test_a_manager_makes_a_service_and_everybody_answers_its_survey(ask: Asking) -> None:
    from tests.api.asking import Client
    from tests.workflows.voice.test_surveys import SCORES

    nobody, unit = Client(), str(ask.agency.units["KEC-PEL"].pk)
    body = {"unit": unit, "name": "KTP elektronik", "every": "month"}
    assert nobody.put("services/ktp/", body).status_code == 401
    assert ask.ani.put("services/ktp/", body).status_code == 403
    wrong = ask.dewi.put("services/ktp/", body | {"minimum": 5, "every": "month"})
    assert (wrong.status_code, wrong.json()["blockers"][0]["rule"]) == (422, "ours:service_minimum")
    assert ask.dewi.put("services/ktp/", body | {"instrument": []}).status_code == 400
    made = ask.dewi.put("services/ktp/", body)
    assert (made.status_code, made.json()["measure"]) == (200, "skm-ktp")
    assert nobody.read("services/")["results"] == [made.json()] == [nobody.read("services/ktp/")]

    form = nobody.read("surveys/ktp/")
    assert [each["code"] for each in form["elements"]] == list(SCORES)
    good = {"token": form["token"], "scores": dict.fromkeys(SCORES, 4), "comment": "NIP 198501012010011901"}
    bad = nobody.post("surveys/ktp/", good | {"scores": good["scores"] | {"cost": 5, "luck": 1}})
    assert bad.status_code == 422
    assert [each["rule"] for each in bad.json()["blockers"]] == ["ours:survey_unknown", "ours:survey_score"]
    done = nobody.post("surveys/ktp/", good | {"token": bad.json()["token"]})
    assert done.status_code == 201
    assert (done.json()["answers"], done.json()["index"], done.json()["elements"]) == (1, None, [])
    again = nobody.post("surveys/ktp/", good | {"token": bad.json()["token"]})
    assert [each["rule"] for each in again.json()["blockers"]] == ["ours:survey_once"]
    assert nobody.post("surveys/ktp/", good | {"name": "Ani"}).status_code == 400
    assert nobody.post("surveys/ktp/", {"token": "x", "scores": [1]}).status_code == 400
    assert nobody.get("surveys/nowhere/").status_code == 404
    floods = [nobody.post("surveys/ktp/", good).status_code for _ in range(20)]
    assert (floods[0], floods[1], floods[-1]) == (201, 422, 429)
    assert nobody.post("surveys/ktp/", good)["Retry-After"] == "600"

    comment = ask.dewi.read("services/ktp/comments/")["results"][0]
    assert (comment["text"], comment["cleaned"]) == ("NIP 198501012010011901", False)
    assert ask.ani.read("services/ktp/comments/")["results"][0]["text"] == "NIP […]"
    assert ask.eko.get("services/ktp/comments/").status_code == 404
    assert nobody.get("services/ktp/comments/").status_code == 401
    there = f"comments/{comment['id']}"
    assert ask.ani.post(f"{there}/reply/", {"text": "Baik"}).status_code == 403
    assert ask.ani.post(f"{there}/contexts/", {"text": "Jaringan putus."}).status_code == 201
    replied = ask.budi.post(f"{there}/reply/", {"text": "Terima kasih."}).json()
    assert (replied["reply"]["text"], replied["contexts"][0]["text"]) == ("Terima kasih.", "Jaringan putus.")
    assert ask.dewi.post(f"{there}/reply/", {"text": "Lagi"}).status_code == 422


def test_an_index_is_304_while_it_is_the_same_and_takes_no_more_queries_for_more_answers(
    ask: Asking, counter: Counter
) -> None:
    from tests.api.asking import Client

    nobody, address = Client(), "surveys/ktp/index/"
    counter.set(minimum=10)
    counter.answers(10, 3)
    first = nobody.get(address)
    assert (first.json()["index"], first.json()["grade"]) == ("75.00", "C")
    assert [each["answers"] for each in first.json()["trend"]] == [10]
    assert first["Cache-Control"] == "public, max-age=60"
    assert nobody.get(address, **{"If-None-Match": first["ETag"]}).status_code == 304
    with CaptureQueriesContext(connection) as few:
        nobody.get(address)
    counter.answer(1, address="10.8.0.1")
    with CaptureQueriesContext(connection) as more:
        changed = nobody.get(address, **{"If-None-Match": first["ETag"]})
    assert (changed.status_code, changed.json()["answers"]) == (200, 11)
    assert len(few) == len(more) <= 5
    kec = ask.agency.units["KEC"].pk
    whole = nobody.get(f"units/{kec}/index/")
    assert (whole.json()["name"], whole.json()["answers"], whole.json()["index"]) == ("Unit KEC", 11, "70.45")
    assert nobody.get(f"units/{kec}/index/", **{"If-None-Match": whole["ETag"]}).status_code == 304
    assert nobody.get("units/999/index/").status_code == 404
    assert nobody.get(f"{address}?period=2025").json()["answers"] == 0
    assert nobody.get(f"{address}?period=soon").status_code == 404
