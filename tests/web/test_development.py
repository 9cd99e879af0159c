"""Pages of development: what a person reads of himself, what managers confirm, and six months to improve."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests.agency import Agency
from tests.web.visiting import Shown, Visitor, Visitors
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
from workflows.development import clockwork
from workflows.development.models import Recognition

TRAINING = {
    "title": "Pelatihan analisis data",
    "provider": "BPSDM",
    "kind": "technical",
    "first_day": "2026-02-02",
    "last_day": "2026-02-04",
    "hours": "16",
    "document": "S-12/BPSDM/2026",
}
NEED = {"kind": "technical", "skill": "Analisis data", "why": "Laporan masih disusun dengan tangan"}


@pytest.fixture
def office(agency: Agency) -> Office:
    return Office(agency)


def test_hours_and_needs_go_from_the_employee_to_the_plan_of_the_unit(
    visit: Visitors, office: Office
) -> None:
    office.at("2026-03-02 09:00")
    office.in_force()
    ani = f"/development/people/{office.id('ani')}/"
    page = visit.ani.get("/development/")
    assert "at least 20 hours a year (PP 11/2017, article 203(4))" in page.words
    assert "20 hours are missing to the norm." in page.words
    form = visit.ani.get(page.link("Enter a training"))
    wrong = visit.ani.press(form, "Enter the training", 422, **TRAINING | {"last_day": "2026-02-01"})
    assert "A training ends on or after its first day" in wrong.words
    assert wrong.form("Enter the training").fields["title"] == [TRAINING["title"]]
    page = visit.ani.press(form, "Enter the training", **TRAINING)
    assert "Waiting to be confirmed 16 hours (JP)" in page.words
    need = visit.ani.press(visit.ani.get(page.link("Say what you have to learn")), "Enter the need", **NEED)
    assert "Analisis data Open Technical · you" in need.words
    asking = visit.ani.get(page.link("Say what you have to learn"))
    twice = visit.ani.press(asking, "Enter the need", 422, **NEED)
    assert "You have said this already" in twice.words and "Analisis data" in twice.html

    assert "Development" in visit.dewi.get("/manage/").words
    waiting = visit.dewi.get("/development/units/trainings/")
    assert "Ani Contoh · BPSDM · 16 hours (JP)" in waiting.words
    deciding = visit.dewi.get(waiting.link("Look at it"))
    refused = visit.dewi.press(deciding, "Decide", 422, decision="refused")
    assert "Say why" in refused.words
    done = visit.dewi.press(deciding, "Decide", decision="confirmed")
    assert "None waits." in done.words
    hours = visit.dewi.get(f"/development/units/hours/?unit={office.agency.units['KEC-PEL'].pk}")
    assert "2 of 2 people are short of the norm." in hours.words
    assert "Ani Contoh 16 0 at least 20 4 0" in hours.words
    needs = visit.dewi.get("/development/units/")
    assert "Analisis data Technical 1 1 Ani Contoh" in needs.words
    are_had_as_files(visit.dewi, hours, needs)
    page = visit.dewi.get(needs.link("Ani Contoh"))
    answering = visit.dewi.get(page.link("Answer"))
    page = visit.dewi.press(answering, "Enter the answer", standing="planned", note="Diusulkan ke BPSDM")
    assert "Planned" in page.words
    assert "4 hours are missing to the norm." in visit.budi.get(ani).words
    assert "Enter a training" not in visit.budi.get(ani).words
    visit.eko.get(ani, 404)
    visit.budi.get(f"{ani}trainings/new/", 403)
    visit.budi.get("/development/units/", 404)
    assert visit.indah.get("/development/units/hours/").status == 200
    visit.indah.get(f"{ani}trainings/new/", 403)
    assert Client().get("/development/").status_code == 302
    counted = [
        "/development/",
        ani,
        f"{ani}credits/",
        "/development/units/",
        "/development/units/hours/",
        "/development/units/trainings/",
        "/development/units/improvements/",
        "/recognitions/",
    ]
    assert {path: count for path in counted if (count := visit.dewi.queries(path)) > 12} == {}


def are_had_as_files(dewi: Visitor, hours: Shown, needs: Shown) -> None:
    """The same, of the year that is asked for."""
    (row,) = (each for each in dewi.rows(hours) if each["Name"] == "Ani Contoh")
    assert (row["Unit"], row["Confirmed (JP)"], row["Missing (JP)"]) == ("Unit KEC-PEL", "16", "4")
    earlier = dewi.press(hours, "Narrow", year="2025")
    assert {row["First day"] for row in dewi.rows(earlier)} == {"2025-01-01"}
    (row,) = dewi.rows(needs)
    assert (row["Name"], row["What is to be learnt"], row["State"]) == ("Ani Contoh", "Analisis data", "Open")


def test_a_very_good_year_is_rewarded(visit: Visitors, office: Office) -> None:
    office.describe("ani", title="Analis Kebijakan Ahli Pertama", level="fungsional")
    evaluation = received_year(office, **VERY_GOOD)
    page = visit.budi.get(f"/evaluations/{evaluation.pk}/")
    asking = visit.budi.get(page.link("Say what has to be learnt"))
    visit.budi.press(asking, "Enter the need", **NEED)
    visit.citra.get(f"/evaluations/{evaluation.pk}/needs/new/")
    visit.dewi.get(f"/evaluations/{evaluation.pk}/needs/new/", 403)
    office.tick(SETTLED)
    year = visit.dewi.get("/recognitions/?year=2026")
    assert "Unit KEC-PEL Unit KEC 1 1" in year.words
    unit = visit.dewi.get(year.link("Unit KEC-PEL"))
    assert "2 of 2 targets reached" in unit.words
    form = visit.dewi.get(unit.link("Recognise"))
    wrong = visit.dewi.press(form, "Recognise the result", 422, rewards=["other"], reason="Terbaik")
    assert "name the other one" in wrong.words
    visit.dewi.press(form, "Recognise the result", rewards=["succession_pool"], reason="Pelayanan tercepat")
    key = Recognition.objects.get().pk
    certificate = visit.ani.get(f"/recognitions/{key}/")
    assert "Priority for the succession pool" in certificate.words
    assert "Pelayanan tercepat" in certificate.words
    assert "Agency Unit KAB" in certificate.words
    assert "Withdraw the recognition" not in certificate.words
    visit.eko.get(f"/recognitions/{key}/", 404)
    visit.budi.get(f"/recognitions/{key}/withdraw/", 403)
    points = visit.ani.get(f"/development/people/{office.id('ani')}/credits/")
    assert "18.75" in points.words
    before = Access.objects.count()
    visit.indah.get(f"/recognitions/{key}/")
    visit.indah.get(f"/development/people/{office.id('ani')}/credits/")
    assert Access.objects.count() == before + 2
    withdrawing = visit.dewi.get(f"/recognitions/{key}/withdraw/")
    withdrawn = visit.dewi.press(withdrawing, "Withdraw it", reason="Keliru")
    assert "This recognition was withdrawn on 1 February 2027." in withdrawn.words
    proposed = visit.dewi.get(unit.address)
    assert "2 of 2 targets reached" in proposed.words
    office.leaves("ani", "2027-01-31")
    assert "Nothing speaks for a recognition here" in visit.dewi.get(unit.address).words, (
        "nobody could give it"
    )


def test_six_months_to_improve_are_lived_on_pages(visit: Visitors, office: Office) -> None:
    plan = improvement_of(settled_year(office, **VERY_POOR))
    address = f"/improvements/{plan.pk}/"
    home = visit.budi.get("/")
    assert "Set the targets" in home.words
    setting = visit.budi.get(home.link("Set the targets"))
    empty = visit.budi.press(setting, "Set the targets", 422, targets=" \n ")
    assert "This field is required" in empty.words
    page = visit.budi.press(setting, "Set the targets", targets="Melayani 30 pemohon\n\nHadir tepat waktu")
    assert "Melayani 30 pemohon Hadir tepat waktu" in page.words
    assert "Sign the targets" in visit.ani.get("/").words
    page = visit.ani.press(visit.ani.get(f"{address}steps/sign/"), "Sign the targets")
    assert "Under way" in page.words
    page = visit.budi.press(visit.budi.get(f"{address}steps/review/"), "Record a review", review="Membaik")
    office.at("2027-08-02 09:00")
    form = visit.budi.get(f"{address}steps/conclude/")
    page = visit.budi.press(
        form, "Conclude the improvement plan", outcome="improved", reason="Sasaran tercapai"
    )
    assert "Improved" in page.words
    assert "Sasaran tercapai" in visit.ani.get(f"{address}history/").words
    assert "Ani Contoh Improved" in visit.dewi.get("/development/units/improvements/").words
    assert "Improvement plan from 1 February 2027 to 31 July 2027" in visit.ani.get("/development/").words
    visit.eko.get(address, 404)
    assert visit.dewi.queries(address) <= 12
    assert (plan.starts_on, clockwork.sweep_all()) == (date(2027, 2, 1), {"opened": 0, "begun": 0})
