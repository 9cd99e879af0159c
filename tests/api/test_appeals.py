"""Appeals over HTTP: filing, who reads what of them and when, and their end."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cycle_engine.actors import Actor
from cycle_engine.perform import perform_many
from directory.models import Grant
from tests.api.asking import Asking, code
from tests.api.crowd import evaluated
from tests.api.test_evaluations import RATED, at, done, ids, take
from tests.api.test_evidence import sent
from tests.workflows.evaluation.office import GOOD, Office
from workflows.appeals.commands import file_appeal
from workflows.appeals.data import Explanation, Heard, HearingInput, Objection
from workflows.appeals.models import Appeal
from workflows.evaluation.data import Signed
from workflows.evaluation.models import Evaluation

REASONS, EXPLANATION, MINUTES = "ALASAN-PEMOHON", "PENJELASAN-PENILAI", "RISALAH-SIDANG"


def body(evaluation: Evaluation, **more: Any) -> dict[str, Any]:
    return {"evaluation": str(evaluation.pk), "reasons": REASONS, "evidence": [], **more}


def filed(ask: Asking, office: Office) -> str:
    answer = ask.ani.post("appeals/", body(office.received()))
    assert answer.status_code == 201, answer.content
    return f"appeals/{answer.json()['id']}/"


def explained(ask: Asking, office: Office) -> str:
    appeal = filed(ask, office)
    done(take(ask.budi, appeal, "explain", {"explanation": EXPLANATION}))
    return appeal


def heard(ask: Asking, office: Office) -> str:
    appeal = explained(ask, office)
    hearings = [
        {"party": "owner", "date": "2026-03-20", "minutes": MINUTES},
        {"party": "rater", "absent_because": "Sakit"},
    ]
    done(take(ask.citra, appeal, "record_hearing", {"hearings": hearings, "reason": MINUTES}))
    return appeal


# Filing


def test_an_appeal_is_no_longer_than_its_form_can_be_printed(ask: Asking, office: Office) -> None:
    evaluation = office.received()
    answer = ask.ani.post("appeals/", body(evaluation, reasons="x" * 20_001))
    assert (code(answer), list(answer.json()["errors"])) == ((400, "invalid"), ["reasons"])
    assert ask.ani.post("appeals/", body(evaluation, reasons="x" * 20_000)).status_code == 201


def test_an_appeal_is_filed_once_with_reasons_and_evidence(ask: Asking, office: Office) -> None:
    evaluation = office.received()
    evidence = sent(ask.ani, at(evaluation.plan))["id"]
    answer = ask.ani.post("appeals/", body(evaluation, evidence=[evidence]), key="k")
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    shown = answer.json()
    said = shown["reasons"].pop("said_at")
    assert said.startswith("2026-03-20T02:00:")
    assert shown == {
        "id": shown["id"],
        "plan": str(evaluation.plan_id),
        "evaluation": str(evaluation.pk),
        "employee": {"id": str(ask.agency.ani), "name": "Ani Contoh"},
        "state": "filed",
        "state_label": shown["state_label"],
        "version": 1,
        "filed_on": "2026-03-20",
        "decider": {"id": str(ask.agency.citra), "name": "Citra Contoh"},
        "named": False,
        "letter": None,
        "duty_since": "2026-03-20",
        "reasons": {
            "text": REASONS,
            "by": {"id": str(ask.agency.ani), "name": "Ani Contoh"},
            "evidence": [evidence],
        },
        "explanation": None,
        "hearings": None,
        "decision": None,
        "deadlines": shown["deadlines"],
        "late": False,
        "allowed_steps": ["withdraw"],
    }
    assert [(each["kind"], each["waits_for"]) for each in shown["deadlines"]] == [
        ("explanation", "rater"),
        ("decision", "decider"),
    ]
    assert (
        ask.ani.post("appeals/", body(evaluation, evidence=[evidence]), key="k").json()["id"] == shown["id"]
    )
    assert ask.ani.read(at(evaluation))["appeal"] == shown["id"]
    again = ask.ani.post("appeals/", body(evaluation))
    assert "ours:one_live_appeal" in {each["rule"] for each in again.json()["blockers"]}


def test_nobody_appeals_for_another_and_nobody_finds_what_is_not_his(ask: Asking, office: Office) -> None:
    evaluation = office.received()
    for name in ("budi", "citra", "dewi", "indah"):
        assert code(getattr(ask, name).post("appeals/", body(evaluation)))[0] == 403
    assert code(ask.eko.post("appeals/", body(evaluation))) == (404, "not_found")
    assert code(ask.ani.post("appeals/", body(evaluation) | {"evaluation": "4711"})) == (404, "not_found")
    assert not Appeal.objects.exists()


def test_what_is_wrong_with_an_appeal_is_told_all_at_once(ask: Asking, office: Office) -> None:
    evaluation = office.delivered()
    theirs = office.evidence(office.in_force("eko", by="wibawa"), "eko")
    answer = ask.ani.post("appeals/", body(evaluation, reasons=" ", evidence=[theirs, "x"]))
    assert code(answer) == (422, "rules_broken")
    assert {each["rule"] for each in answer.json()["blockers"]} == {
        "6/2022:V.B.1",
        "6/2022:V.B.2.reasons",
        "ours:appeal_evidence_known",
    }
    assert theirs in answer.content.decode()


def test_an_appeal_that_comes_too_late_breaks_that_rule_settled_or_not(ask: Asking, office: Office) -> None:
    evaluation = office.received()
    office.at("2026-04-30 09:00")
    late = [each["rule"] for each in ask.ani.post("appeals/", body(evaluation)).json()["blockers"]]
    office.tick()
    settled = [each["rule"] for each in ask.ani.post("appeals/", body(evaluation)).json()["blockers"]]
    assert "6/2022:V.B.2" in late
    assert "6/2022:V.B.2" in settled


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"evaluation": "one"}, "evaluation"),
        ({"evaluation": 1}, "evaluation"),
        ({"reasons": 7}, "reasons"),
        ({"evidence": "1"}, "evidence"),
        ({"evidence": [1]}, "evidence.0"),
        ({"decider": "2"}, "decider"),
    ],
)
def test_a_malformed_appeal_is_invalid_and_its_field_named(
    ask: Asking, office: Office, change: dict[str, Any], place: str
) -> None:
    answer = ask.ani.post("appeals/", body(office.received()) | change)
    assert code(answer) == (400, "invalid")
    assert set(answer.json()["errors"]) == {place}


# Who reads what


def _reads(ask: Asking, appeal: str, names: str) -> dict[str, str]:
    """By name which texts each finds anywhere: r(easons), e(xplanation), m(inutes)."""
    plan = f"plans/{ask.dewi.read(appeal)['plan']}/"
    found = {}
    for name in names.split():
        client = getattr(ask, name)
        addresses = (
            appeal,
            f"{appeal}history/",
            f"{appeal}steps/",
            f"{plan}history/?page_size=200",
            "appeals/",
        )
        said = "".join(client.get(address).content.decode() for address in addresses)
        found[name] = "".join(
            letter
            for letter, text in zip("rem", (REASONS, EXPLANATION, MINUTES), strict=True)
            if text in said
        )
    return found


def test_statements_are_read_at_once_and_minutes_with_the_decision(ask: Asking, office: Office) -> None:
    everybody = "ani budi citra dewi indah"
    appeal = filed(ask, office)
    assert _reads(ask, appeal, everybody) == dict.fromkeys(everybody.split(), "r")
    done(take(ask.budi, appeal, "explain", {"explanation": EXPLANATION}))
    assert _reads(ask, appeal, everybody) == dict.fromkeys(everybody.split(), "re")
    hearings = [
        {"party": "owner", "date": "2026-03-20", "minutes": MINUTES},
        {"party": "rater", "date": "2026-03-20", "minutes": MINUTES},
    ]
    done(take(ask.citra, appeal, "record_hearing", {"hearings": hearings, "reason": MINUTES}))
    bench = dict.fromkeys(("citra", "dewi", "indah"), "rem")
    assert _reads(ask, appeal, everybody) == bench | {"ani": "re", "budi": "re"}
    done(take(ask.citra, appeal, "confirm", {"reason": "Bukti tidak cukup"}))
    assert _reads(ask, appeal, everybody) == dict.fromkeys(everybody.split(), "rem")
    assert ask.ani.read(appeal)["decision"] == {
        "outcome": "confirmed",
        "reason": "Bukti tidak cukup",
        "ground": None,
        "by": {"id": str(ask.agency.citra), "name": "Citra Contoh"},
        "at": ask.ani.read(appeal)["decision"]["at"],
        "rating": None,
    }


def test_who_later_rates_the_plan_learns_of_the_appeal_but_not_what_was_said(
    ask: Asking, office: Office
) -> None:
    appeal = heard(ask, office)
    plan = at(Appeal.objects.get().plan)
    done(
        take(
            ask.dewi,
            plan,
            "reassign_rater",
            {"rater_post": str(ask.agency.posts["eko"].pk), "reason": "Pindah"},
        )
    )
    assert ask.eko.read(appeal)["state"] == "heard"
    assert _reads(ask, appeal, "eko") == {"eko": ""}
    withheld = {each["step"] for each in ask.eko.read(f"{appeal}history/")["results"] if each["withheld"]}
    assert withheld == {"file", "explain", "record_hearing"}
    done(take(ask.citra, appeal, "confirm", {"reason": "Bukti tidak cukup"}))
    assert (ask.eko.read(appeal)["state"], ask.eko.read(appeal)["decision"]) == ("confirmed", None)
    assert "Bukti tidak cukup" not in ask.eko.get(f"{plan}history/?page_size=200").content.decode()


def test_an_inspector_who_is_a_party_reads_the_minutes_with_the_decision_only(
    ask: Asking, office: Office
) -> None:
    office.grant("ani", "inspector")
    assert Grant.objects.filter(person=ask.agency.ani).exists()
    appeal = heard(ask, office)
    search = f"audit/entries/?record=appeal:{appeal.split('/')[1]}"
    assert MINUTES not in ask.ani.get(search).content.decode()
    assert ask.ani.read(f"audit/entries/?reason={MINUTES}")["results"] == []
    assert MINUTES in ask.indah.get(search).content.decode()
    done(take(ask.citra, appeal, "confirm", {"reason": "Bukti tidak cukup"}))
    assert MINUTES in ask.ani.get(search).content.decode()


def test_a_lapsed_explanation_is_told_and_none_is_there(ask: Asking, office: Office) -> None:
    appeal = filed(ask, office)
    office.tick("2026-04-01 09:00")
    shown = ask.ani.read(appeal)
    assert (shown["state"], shown["explanation"]) == ("explained", None)
    assert ask.ani.read(f"{appeal}history/")["results"][-1]["step"] == "lapse_explanation"


# Deciding


def test_a_changed_result_stands_beside_the_old_one(ask: Asking, office: Office) -> None:
    appeal = heard(ask, office)
    better = RATED | {"results_rating": "above", "behaviour_rating": "above", "recommendation": "Promosikan"}
    decided = done(take(ask.citra, appeal, "amend", better | {"reason": "Bukti baru"}))
    assert (decided["state"], decided["decision"]["rating"]) == ("amended", 2)
    evaluation = ask.ani.read(f"evaluations/{decided['evaluation']}/")
    assert (evaluation["state"], evaluation["predicate"]) == ("settled", "sangat_baik")
    assert [each["by_decision"] for each in evaluation["ratings"]] == [False, True]


def test_a_decision_needs_all_that_a_rating_needs_and_a_reason(ask: Asking, office: Office) -> None:
    answer = take(ask.citra, heard(ask, office), "amend", RATED | {"feedback": [], "recommendation": ""})
    assert {each["rule"] for each in answer.json()["blockers"]} == {
        "reason",
        "6/2022:IV.B.3.feedback",
        "6/2022:V.A.3",
    }


def test_hearings_of_days_outside_and_of_one_party_are_refused_at_once(ask: Asking, office: Office) -> None:
    appeal = explained(ask, office)
    hearings = [{"party": "owner", "date": "2026-03-19", "minutes": "x"}, {"party": "owner"}]
    answer = take(ask.citra, appeal, "record_hearing", {"hearings": hearings})
    assert {each["rule"] for each in answer.json()["blockers"]} == {
        "6/2022:V.B.4",
        "ours:hearing_complete",
        "ours:hearing_day",
    }
    wrong = take(ask.citra, appeal, "record_hearing", {"hearings": [{"party": "judge"}]})
    assert set(wrong.json()["errors"]) == {"hearings.0.party"}


@pytest.mark.parametrize(
    ("named", "status"),
    [
        ({"person": "4711", "letter": "1"}, 400),
        ({"person": "9" * 30, "letter": "1"}, 400),
        ({"person": 3}, 400),
        ({"person": "budi"}, 400),
    ],
)
def test_who_is_named_decider_is_named_by_an_id_that_is_there(
    ask: Asking, office: Office, named: dict[str, Any], status: int
) -> None:
    answer = take(ask.dewi, filed(ask, office), "appoint_decider", named | {"reason": "Kosong"})
    assert answer.status_code == status, answer.content


def test_the_rater_never_decides_and_the_duty_is_shown_where_it_is(ask: Asking, office: Office) -> None:
    appeal = heard(ask, office)
    assert code(take(ask.budi, appeal, "confirm", {"reason": "?"})) == (403, "own_cause")
    moved = done(take(ask.citra, appeal, "appoint_decider", {"reason": "Benturan kepentingan"}))
    assert moved["decider"]["name"] == "Wibawa Contoh"
    assert ask.wibawa.read(appeal)["hearings"][0]["minutes"] == MINUTES
    assert ask.citra.read(appeal)["hearings"] is None


# Lists


def test_appeals_are_filtered(ask: Asking, office: Office) -> None:
    agency, appeal = ask.agency, filed(ask, office).split("/")[1]
    evaluation = Evaluation.objects.get()
    for query, found in {
        "": [appeal],
        f"plan={evaluation.plan_id}": [appeal],
        f"evaluation={evaluation.pk}": [appeal],
        "evaluation=4711": [],
        "state=filed": [appeal],
        "state=heard": [],
        f"unit={agency.units['KEC'].pk}": [appeal],
        f"unit={agency.units['DUKCAPIL'].pk}": [],
        f"cycle={agency.cycle.pk}": [appeal],
        f"employee={agency.ani}": [appeal],
        "late=true": [],
        "late=false": [appeal],
    }.items():
        assert ids(ask.dewi.read(f"appeals/?{query}")) == found, query
    assert code(ask.ani.get("appeals/?reasons=x")) == (400, "invalid")
    office.at("2026-05-04 09:00")
    assert ids(ask.dewi.read("appeals/?late=true")) == [appeal]
    assert ids(ask.eko.read("appeals/")) == []
    assert code(ask.eko.get(f"appeals/{appeal}/")) == (404, "not_found")


def test_an_appeal_waits_for_who_is_next(ask: Asking, office: Office) -> None:
    appeal = filed(ask, office).rstrip("/")

    def waiting(name: str) -> list[tuple[str, str, int]]:
        items = getattr(ask, name).read("inbox/")["results"]
        return [(each["record"], each["step"], each["version"]) for each in items]

    assert (appeal, "explain", 1) in waiting("budi")
    assert [each for each in waiting("citra") if each[0] == appeal]
    items = [{"record": appeal, "step": "explain", "version": 1, "explanation": EXPLANATION}]
    (result,) = ask.budi.post("inbox/bulk/", items).json()["results"]
    assert (result["status"], result["answer"]["state"]) == (200, "explained")
    assert (appeal, "record_hearing", 2) in waiting("citra")


def test_fifty_appeals_take_no_more_queries_than_eight(ask: Asking, office: Office) -> None:
    keys = evaluated(office, 50)
    budi, citra, dewi = (Actor.of(office.id(name)) for name in ("budi", "citra", "dewi"))
    received: list[tuple[str, Actor, Any]] = [
        ("rate", budi, GOOD),
        ("sign", budi, Signed("Unit kecil")),
        ("deliver", budi, None),
        ("receive", dewi, office.handed_over("2026-04-20")),
    ]
    for step, actor, data in received:
        _all(perform_many(Evaluation, keys, step, actor=actor, data=data))
    evaluations = Evaluation.objects.filter(pk__in=keys).select_related("plan").order_by("pk")
    appeals = [
        file_appeal(each, Objection(REASONS), actor=Actor.of(each.plan.employee_id)).record.pk
        for each in evaluations
    ]
    minutes = Heard([HearingInput("owner", absent_because="?"), HearingInput("rater", absent_because="?")])
    decided: list[tuple[str, Actor, Any]] = [
        ("explain", budi, Explanation(EXPLANATION)),
        ("record_hearing", citra, minutes),
        ("confirm", citra, None),
    ]
    for first, (step, actor, data) in enumerate(decided, start=1):
        some = [key for number, key in enumerate(appeals) if number % 4 >= first]
        _all(perform_many(Appeal, some, step, actor=actor, data=data, reason="Sesuai bukti"))
    for name in ("budi", "citra", "dewi"):
        client, counts = getattr(ask, name), {}
        for size in (8, 50):
            client.read(f"appeals/?page_size={size}")
            with CaptureQueriesContext(connection) as queries:
                assert len(client.read(f"appeals/?page_size={size}")["results"]) == size
            counts[size] = len(queries)
        assert counts[8] == counts[50] <= 35, (name, counts)


def _all(acts: list[Any]) -> None:
    assert [act.error for act in acts if act.error] == []
