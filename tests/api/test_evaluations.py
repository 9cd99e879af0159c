"""Evaluations over HTTP: their birth, lists, steps, drafts, documents and the guide."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.v1 import drafts
from cycle_engine.actors import Actor
from cycle_engine.perform import perform_many
from tests.api.asking import Asking, Client, code
from tests.api.crowd import evaluated
from tests.workflows.evaluation.office import GOOD, Q1, Q2, REALISED, WINDOW, YEAR, Office, rated
from workflows.evaluation.data import Reported, Signed
from workflows.evaluation.models import Document, Evaluation
from workflows.planning.contents import VALUES

RATED = dataclasses.asdict(GOOD)
REPORTED = dataclasses.asdict(REALISED)


def at(record: Any) -> str:
    return f"{type(record).__name__.lower()}s/{record.pk}/"


def ids(answer: Any) -> list[str]:
    return [each["id"] for each in answer["results"]]


def steps(client: Client, address: str) -> dict[str, Any]:
    return {each["step"]: each for each in client.read(f"{address}steps/")}


def take(client: Client, address: str, step: str, body: Any = None) -> Any:
    """Take a step on what was read just now."""
    version = client.read(address)["version"]
    return client.post(f"{address}steps/{step}/", body, version)


def done(answer: Any) -> Any:
    assert answer.status_code == 200, answer.content
    return answer.json()


# Birth


def test_a_manager_opens_an_evaluation_when_its_window_has_come(ask: Asking, office: Office) -> None:
    plan = office.in_force()
    office.at(WINDOW[Q1])
    body = {"kind": "periodic", "period": Q1, "reason": "Jendela sudah terbuka"}
    answer = ask.dewi.post(f"{at(plan)}evaluations/", body, key="k")
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    assert ask.dewi.read(answer.headers["Location"]) == answer.json()
    assert ids(ask.ani.read(f"{at(plan)}evaluations/")) == [answer.json()["id"]]
    assert ask.dewi.post(f"{at(plan)}evaluations/", body, key="k").json() == answer.json()
    (entry,) = ask.ani.read(f"{answer.headers['Location']}history/")["results"]
    assert (entry["step"], entry["capacity"], entry["reason"]) == ("open", "manager", body["reason"])


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"kind": "periodic", "period": "2027-Q1"}, "period"),
        ({"kind": "periodic", "period": "2026-01"}, "period"),
        ({"kind": "yearly", "period": Q1}, "kind"),
        ({"kind": "periodic", "period": YEAR}, "kind"),
        ({"kind": "monthly", "period": Q1}, "kind"),
        ({"kind": "periodic", "period": "2026-Q5"}, "period"),
        ({"kind": "periodic", "period": "\N{FULLWIDTH DIGIT TWO}026-Q1"}, "period"),
        ({"kind": "periodic", "period": ""}, "period"),
        ({"kind": "periodic"}, "period"),
        ({"kind": "periodic", "period": Q1, "unit": "1"}, "unit"),
    ],
)
def test_a_wrong_kind_or_period_is_named(ask: Asking, office: Office, body: Any, place: str) -> None:
    plan = office.in_force()
    office.at(WINDOW[Q1])
    answer = ask.dewi.post(f"{at(plan)}evaluations/", body)
    assert code(answer) == (400, "invalid")
    assert set(answer.json()["errors"]) == {place}


def test_who_is_no_manager_opens_nothing_and_nobody_before_the_window(ask: Asking, office: Office) -> None:
    plan = office.in_force()
    body = {"kind": "periodic", "period": Q1}
    early = ask.dewi.post(f"{at(plan)}evaluations/", body)
    assert code(early) == (422, "rules_broken")
    assert [each["rule"] for each in early.json()["blockers"]] == ["6/2022:IV.A.8"]
    office.at(WINDOW[Q1])
    for name in ("ani", "budi", "citra", "indah"):
        assert code(getattr(ask, name).post(f"{at(plan)}evaluations/", body)) == (403, "not_your_turn")
    assert code(ask.eko.post(f"{at(plan)}evaluations/", body)) == (404, "not_found")
    assert not Evaluation.objects.exists()


# What it shows


def test_an_evaluation_goes_from_realisation_to_return_over_http(ask: Asking, office: Office) -> None:
    evaluation = at(office.opened())
    assert done(take(ask.ani, evaluation, "self_assess", REPORTED))["state"] == "self_assessed"
    assert done(take(ask.budi, evaluation, "rate", RATED))["predicate"] == "baik"
    signed = done(take(ask.budi, evaluation, "sign"))
    (document,) = signed["documents"]
    assert document["hash"] == Document.objects.get().hash
    assert done(take(ask.budi, evaluation, "deliver"))["state"] == "delivered"
    assert done(take(ask.ani, evaluation, "receive"))["received_on"] == "2026-03-20"
    assert done(take(ask.ani, evaluation, "acknowledge"))["returned_on"] == "2026-03-20"
    whole = ask.ani.read(f"{evaluation}documents/1/")
    assert whole.pop("contents") == Document.objects.get().contents
    assert whole == document
    history = ask.ani.read(f"{evaluation}history/")["results"]
    steps = ["open", "self_assess", "rate", "sign", "deliver", "receive", "acknowledge"]
    assert [each["step"] for each in history] == steps


def test_an_evaluation_says_all_that_its_reader_needs(ask: Asking, office: Office) -> None:
    evaluation = office.delivered()
    agency = ask.agency
    shown = ask.ani.read(at(evaluation))
    budi = {"id": str(agency.budi), "name": "Budi Contoh"}
    (rating,), (document,), deadlines = (shown.pop(name) for name in ("ratings", "documents", "deadlines"))
    assert shown.pop("reported_by_employee_at").startswith("2026-03-20T02:00:")
    assert shown == {
        "id": str(evaluation.pk),
        "plan": str(evaluation.plan_id),
        "employee": {"id": str(agency.ani), "name": "Ani Contoh"},
        "kind": "periodic",
        "period": Q1,
        "starts_on": "2026-01-01",
        "ends_on": "2026-03-31",
        "closing": False,
        "window": {"opens": "2026-03-20", "closes": "2026-04-22"},
        "state": "delivered",
        "state_label": shown["state_label"],
        "version": 5,
        "unit": {"id": str(agency.units["KEC-PEL"].pk), "name": "Unit KEC-PEL"},
        "rater_post": {"id": str(agency.posts["budi"].pk), "title": "Kepala Seksi Pelayanan"},
        "rater": budi,
        "superior": {"id": str(agency.citra), "name": "Citra Contoh"},
        "realisations": [each | {"measured": None} for each in REPORTED["realisations"]],
        "withheld": False,
        "organisation": {"word": "baik", "basis": "issued"},
        "predicate": "baik",
        "is_final": False,
        "rated_by": budi,
        "signed_by": budi,
        "signed_on": "2026-03-20",
        "distribution_reason": "",
        "delivered_on": "2026-03-20",
        "delivered_by_clock": False,
        "received_on": None,
        "returned_on": None,
        "recalled_on": None,
        "proposed": None,
        "report": None,
        "appeal": None,
        "edit": None,
        "late": False,
        "allowed_steps": ["receive"],
    }
    assert rating.pop("rated_at").startswith("2026-03-20T02:00:")
    assert rating == {
        "number": 1,
        "by": budi,
        "by_decision": False,
        **RATED,
        "predicate": "baik",
        "organisation": {"word": "baik", "basis": "issued"},
    }
    assert (document["number"], document["signed_by"]) == (1, budi)
    assert [(each["kind"], each["waits_for"], each["last_day"], each["late"]) for each in deadlines] == [
        ("receipt", "owner", "2026-04-14", False),
        ("report", "author", "2026-06-11", False),
    ]


def test_who_is_late_is_shown_and_what_waits_for_the_clock_is_not_late(ask: Asking, office: Office) -> None:
    evaluation = office.opened()
    office.at("2026-04-23 08:00")
    shown = ask.citra.read(at(evaluation))
    assert shown["late"]
    assert {each["kind"]: each["late"] for each in shown["deadlines"]} == {
        "rating": True,
        "realisation": True,
    }
    office.take(evaluation, "rate_by_superior", "citra", data=rated())
    office.received(office.delivered(office.signed(evaluation, "citra"), "citra"))
    office.take(evaluation, "acknowledge", "ani")
    office.take(evaluation, "report", "citra", data=Reported("Sekretaris Daerah"))
    office.at("2026-08-03 08:00")
    later = ask.dewi.read(at(evaluation))
    (settlement,) = later["deadlines"]
    assert (settlement["kind"], settlement["waits_for"], settlement["late"]) == ("settlement", "clock", False)
    assert later["late"] is False
    assert ask.dewi.read(f"{at(evaluation.plan)}")["late"] is False
    assert ids(ask.dewi.read("evaluations/?late=true")) == []


# Lists


def test_lists_are_filtered(ask: Asking, office: Office) -> None:
    agency = ask.agency
    anis, budis = office.in_force(), office.in_force("budi", by="citra")
    first = office.opened(Q1, anis)
    first_of_budi = office.of(budis, Q1)
    office.assessed(first)
    second = office.opened(Q2, anis)
    second_of_budi = office.of(budis, Q2)
    expected = {
        f"plan={anis.pk}": [first, second],
        f"period={Q1}": [first, first_of_budi],
        "period=2027": [],
        "kind=yearly": [],
        "kind=periodic": [first, first_of_budi, second, second_of_budi],
        "state=self_assessed": [first],
        f"unit={agency.units['KEC-PEL'].pk}": [first, second],
        f"unit={agency.units['KEC'].pk}": [first, first_of_budi, second, second_of_budi],
        f"cycle={agency.cycle.pk}&state=open": [first_of_budi, second, second_of_budi],
        "cycle=4711": [],
        f"rater={agency.citra}": [first_of_budi, second_of_budi],
        f"employee={agency.ani}": [first, second],
        "late=true": [first, first_of_budi],
        "late=false": [second, second_of_budi],
        f"ordering=-id&employee={agency.ani}": [second, first],
        f"ordering=-ends_on&employee={agency.ani}": [second, first],
    }
    for query, found in expected.items():
        keys = [str(each.pk) for each in found]
        in_order = keys if "ordering" in query else sorted(keys)
        assert ids(ask.dewi.read(f"evaluations/?{query}")) == in_order, query


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("predicate=baik", "predicate"),
        ("is_final=true", "is_final"),
        ("kind=monthly", "kind"),
        ("state=asleep", "state"),
        ("period=", "period"),
        ("period=2026-Q7", "period"),
        ("period=1%00", "period"),
        ("rater=Budi", "rater"),
        ("ordering=predicate", "ordering"),
        ("page_size=201", "page_size"),
    ],
)
def test_an_unknown_filter_or_order_is_invalid(ask: Asking, query: str, place: str) -> None:
    answer = ask.ani.get(f"evaluations/?{query}")
    assert code(answer) == (400, "invalid")
    assert set(answer.json()["errors"]) == {place}


def test_everybody_sees_evaluations_of_plans_that_are_his_business(ask: Asking, office: Office) -> None:
    evaluation = office.opened()
    sees = {name: ids(getattr(ask, name).read("evaluations/")) for name in ask.agency.people}
    mine = [str(evaluation.pk)]
    assert sees == dict.fromkeys(("ani", "budi", "citra", "dewi", "indah"), mine) | {"eko": [], "wibawa": []}
    for address in ("", "steps/", "history/", "draft/", "guide/", "documents/1/", "forms/D.1.1.pdf"):
        assert code(ask.eko.get(at(evaluation) + address)) == (404, "not_found"), address
    assert code(ask.eko.post(f"{at(evaluation)}steps/self_assess/", REPORTED, 1)) == (404, "not_found")
    assert code(ask.eko.put(f"{at(evaluation)}draft/", {}, 0)) == (404, "not_found")


def test_fifty_evaluations_in_all_states_take_no_more_queries_than_eight(ask: Asking, office: Office) -> None:
    keys = evaluated(office, 50)
    budi = Actor.of(ask.agency.budi)
    for first, step, data in ((1, "rate", GOOD), (2, "sign", Signed("Unit kecil")), (3, "deliver", None)):
        some = [key for number, key in enumerate(keys) if number % 4 >= first]
        acts = perform_many(Evaluation, some, step, actor=budi, data=data)
        assert [act.error for act in acts if act.error] == []
    office.at("2026-05-20 09:00")  # most are late by now
    assert len(set(Evaluation.objects.values_list("state", flat=True))) == 4
    for name in ("budi", "citra", "dewi"):
        client, counts = getattr(ask, name), {}
        for size in (8, 50):
            address = f"evaluations/?ordering=-id&page_size={size}"
            client.read(address)
            with CaptureQueriesContext(connection) as queries:
                assert len(client.read(address)["results"]) == size
            counts[size] = len(queries)
        assert counts[8] == counts[50] <= 30, (name, counts)


# Hostile input


def _refused(answer: Any) -> set[str]:
    assert code(answer) == (422, "rules_broken"), answer.content
    return {each["rule"] for each in answer.json()["blockers"]}


def test_what_is_wrong_with_a_realisation_is_told_all_at_once_in_words(ask: Asking, office: Office) -> None:
    evaluation = at(office.opened())
    other = office.evidence(office.in_force("eko", by="wibawa"), "eko")
    body = {
        "realisations": [
            {"indicator": "r1.i1", "value": "1.000", "evidence": [other, "4711", "x"]},
            {"indicator": "r9.i9", "value": "1"},
        ]
    }
    answer = take(ask.ani, evaluation, "self_assess", body)
    assert _refused(answer) == {
        "6/2022:III.A.7",
        "ours:realisation_names_indicator",
        "ours:value_readable",
        "ours:evidence_known",
    }
    said = " ".join(each["message"] for each in answer.json()["blockers"])
    for word in ("1.000", "1000", "1,0000", "r9.i9", "r2.i1", other, "4711"):
        assert word in said, word
    assert ask.ani.read(evaluation)["state"] == "open"


@pytest.mark.parametrize("value", ["28,5", "28.5", "28", "0"])
def test_a_value_is_written_with_a_comma_or_a_point(ask: Asking, office: Office, value: str) -> None:
    evaluation = at(office.opened())
    realisations = [{"indicator": "r1.i1", "value": value}, {"indicator": "r2.i1", "none_because": "Ditunda"}]
    shown = done(take(ask.ani, evaluation, "self_assess", {"realisations": realisations}))
    assert [each["value"] for each in shown["realisations"]] == [value, ""]


@pytest.mark.parametrize("value", ["1.250,5,7", "80-90", "<22", "WTP", "1e9", "28 orang"])
def test_a_range_an_inequality_or_words_are_no_realised_figure(
    ask: Asking, office: Office, value: str
) -> None:
    evaluation = at(office.opened())
    realisations = [{"indicator": "r1.i1", "value": value}, {"indicator": "r2.i1", "value": "12"}]
    refused = _refused(take(ask.ani, evaluation, "self_assess", {"realisations": realisations}))
    assert refused == {"ours:value_readable"}


def test_what_is_missing_in_a_rating_is_told_all_at_once(ask: Asking, office: Office) -> None:
    evaluation = at(office.assessed())
    body = RATED | {
        "result_marks": [{"result": "r9", "mark": "above"}],
        "feedback": [{"text": "Baik", "result": "r1", "value": "loyal"}, {"text": "?", "result": "r9"}],
        "recommendation": " ",
        "failed_study": "kurang",
    }
    assert _refused(take(ask.budi, evaluation, "rate", body)) == {
        "ours:results_marked",
        "ours:marks_name_results",
        "6/2022:IV.B.3.feedback",
        "ours:feedback_names_items",
        "6/2022:V.A.3",
        "6/2022:IV.B.3",
    }
    assert ask.budi.read(evaluation)["ratings"] == []


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        ("results_rating", "excellent", "results_rating"),
        ("results_rating", None, "results_rating"),
        ("behaviour_rating", 3, "behaviour_rating"),
        ("result_marks", [{"result": "r1", "mark": "very good"}], "result_marks.0.mark"),
        ("result_marks", [{"result": 1, "mark": "above"}], "result_marks.0.result"),
        ("feedback", [{"text": "Baik", "value": "jujur"}], "feedback.0.value"),
        ("failed_study", "baik", "failed_study"),
        ("recommendation", "\x00", "recommendation"),
        ("predicate", "sangat_baik", "predicate"),
    ],
)
def test_an_unknown_word_in_a_rating_is_invalid_and_named(
    ask: Asking, office: Office, field: str, value: Any, place: str
) -> None:
    evaluation = at(office.assessed())
    answer = take(ask.budi, evaluation, "rate", RATED | {field: value})
    assert code(answer) == (400, "invalid")
    assert set(answer.json()["errors"]) == {place}
    missing = {name: value for name, value in RATED.items() if name != "results_rating"}
    assert set(take(ask.budi, evaluation, "rate", missing).json()["errors"]) == {"results_rating"}


def test_days_outside_and_reports_to_nobody_are_refused_in_words(ask: Asking, office: Office) -> None:
    evaluation = at(office.delivered())
    for day in ("2026-03-19", "2026-03-21", "0001-01-01", "9999-12-31"):
        assert _refused(take(ask.dewi, evaluation, "receive", {"handed_over_on": day})) == {
            "ours:handed_over_on"
        }
    assert code(take(ask.dewi, evaluation, "receive", {"handed_over_on": "2026-02-30"})) == (400, "invalid")
    for to in ("", " ", "x" * 201):
        assert _refused(take(ask.budi, evaluation, "report", {"to": to})) == {"6/2022:V.A.7"}
    assert done(take(ask.budi, evaluation, "report", {"to": "x" * 200}))["report"]["to"] == "x" * 200


# Drafts


def test_a_draft_is_kept_as_it_was_sent_however_incomplete(ask: Asking, office: Office) -> None:
    address = f"{at(office.opened())}draft/"
    empty = ask.ani.get(address)
    assert (empty.json(), empty.headers["ETag"]) == ({"realisations": []}, '"0"')
    body = {"realisations": [{"indicator": "r1.i1", "value": "2"}]}
    saved = ask.ani.put(address, body, 0)
    assert (saved.status_code, saved.headers["ETag"]) == (200, '"1"')
    kept = {"indicator": "r1.i1", "value": "2", "none_because": "", "note": "", "evidence": []}
    assert ask.ani.read(address) == saved.json() == {"realisations": [kept]}
    half = {"result_marks": [{"result": "r1", "mark": None}], "results_rating": "above"}
    assert ask.budi.put(address, half, 0).status_code == 200
    assert ask.budi.read(address) == half | {
        "behaviour_rating": None,
        "feedback": [],
        "recommendation": "",
        "failed_study": None,
    }


def test_each_reads_only_his_own_draft(ask: Asking, office: Office) -> None:
    evaluation = office.opened()
    address = f"{at(evaluation)}draft/"
    ask.ani.put(address, {"realisations": [{"indicator": "r1.i1", "value": "PRIBADI"}]}, 0)
    ask.budi.put(address, {"recommendation": "RAHASIA"}, 0)
    assert ask.ani.read(at(evaluation))["edit"] == ask.budi.read(at(evaluation))["edit"] == 1
    for name in ("citra", "dewi", "indah"):
        text = getattr(ask, name).get(address).content.decode()
        assert "PRIBADI" not in text and "RAHASIA" not in text
        assert getattr(ask, name).read(at(evaluation))["edit"] is None
    assert "RAHASIA" not in ask.ani.get(address).content.decode()
    assert "PRIBADI" not in ask.budi.get(address).content.decode()


def test_a_draft_is_written_by_who_fills_the_form_and_never_over_anothers_edit(
    ask: Asking, office: Office
) -> None:
    address = f"{at(office.opened())}draft/"
    for name in ("dewi", "indah"):
        assert code(getattr(ask, name).put(address, {}, 0)) == (403, "not_your_turn")
    assert ask.citra.put(address, {}, 0).status_code == 200
    assert code(ask.ani.put(address, {})) == (428, "version_required")
    assert ask.ani.put(address, {}, 0).status_code == 200
    assert code(ask.ani.put(address, {}, 0)) == (412, "stale")


@pytest.mark.parametrize(
    ("name", "body", "place"),
    [
        ("ani", {"results_rating": "above"}, "results_rating"),
        ("budi", {"realisations": []}, "realisations"),
        ("budi", {"results_rating": "superb"}, "results_rating"),
        ("ani", {"realisations": [{"value": "1"}]}, "realisations.0.indicator"),
        ("ani", {"surprise": 1}, "surprise"),
    ],
)
def test_a_draft_has_the_fields_of_ones_own_step(
    ask: Asking, office: Office, name: str, body: Any, place: str
) -> None:
    answer = getattr(ask, name).put(f"{at(office.opened())}draft/", body, 0)
    assert code(answer) == (400, "invalid")
    assert set(answer.json()["errors"]) == {place}


def test_a_draft_that_is_too_large_is_refused(ask: Asking, office: Office) -> None:
    address = f"{at(office.opened())}draft/"
    texts = [{"value": "akuntabel", "text": "x" * 19_000}] * (drafts.MOST // 19_000 + 1)
    assert code(ask.budi.put(address, {"feedback": texts}, 0)) == (413, "too_large")
    assert ask.budi.get(address).headers["ETag"] == '"0"'


def test_a_refused_step_and_a_taken_one_leave_the_draft_as_it_was(ask: Asking, office: Office) -> None:
    evaluation = at(office.opened())
    ask.ani.put(f"{evaluation}draft/", REPORTED, 0)
    assert code(take(ask.ani, evaluation, "self_assess", {"realisations": []})) == (422, "rules_broken")
    assert ask.ani.read(f"{evaluation}draft/") == REPORTED
    done(take(ask.ani, evaluation, "self_assess", REPORTED))
    assert ask.ani.read(f"{evaluation}draft/") == REPORTED


def test_what_is_signed_is_drafted_no_more_but_still_read(ask: Asking, office: Office) -> None:
    evaluation = office.rated()
    address = f"{at(evaluation)}draft/"
    ask.budi.put(address, RATED, 0)
    office.signed(evaluation)
    assert code(ask.budi.put(address, {}, 1)) == (409, "wrong_state")
    assert ask.budi.read(address) == RATED


# The guide


def test_the_guide_computes_suggests_and_shows_the_year_side_by_side(ask: Asking, office: Office) -> None:
    plan = office.in_force()
    first = office.opened(Q1, plan)
    office.delivered(office.signed(office.rated(office.assessed(first))))
    for _ in range(2):
        ask.budi.post(f"{at(plan)}feedback/", {"text": "Cepat", "result": "r1"})
    ask.budi.post(f"{at(plan)}feedback/", {"text": "Jujur", "value": "akuntabel"})
    ask.budi.post(f"{at(plan)}feedback/", {"text": "Terus maju"})
    ask.ani.post(f"{at(plan)}progress/", [{"indicator": "r1.i1", "date": "2026-03-20", "value": "29"}])
    evaluation = office.assessed(office.opened(YEAR, plan))
    marks = [{"result": "r1", "mark": "above"}, {"result": "r2", "mark": "above"}]
    both = {"results_rating": "above", "behaviour_rating": "below"}
    ask.budi.put(f"{at(evaluation)}draft/", {"result_marks": marks} | both, 0)
    guide = ask.budi.read(f"{at(evaluation)}guide/?tone=positive")
    assert guide["organisation"] == {"word": "baik", "basis": "issued"}
    assert [(each["id"], each["mark"], len(each["feedback"])) for each in guide["results"]] == [
        ("r1", "above", 2),
        ("r2", "above", 0),
    ]
    (indicator,) = guide["results"][0]["indicators"]
    assert (indicator["value"], indicator["achievement"]) == ("28", "106.67")
    assert [each["value"] for each in indicator["progress"]] == ["29"]
    assert [each["value"] for each in guide["values"]] == list(VALUES)
    assert [each["text"] for each in guide["feedback"]] == ["Terus maju"]
    assert guide["suggestion"]["rating"] == "above"
    assert len(guide["suggestion"]["reasons"]) == 3
    assert guide["predicate"] == "kurang"
    assert (guide["earlier"][0]["period"], guide["earlier"][0]["predicate"]) == (Q1, "baik")
    worse = ask.budi.read(f"{at(evaluation)}guide/?tone=mostly_not")["suggestion"]
    assert worse["rating"] is None


def test_the_guide_without_marks_says_what_it_needs(ask: Asking, office: Office) -> None:
    guide = ask.citra.read(f"{at(office.opened())}guide/")
    assert guide["suggestion"]["rating"] is None
    assert len(guide["suggestion"]["reasons"]) == 1
    assert (guide["predicate"], guide["earlier"]) == (None, [])
    assert guide["results"][0]["indicators"][0]["achievement"] is None


def test_a_result_that_was_taken_over_is_shown_with_what_had_been_tried(ask: Asking, office: Office) -> None:
    plan = office.in_force()
    body = {"result": "r1", "tried": ["guided"], "reason": "Belum ada kemajuan"}
    done(take(ask.budi, at(plan), "take_over_result", body))
    guide = ask.budi.read(f"{at(office.opened(Q1, plan))}guide/")
    assert guide["results"][0]["taken_over"] == {
        "on": "2026-01-12",
        "tried": ["guided"],
        "note": "Belum ada kemajuan",
        "guidance": [],
        "counselling": [],
    }
    assert guide["results"][1]["taken_over"] is None


def test_the_guide_is_the_raters_and_the_superiors(ask: Asking, office: Office) -> None:
    address = f"{at(office.opened())}guide/"
    for name in ("ani", "dewi", "indah"):
        assert code(getattr(ask, name).get(address)) == (403, "not_your_turn")
    assert code(ask.budi.get(f"{address}?tone=loud")) == (400, "invalid")


# Inbox and bulk


def test_an_evaluation_waits_with_the_step_that_is_asked(ask: Asking, office: Office) -> None:
    evaluation = office.opened()
    address = at(evaluation).rstrip("/")

    def waiting(name: str) -> list[tuple[str, str, int]]:
        items = getattr(ask, name).read("inbox/")["results"]
        return [(each["record"], each["step"], each["version"]) for each in items]

    assert waiting("ani") == [(address, "self_assess", 1)]
    assert waiting("budi") == [(address, "rate", 1)]
    office.assessed(evaluation)
    assert (waiting("ani"), waiting("budi")) == ([], [(address, "rate", 2)])
    office.at("2026-04-23 08:00")
    assert waiting("citra") == [(address, "rate_by_superior", 2)]


def test_many_evaluations_are_rated_in_one_bulk_each_with_its_answer(ask: Asking, office: Office) -> None:
    anis = office.assessed()
    ekos = office.opened_by_hand(office.in_force("eko", by="wibawa"), Q1)
    items = [
        {"record": at(anis).rstrip("/"), "step": "rate", "version": 2, **RATED},
        {"record": at(anis).rstrip("/"), "step": "sign", "version": 3},
        {"record": at(ekos).rstrip("/"), "step": "rate", "version": 1, **RATED},
    ]
    results = ask.budi.post("inbox/bulk/", items).json()["results"]
    assert [each["status"] for each in results] == [200, 200, 404]
    assert results[1]["answer"]["state"] == "signed"


def test_a_steps_list_explains_each_closed_button(ask: Asking, office: Office) -> None:
    found = steps(ask.citra, at(office.opened()))
    assert found["rate_by_superior"]["blockers"][0]["rule"] == "6/2022:IV.A.11.window"
    assert {each["name"]: each["required"] for each in found["rate"]["fields"]} == {
        "result_marks": True,
        "results_rating": True,
        "behaviour_rating": True,
        "feedback": True,
        "recommendation": True,
        "failed_study": False,
        "reason": False,
    }


def test_a_cycles_progress_counts_evaluations_by_period_and_state(ask: Asking, office: Office) -> None:
    office.assessed()
    address = f"cycles/{ask.agency.cycle.pk}/progress/"
    expected = {"period": Q1, "state": "self_assessed", "evaluations": 1, "late": 0}
    assert ask.dewi.read(address)["evaluations"] == [expected]
    office.at("2026-04-23 08:00")
    assert ask.indah.read(address)["evaluations"] == [expected | {"late": 1}]
