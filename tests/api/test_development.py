"""Development over HTTP: who reads and enters what, and what inspectors' reads leave."""

from __future__ import annotations

from tests.api.asking import Asking
from tests.api.sheets import content
from tests.workflows.development.years import (
    SETTLED,
    VERY_GOOD,
    VERY_POOR,
    improvement_of,
    received_year,
    settled_year,
)
from tests.workflows.evaluation.office import Office
from workflows.audit.models import Access

TRAINING = {
    "title": "Pelatihan analisis data",
    "provider": "BPSDM",
    "kind": "technical",
    "first_day": "2026-02-02",
    "last_day": "2026-02-04",
    "hours": 16,
    "document": "S-12/BPSDM/2026",
}
NEED = {"kind": "technical", "skill": "Analisis data", "why": "Laporan masih disusun dengan tangan"}


def test_needs_trainings_and_hours_are_entered_and_read_by_whom_they_concern(
    ask: Asking, office: Office
) -> None:
    office.at("2026-03-02 09:00")
    ani = office.id("ani")
    need = ask.ani.post("development/needs/", NEED).json()
    assert (need["person"]["name"], need["standing"], need["evaluation"]) == ("Ani Contoh", "open", None)
    assert ask.budi.post("development/needs/", NEED | {"person": str(ani)}).status_code == 403
    assert ask.eko.post("development/needs/", NEED | {"person": str(ani)}).status_code == 404
    assert ask.ani.post("development/needs/", NEED | {"kind": "hard"}).status_code == 400
    blank = ask.ani.post("development/needs/", NEED | {"skill": "Bahasa", "why": ""})
    assert [each["rule"] for each in blank.json()["blockers"]] == ["ours:need_words"]
    answer = f"development/needs/{need['id']}/answer/"
    assert ask.eko.post(answer, {"standing": "met", "note": "?"}).status_code == 404
    planned = ask.dewi.post(answer, {"standing": "planned", "note": "Diusulkan"})
    assert (planned.json()["standing"], planned.json()["note"]) == ("planned", "Diusulkan")
    assert len(ask.indah.read(f"development/needs/?person={ani}&standing=planned")["results"]) == 1
    assert ask.eko.read("development/needs/")["results"] == []

    training = ask.ani.post("development/trainings/", TRAINING).json()
    assert training["decision"] == "waiting"
    decide = f"development/trainings/{training['id']}/decide/"
    assert ask.ani.post(decide, {"decision": "confirmed"}).json()["code"] == "own_cause"
    assert ask.dewi.post(decide, {"decision": "confirmed"}).json()["decision"] == "confirmed"
    hours = ask.budi.read(f"development/hours/?person={ani}")
    assert {name: hours[name] for name in ("norm", "at_most", "done", "short", "waiting")} == {
        "norm": 20,
        "at_most": False,
        "done": 16,
        "short": 4,
        "waiting": 0,
    }
    assert ask.eko.get(f"development/hours/?person={ani}").status_code == 404
    unit = office.agency.units["KEC"].pk
    listed = ask.dewi.read(f"development/trainings/?unit={unit}&year=2026&decision=confirmed")
    assert [each["title"] for each in listed["results"]] == ["Pelatihan analisis data"]
    assert ask.dewi.read("development/trainings/?year=2025")["results"] == []
    sheet = content(ask.dewi.get(f"exports/training-hours.csv?year=2026&unit={unit}")).decode()
    assert "Ani Contoh" in sheet
    assert ";16;" in sheet or ",16," in sheet
    assert "Analisis data" in content(ask.dewi.get("exports/needs.csv")).decode()


def test_points_and_recognitions_follow_a_settled_year(ask: Asking, office: Office) -> None:
    office.describe("ani", title="Analis Kebijakan Ahli Pertama", level="fungsional")
    evaluation = received_year(office, **VERY_GOOD)
    ani, unit = office.id("ani"), office.agency.units["KEC-PEL"].pk
    beside = NEED | {"person": str(ani), "evaluation": str(evaluation.pk)}
    assert ask.budi.post("development/needs/", beside).json()["evaluation"] == str(evaluation.pk)
    wanted = {"evaluation": str(evaluation.pk), "rewards": ["succession_pool"], "reason": "Terbaik"}
    early = ask.dewi.post("recognitions/", wanted)
    assert [each["rule"] for each in early.json()["blockers"]] == ["ours:recognition_settled"]
    office.tick(SETTLED)
    points = ask.ani.read("credit-points/")
    assert (points["total"], points["opens_promotion"], points["unknown_level"]) == ("18.75", False, False)
    assert [(each["level"], each["months"], each["points"]) for each in points["parts"]] == [
        ("ahli_pertama", 12, "18.75")
    ]
    assert ask.eko.get(f"credit-points/?person={ani}").status_code == 404
    proposals = f"recognitions/proposals/?unit={unit}&year=2026"
    assert ask.budi.get(proposals).status_code == 404
    assert [each["grounds"] for each in ask.dewi.read(proposals)] == [["predicate", "targets"]]
    assert ask.budi.post("recognitions/", wanted).status_code == 403
    made = ask.dewi.post("recognitions/", wanted)
    assert made.status_code == 201
    assert ask.ani.read("recognitions/")["results"] == [made.json()]
    before = Access.objects.count()
    for address in ("recognitions/", proposals, f"credit-points/?person={ani}", "development/needs/"):
        ask.indah.read(address)
    noted = Access.objects.order_by("pk")[before:]
    assert [(each.what, each.person_id) for each in noted] == [
        ("recognitions/", ani),
        ("credit-points/", ani),
        ("development/needs/", ani),
    ]
    withdraw = f"recognitions/{made.json()['id']}/withdraw/"
    assert ask.dewi.post(withdraw, {"reason": "Keliru"}).json()["withdrawn_because"] == "Keliru"
    assert ask.dewi.read("recognitions/")["results"] == []
    assert len(ask.dewi.read("recognitions/?withdrawn=true&year=2026")["results"]) == 1
    assert "18.75" in content(ask.ani.get("exports/credit-points.csv")).decode()


def test_an_improvement_plan_goes_its_way(ask: Asking, office: Office) -> None:
    plan = improvement_of(settled_year(office, **VERY_POOR))
    address = f"development/improvement-plans/{plan.pk}/"
    assert ask.budi.read("development/improvement-plans/")["results"][0]["allowed_steps"] == ["set_targets"]
    assert ask.eko.get(address).status_code == 404
    shown = ask.ani.read(address)
    assert (shown["ends_on"], shown["rater"]["name"], shown["version"]) == ("2027-07-31", "Budi Contoh", 1)
    inbox = {each["record"]: each["step"] for each in ask.budi.read("inbox/")["results"]}
    assert inbox[address.rstrip("/")] == "set_targets"
    none = ask.budi.post(f"{address}steps/set_targets/", {"targets": []}, 1)
    assert [each["rule"] for each in none.json()["blockers"]] == ["ours:improvement_targets"]
    done = ask.budi.post(f"{address}steps/set_targets/", {"targets": ["Hadir tepat waktu"]}, 1)
    assert (done.json()["state"], done.json()["targets"]) == ("proposed", ["Hadir tepat waktu"])
    item = {"record": address.rstrip("/"), "step": "sign", "version": 2}
    (signed,) = ask.ani.post("inbox/bulk/", [item]).json()["results"]
    assert signed["status"] == 200
    before = Access.objects.count()
    assert [each["step"] for each in ask.indah.read(f"{address}history/")["results"]] == [
        "open",
        "set_targets",
        "sign",
    ]
    assert Access.objects.count() == before + 1
    assert ask.indah.read(f"{address}steps/")[0]["allowed"] is False
