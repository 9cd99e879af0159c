"""The predicates of a unit beside the guide, and reporting a unit at once, over HTTP."""

from __future__ import annotations

import dataclasses

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cycle_engine.actors import Actor
from cycle_engine.perform import perform_many
from tests.api.asking import Asking, Client, code
from tests.api.crowd import evaluated
from tests.api.test_evaluations import at, done, take
from tests.workflows.evaluation.office import GOOD, Q1, Q2, WINDOW, Office
from workflows.cycles.policy import Policy
from workflows.evaluation.data import Signed
from workflows.evaluation.models import Evaluation

PERFECT = dataclasses.replace(GOOD, results_rating="above", behaviour_rating="above")


def unit(ask: Asking, name: str = "KEC-PEL") -> str:
    return f"units/{ask.agency.units[name].pk}/"


def act(ask: Asking, keys: list[int], step: str, data: object = None) -> None:
    acts = perform_many(Evaluation, keys, step, actor=Actor.of(ask.agency.budi), data=data)
    assert [each.error for each in acts if each.error] == []


def queries(client: Client, address: str) -> int:
    client.read(address)
    with CaptureQueriesContext(connection) as seen:
        client.read(address)
    return len(seen)


def test_shares_lie_beside_the_guide_as_they_are_rated(ask: Asking, office: Office) -> None:
    keys = evaluated(office, 6, "istimewa")
    address = f"{unit(ask)}distribution/?period={Q1}"
    before = ask.budi.read(address)
    assert (before["rated"], before["waiting"], before["shares"], before["breaches"]) == (0, 6, [], [])
    assert before["achievement"] == {"word": "istimewa", "basis": "issued"}
    assert before["ideal"] == "sangat_baik"
    act(ask, keys[:5], "rate", PERFECT)
    found = ask.budi.read(address)
    assert (found["rated"], found["waiting"]) == (5, 1)
    best = found["shares"][0]
    assert best == {
        "predicate": "sangat_baik",
        "label": best["label"],
        "count": 5,
        "percent": "100.0",
        "at_least": 0,
        "at_most": 70,
    }
    assert len(found["breaches"]) == 1 and "70" in found["breaches"][0]
    english = ask.budi.get(address, **{"Accept-Language": "en"}).json()["breaches"]
    assert english == ["The guide has at most 70 percent rated Very good (Sangat Baik); here it is 83.3."]
    refused = take(ask.budi, f"evaluations/{keys[0]}/", "sign")
    assert [each["rule"] for each in refused.json()["blockers"]] == ["6/2022:IV.B.2"]
    signed = done(take(ask.budi, f"evaluations/{keys[0]}/", "sign", {"distribution_reason": "Tim terbaik"}))
    assert signed["distribution_reason"] == "Tim terbaik"


def test_few_people_see_the_guide_without_figures(ask: Asking, office: Office) -> None:
    office.rated()
    found = ask.budi.read(f"{unit(ask)}distribution/?period={Q1}")
    assert (found["rated"], found["waiting"], found["shares"], found["breaches"]) == (1, 0, [], [])


def test_who_is_excused_counts_nowhere(ask: Asking, office: Office) -> None:
    keys = evaluated(office, 2)
    act(ask, keys, "rate", GOOD)
    office.take(Evaluation.objects.get(pk=keys[0]), "excuse", "dewi")
    assert ask.budi.read(f"{unit(ask)}distribution/?period={Q1}")["rated"] == 1


def test_the_distribution_is_for_who_rates_there_his_superior_managers_and_inspectors(
    ask: Asking, office: Office
) -> None:
    office.rated()
    address = f"{unit(ask)}distribution/?period={Q1}"
    for name in ("budi", "citra", "dewi", "indah"):
        assert getattr(ask, name).get(address).status_code == 200, name
    for name in ("ani", "eko", "wibawa"):
        assert code(getattr(ask, name).get(address)) == (403, "not_your_turn"), name
    assert code(ask.budi.get(f"{unit(ask, 'DUKCAPIL')}distribution/?period={Q1}")) == (403, "not_your_turn")
    assert code(ask.dewi.get(f"{unit(ask, 'DUKCAPIL')}distribution/?period={Q1}")) == (404, "not_found")
    assert code(ask.dewi.get(f"units/4711/distribution/?period={Q1}")) == (404, "not_found")


@pytest.mark.parametrize("query", ["", "?period=", "?period=Q1", f"?period={Q1}&unit=1"])
def test_a_distribution_is_of_one_period(ask: Asking, office: Office, query: str) -> None:
    assert code(ask.dewi.get(f"{unit(ask)}distribution/{query}")) == (400, "invalid")


def test_a_policys_guide_is_the_one_that_is_shown(ask: Asking, office: Office) -> None:
    office.policy(Policy(distribution_guide=(), distribution_fewest=1))
    office.rated()
    (share,) = (
        each
        for each in ask.budi.read(f"{unit(ask)}distribution/?period={Q1}")["shares"]
        if each["predicate"] == "baik"
    )
    assert (share["count"], share["at_most"]) == (1, 100)


def test_a_unit_of_five_hundred_takes_no_more_queries_than_one_of_ten(ask: Asking, office: Office) -> None:
    keys = evaluated(office, 500)
    act(ask, keys[:400], "rate", GOOD)
    office.at(WINDOW[Q2])
    office.achieved(Q2)
    for evaluation in Evaluation.objects.filter(pk__in=keys[:10]).select_related("plan"):
        office.opened_by_hand(evaluation.plan, Q2)
    ten, all_of_them = (f"{unit(ask)}distribution/?period={period}" for period in (Q2, Q1))
    small, large = queries(ask.budi, ten), queries(ask.budi, all_of_them)
    found = ask.budi.read(all_of_them)
    assert (found["rated"], found["waiting"]) == (400, 100)
    assert ask.budi.read(ten)["waiting"] == 10
    assert small == large <= 20, (small, large)


# Reporting


def test_a_unit_is_reported_at_once_and_each_evaluation_answered(ask: Asking, office: Office) -> None:
    keys = evaluated(office, 4)
    act(ask, keys[:3], "rate", GOOD)
    act(ask, keys[:3], "sign", Signed("Unit kecil"))
    act(ask, keys[:2], "deliver")
    body = {"period": Q1, "to": "Sekretaris Daerah"}
    results = ask.budi.post(f"{unit(ask)}report/", body).json()["results"]
    assert [(each["index"], each["status"], each["record"]) for each in results] == [
        (number, 200, f"evaluations/{key}") for number, key in enumerate(keys[:3])
    ]
    assert results[0]["answer"] == ask.budi.read(f"evaluations/{keys[0]}/")
    told = {"on": "2026-04-20", "to": "Sekretaris Daerah", "contested": False}
    assert [each["answer"]["report"] for each in results] == [told] * 3
    assert ask.budi.read(f"evaluations/{keys[3]}/")["report"] is None
    assert ask.budi.post(f"{unit(ask)}report/", body).json()["results"] == []


def test_one_under_appeal_is_marked_and_reported_again_after(ask: Asking, office: Office) -> None:
    office.heard()
    body = {"period": Q1, "to": "Sekretaris Daerah"}
    (marked,) = ask.budi.post(f"{unit(ask)}report/", body).json()["results"]
    assert marked["answer"]["report"]["contested"]
    assert ask.budi.post(f"{unit(ask)}report/", body).json()["results"] == []
    done(
        take(ask.citra, f"appeals/{marked['answer']['appeal']}/", "confirm", {"reason": "Bukti tidak cukup"})
    )
    (again,) = ask.budi.post(f"{unit(ask)}report/", body).json()["results"]
    assert (again["status"], again["answer"]["report"]["contested"]) == (200, False)


def test_each_refusal_of_a_report_is_its_own(ask: Asking, office: Office) -> None:
    office.signed()
    (result,) = ask.budi.post(f"{unit(ask)}report/", {"period": Q1, "to": " "}).json()["results"]
    assert (result["status"], result["problem"]["code"]) == (422, "rules_broken")
    assert ask.budi.read(result["record"] + "/")["report"] is None


def test_only_who_rates_there_or_supervises_reports_a_unit(ask: Asking, office: Office) -> None:
    evaluation = office.signed()
    body = {"period": Q1, "to": "Sekretaris Daerah"}
    for name in ("ani", "dewi", "indah", "eko"):
        assert code(getattr(ask, name).post(f"{unit(ask)}report/", body)) == (403, "not_your_turn"), name
    assert code(ask.budi.post("units/4711/report/", body)) == (404, "not_found")
    assert code(ask.budi.post(f"{unit(ask)}report/", {"to": "x"})) == (400, "invalid")
    assert ask.budi.read(at(evaluation))["report"] is None
    (result,) = ask.citra.post(f"{unit(ask)}report/", body).json()["results"]
    assert result["status"] == 200
