"""Until an evaluation is delivered its owner learns by no way what was rated; others who see it do."""

from __future__ import annotations

from typing import Any

import pytest

from directory.models import Grant
from notifications.commands import relay
from tests.api.asking import Asking, Client, code
from tests.api.sheets import ENDINGS, EXPORTS, words
from tests.api.test_evaluations import at, ids, take
from tests.workflows.evaluation.office import Q1, Q2, WINDOW, Office
from workflows.cycles.policy import Policy
from workflows.evaluation import clockwork
from workflows.evaluation.models import Document, Evaluation
from workflows.planning.contents import VALUES

SECRET = "SANGAT-RAHASIA"
BELOW = {
    "result_marks": [{"result": "r1", "mark": "below"}, {"result": "r2", "mark": "below"}],
    "results_rating": "below",
    "behaviour_rating": "as_expected",
    "feedback": [
        {"text": SECRET, "result": "r1"},
        {"text": SECRET, "result": "r2"},
        *({"text": SECRET, "value": value} for value in VALUES),
    ],
    "recommendation": SECRET,
}


def rate(ask: Asking, evaluation: Evaluation) -> None:
    """Budi rates, and keeps his draft."""
    address = at(evaluation)
    assert ask.budi.put(f"{address}draft/", BELOW, 0).status_code == 200
    assert take(ask.budi, address, "rate", BELOW | {"reason": SECRET}).status_code == 200


def sign(ask: Asking, evaluation: Evaluation) -> None:
    body = {"distribution_reason": SECRET, "reason": SECRET}
    assert take(ask.budi, at(evaluation), "sign", body).status_code == 200


def all_that_is_read(client: Client, evaluation: Evaluation) -> str:
    """All that answers say to this reader, at every address that may tell of the evaluation."""
    own, plan = at(evaluation), at(evaluation.plan)
    unit, person = evaluation.unit_id, evaluation.plan.employee_id
    asked = dict.fromkeys(EXPORTS, "") | {"progress": f"?cycle={evaluation.plan.cycle_id}"}
    item = {"record": own.rstrip("/"), "step": "rate", "version": evaluation.version}
    answers = [
        *(client.get(own + each) for each in ("", "steps/", "history/", "draft/", "guide/", "documents/1/")),
        *(client.get(f"{own}forms/{form}.pdf") for form in ("C.1.3", "D.1.1", "D.1.2", "D.1.3")),
        *(client.get(plan + each) for each in ("", "steps/", "history/", "evaluations/", "amendments/")),
        *(client.get(plan + each) for each in ("feedback/", "progress/", "revisions/", "remarks/")),
        client.get(f"evaluations/?employee={person}"),
        client.get(f"units/{unit}/distribution/?period={evaluation.period}"),
        *(client.get(each) for each in ("inbox/", "notifications/", "appeals/", "plans/", "me/")),
        *(
            client.get(f"exports/{what}.{ending}{cycle}")
            for what, cycle in asked.items()
            for ending in ENDINGS
        ),
        client.post(f"{own}steps/rate/", BELOW, 99),
        client.post(f"{own}steps/receive/", {}, 99),
        client.post(f"{own}steps/receive/", {}, Evaluation.objects.get(pk=evaluation.pk).version),
        client.post("appeals/", {"evaluation": str(evaluation.pk), "reasons": "?"}),
        client.post("inbox/bulk/", [item | BELOW, item | {"step": "acknowledge"}]),
    ]
    return "\n".join(words(answer) for answer in answers)


SIGNS = (SECRET, "butuh_perbaikan", "Butuh Perbaikan", '"below"')


def seen(client: Client, evaluation: Evaluation) -> list[str]:
    """Which signs of the rating the reader finds."""
    said = all_that_is_read(client, evaluation)
    hashes = Document.objects.filter(evaluation=evaluation).values_list("hash", flat=True)
    return [sign for sign in (*SIGNS, *hashes) if sign in said]


def test_the_owner_finds_nothing_of_the_rating_by_any_way_until_the_delivery(
    ask: Asking, office: Office
) -> None:
    evaluation = office.assessed(office.opened(Q2))
    for act in (rate, sign):
        act(ask, evaluation)
        assert seen(ask.ani, evaluation) == [], act.__name__
        assert SECRET in seen(ask.budi, evaluation)
    assert len(seen(ask.citra, evaluation)) >= 4
    shown = ask.ani.read(at(evaluation))
    assert (shown["state"], shown["withheld"], shown["predicate"]) == ("signed", True, None)
    assert (shown["ratings"], shown["documents"], shown["distribution_reason"]) == ([], [], "")
    assert take(ask.budi, at(evaluation), "deliver").status_code == 200
    assert len(seen(ask.ani, evaluation)) >= 4


def test_a_plans_history_withholds_the_words_of_the_whole_act(ask: Asking, office: Office) -> None:
    evaluation = office.assessed(office.opened(Q2))
    rate(ask, evaluation)
    sign(ask, evaluation)
    history = f"{at(evaluation.plan)}history/?page_size=200"
    withheld = [
        (each["record"], each["step"], each["reason"])
        for each in ask.ani.read(history)["results"]
        if each["withheld"]
    ]
    assert withheld == [
        ("evaluation", "rate", ""),
        ("evaluation", "sign", ""),
        ("plan", "complete_mid_year_review", ""),
    ]
    page = ask.ani.read(f"{at(evaluation.plan)}history/?page_size=1")
    while page["next"]:  # wherever a page ends
        page = ask.ani.read(page["next"])
        assert [each["reason"] for each in page["results"]] != [SECRET]
    told = [each["reason"] for each in ask.indah.read(history)["results"] if each["reason"] == SECRET]
    assert len(told) == 3
    take(ask.budi, at(evaluation), "deliver")
    assert not any(each["withheld"] for each in ask.ani.read(history)["results"])


def test_who_asks_to_reconsider_is_not_heard_by_the_owner(ask: Asking, office: Office) -> None:
    office.policy(Policy(calibration=True))
    evaluation = office.rated()
    body = {"reason": SECRET}
    assert take(ask.citra, at(evaluation), "ask_to_reconsider", body).status_code == 200
    entry = ask.ani.read(f"{at(evaluation)}history/")["results"][-1]
    assert (entry["step"], entry["reason"], entry["withheld"]) == ("ask_to_reconsider", "", True)
    assert ask.ani.read(at(evaluation))["withheld"]
    assert SECRET in ask.budi.get(f"{at(evaluation)}history/").content.decode()


def test_after_a_recall_the_owner_keeps_the_old_document_and_sees_no_new_rating(
    ask: Asking, office: Office
) -> None:
    evaluation = office.received()
    old = ask.ani.read(at(evaluation))["documents"]
    office.take(evaluation, "recall", "budi", reason="Salah ketik")
    rate(ask, evaluation)
    sign(ask, evaluation)
    shown = ask.ani.read(at(evaluation))
    assert (shown["withheld"], shown["predicate"], shown["documents"]) == (True, None, old)
    assert ask.ani.read(f"{at(evaluation)}documents/1/")["contents"]["predicate"] == "baik"
    assert code(ask.ani.get(f"{at(evaluation)}documents/2/")) == (404, "not_found")
    assert len(ask.budi.read(at(evaluation))["documents"]) == 2
    printed = ask.ani.get(f"{at(evaluation)}forms/D.1.1.pdf").content
    assert printed != ask.budi.get(f"{at(evaluation)}forms/D.1.1.pdf").content
    reasons = {each["step"]: each["reason"] for each in ask.ani.read(f"{at(evaluation)}history/")["results"]}
    assert (reasons["recall"], reasons["rate"]) == ("Salah ketik", "")
    take(ask.budi, at(evaluation), "deliver")
    assert len(ask.ani.read(at(evaluation))["documents"]) == 2


def test_no_list_can_be_asked_or_ordered_by_what_is_withheld(ask: Asking, office: Office) -> None:
    evaluation = office.rated()
    for query in ("predicate=baik", "ordering=predicate", "is_final=false", "distribution_reason=x"):
        assert code(ask.ani.get(f"evaluations/?{query}")) == (400, "invalid")
    assert ids(ask.ani.read("evaluations/?state=rated")) == [str(evaluation.pk)]


def test_a_replayed_step_is_answered_by_todays_rights(ask: Asking, office: Office) -> None:
    evaluation = office.opened()
    body = {"realisations": [{"indicator": "r1.i1", "value": "28"}, {"indicator": "r2.i1", "value": "12"}]}
    first = ask.ani.post(f"{at(evaluation)}steps/self_assess/", body, 1, key="k")
    office.rated(evaluation, results_rating="below")
    again = ask.ani.post(f"{at(evaluation)}steps/self_assess/", body, 1, key="k")
    assert (first.status_code, again.status_code) == (200, 200)
    assert (again.json()["state"], again.json()["ratings"], again.json()["predicate"]) == ("rated", [], None)


@pytest.mark.parametrize("capacity", ["manager", "inspector"])
def test_who_manages_or_inspects_his_own_unit_learns_nothing_of_himself(
    ask: Asking, office: Office, capacity: str
) -> None:
    """Neither in records nor in the distribution of his unit, nor in the inspectors' ledger and its search."""
    office.grant("ani", capacity)
    evaluation = office.assessed(office.opened(Q2))
    rate(ask, evaluation)
    sign(ask, evaluation)
    assert Grant.objects.filter(person=ask.agency.ani, capacity=capacity).exists()
    assert seen(ask.ani, evaluation) == []
    unit = f"units/{evaluation.unit_id}/distribution/?period={Q2}"
    own, raters = ask.ani.read(unit), ask.budi.read(unit)
    assert ((own["rated"], own["waiting"]), (raters["rated"], raters["waiting"])) == ((0, 1), (1, 0))


def test_an_inspector_reads_nothing_of_his_own_rating_in_the_ledger(ask: Asking, office: Office) -> None:
    office.grant("ani", "inspector")
    evaluation = office.assessed(office.opened(Q2))
    rate(ask, evaluation)
    sign(ask, evaluation)
    ways: dict[str, Any] = {
        name: [
            client.get(f"audit/entries/?plan={evaluation.plan_id}&page_size=200").content.decode(),
            *(
                b"".join(
                    client.get(f"audit/entries.{end}?plan={evaluation.plan_id}").streaming_content
                ).decode()
                for end in ("csv", "jsonl")
            ),
        ]
        for name, client in (("ani", ask.ani), ("indah", ask.indah))
    }
    for own, others in zip(ways["ani"], ways["indah"], strict=True):
        assert not [sign for sign in (*SIGNS, Document.objects.get().hash) if sign in own]
        assert SECRET in others and "butuh_perbaikan" in others
    search = f"audit/entries/?reason={SECRET}"
    assert ask.ani.read(search)["results"] == []
    assert len(ask.indah.read(search)["results"]) == 3
    take(ask.budi, at(evaluation), "deliver")
    assert len(ask.ani.read(search)["results"]) == 3


def test_a_breach_that_a_rater_is_told_does_not_count_his_own_withheld_predicate(
    ask: Asking, office: Office
) -> None:
    """Budi rates in the unit in which Citra rates him."""
    office.describe("budi", unit_id=ask.agency.units["KEC"].pk)
    anis, budis = office.in_force(), office.in_force("budi", by="citra")
    office.at(WINDOW[Q1])
    office.achieved(Q1, "baik", "KEC")
    clockwork.open_windows()
    own = office.of(budis)
    office.at("2026-04-20 09:00")
    office.rated(own, by="citra", results_rating="below")
    unit = f"units/{ask.agency.units['KEC'].pk}/distribution/?period={Q1}"
    assert office.of(anis).unit_id == own.unit_id
    assert (ask.budi.read(unit)["rated"], ask.citra.read(unit)["rated"]) == (0, 1)
    office.signed(own, by="citra")
    office.take(own, "deliver", "citra")
    assert ask.budi.read(unit)["rated"] == 1


def test_nothing_of_a_notice_tells_the_result(ask: Asking, office: Office) -> None:
    evaluation = office.signed(office.rated(recommendation=SECRET, results_rating="below"))
    office.take(evaluation, "deliver", "budi", reason=SECRET)
    relay()
    newest = ask.ani.read("notifications/")["results"][0]
    assert (newest["kind"], newest["link"]) == ("evaluation.deliver", f"/{at(evaluation)}")
    for name in ("ani", "budi", "citra", "dewi"):
        said = getattr(ask, name).get("notifications/").content.decode()
        assert [sign for sign in SIGNS if sign in said] == []
