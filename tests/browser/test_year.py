"""A year through the pages, on a phone, with scripts and without: a plan from its opening to a decided appeal.

The chapters are one test: each begins where the one before it ended. What is not the point is done by the
commands behind the pages; the clock's work is done when it is due, since nothing sweeps for a test.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.agency import Agency
from tests.browser.checks import nothing_failed
from tests.browser.conftest import Window
from tests.browser.people import People, fill, follow, go, says, send
from tests.workflows.evaluation.office import YEAR, Office
from tests.workflows.monitoring import samples
from tests.workflows.planning.desk import state
from workflows.appeals.models import Appeal
from workflows.evaluation.models import Evaluation
from workflows.jobs.commands import run_waiting
from workflows.planning.contents import VALUES
from workflows.planning.models import Plan

PHOTO: FilePayload = {"name": "antrean.jpg", "mimeType": "image/jpeg", "buffer": samples.PHOTO}


@dataclass
class Year:
    people: People
    office: Office

    @property
    def plan(self) -> Plan:
        return Plan.objects.get(employee=self.office.id("ani"))

    def of(self, period: str) -> Evaluation:
        return self.office.of(self.plan, period)

    def task(self, who: str, label: str, about: str = "") -> Page:
        """Somebody at what waits for him on his home, by the button of these words about this."""
        page: Page = getattr(self.people, who)
        page.goto("/")
        go(
            page,
            page.get_by_role("listitem").get_by_role("link", name=re.compile(f"^{label} ?:.*{about}")).first,
        )
        return page

    def step(self, who: str, label: str, on: str) -> Page:
        """Somebody on the page of a record, at the step of this name."""
        page: Page = getattr(self.people, who)
        page.goto(on)
        can = page.get_by_role("region", name="What can be done")
        go(page, can.get_by_role("link", name=label, exact=True))
        return page


@pytest.mark.parametrize("such", [{}, {"scripts": False}], ids=["scripts", "no_scripts"])
def test_a_year_through_the_pages(agency: Agency, window: Window, such: dict[str, bool]) -> None:
    people = People(agency, window, phone=True, english=True, **such)
    year = Year(people, Office(agency))
    dewi_opens_the_cycle(year)
    ani_writes_her_plan_and_signs_it(year)
    budi_returns_it_with_a_remark_at_an_item(year)
    ani_answers_revises_and_submits_again(year)
    budi_sees_what_has_changed_and_approves(year)
    ani_changes_her_plan_and_enters_progress_with_a_photo(year)
    the_first_quarter_is_evaluated(year)
    the_middle_of_the_year_is_reviewed(year)
    the_year_is_appraised(year)
    ani_appeals_and_citra_decides(year)
    indah_searches_the_decision_and_verifies_it(year)
    for page in people:
        nothing_failed(page)


def dewi_opens_the_cycle(year: Year) -> None:
    dewi = year.people.dewi
    dewi.goto("/")
    follow(dewi, "Manage", "Unit by unit", "Opening")
    says(dewi, "People in the scheme without a plan of this cycle: 6.")
    send(dewi, "Open the cycle")
    says(dewi, "Plans are being drafted.")
    run_waiting()
    dewi.reload()
    says(dewi, "Plans drafted6", "without a plan of this cycle: 0.")


def ani_writes_her_plan_and_signs_it(year: Year) -> None:
    ani = year.task("ani", "Sign and submit")
    says(ani, "The plan needs at least one main result.")
    follow(ani, "Write on")
    send(ani, "Add a result")
    served = {"serves_kind": "assigned_by", "serves_assigned_by": "POST-CITRA"}
    fill(ani, text="Terlayaninya pemohon KTP", **served)
    indicator(ani, "r1.i1", "Waktu layanan", "30", "menit", "lower")
    send(ani, "Save")
    send(ani, "Add a result")
    fill(ani, text="Tersusunnya laporan pelayanan", **served)
    indicator(ani, "r2.i1", "Laporan bulanan", "12", "laporan", "higher")
    send(ani, "Save")
    follow(ani, "Work behaviour")
    send(ani, "Save", akuntabel="Mencatat setiap layanan pada hari itu juga")
    follow(ani, "Check and sign")
    says(ani, "Terlayaninya pemohon KTP", "30 menit", "Mencatat setiap layanan", "It goes to Budi Contoh")
    send(ani, "Sign and submit")
    says(ani, "Done: Sign and submit.")
    assert state(year.plan) == "submitted"


def indicator(page: Page, item: str, text: str, target: str, unit: str, direction: str) -> None:
    fields = {"text": text, "aspects": "quantity", "target": target, "unit": unit, "direction": direction}
    fill(page, **{f"{item}-{name}": value for name, value in fields.items()})


def budi_returns_it_with_a_remark_at_an_item(year: Year) -> None:
    budi = year.task("budi", "Approve the plan")
    says(budi, "You read it for the first time: all of it is shown.")
    budi.get_by_text("Write a remark: Terlayaninya").click()
    send(budi, "Return for revision", **{"remark-r1": "Juga untuk lansia?", "reason": "Lihat catatan"})
    assert state(year.plan) == "returned"


def ani_answers_revises_and_submits_again(year: Year) -> None:
    ani = year.task("ani", "Sign and submit")
    says(ani, "Remarks that wait for your answer: 1.")
    follow(ani, "Back")
    says(ani, "Lihat catatan", "Juga untuk lansia?")
    follow(ani, "Answer the remark")
    send(ani, "Answer the remark", answer="Sudah diperjelas")
    follow(ani, "Write the plan", "1. Terlayaninya pemohon KTP")
    send(ani, "Save", text="Terlayaninya pemohon KTP, juga lansia")
    follow(ani, "Check and sign")
    send(ani, "Sign and submit")
    assert state(year.plan) == "submitted"


def budi_sees_what_has_changed_and_approves(year: Year) -> None:
    budi = year.task("budi", "Approve the plan")
    says(budi, "What has changed since revision 1", "Unchanged: 1 result", "Sudah diperjelas")
    expect(budi.get_by_text(", juga lansia").first).to_be_visible()
    expect(budi.get_by_text("Laporan bulanan").first).to_be_hidden()
    budi.get_by_role("checkbox", name="settled").check()
    send(budi, "Approve the plan")
    assert state(year.plan) == "in_force"


def ani_changes_her_plan_and_enters_progress_with_a_photo(year: Year) -> None:
    ani = year.people.ani
    ani.goto("/")
    follow(ani, "Plan of 2026", "Propose a change")
    send(ani, "Propose a change", cause="resources", reason="Satu komputer rusak")
    follow(ani, "1. Terlayaninya pemohon KTP")
    send(ani, "Save", **{"r1.i1-target": "45"})
    follow(ani, "Check and sign")
    send(ani, "Sign and submit the change")
    budi = year.task("budi", "Approve the change")
    says(budi, "What has changed since revision 2", "Removed: 30", "Added: 45")
    send(budi, "Approve the change")
    year.office.at("2026-02-10 10:00")
    ani.goto("/")
    follow(ani, "Plan of 2026", "Progress", "Enter progress for 1.1")
    ani.get_by_label("Photos or files").set_input_files(PHOTO)
    send(ani, "Save the entry", value="28,5", note="Antrean pendek")
    says(ani, "The entry was saved.", "Target: 45 menit", "28,5", "antrean.jpg")


def assess(year: Year, period: str, called: str) -> None:
    ani = year.task("ani", "Report the realisation", called)
    send(ani, "Check your answers", value_0="28,5", value_1="12")
    send(ani, "Report the realisation")
    assert state(year.of(period)) == "self_assessed"


def rate(page: Page, **changes: str) -> None:
    words: dict[str, Any] = {f"said_{value}": "Teladan" for value in VALUES}
    words |= {"mark_0": "above", "mark_1": "as_expected", "said_0": "Cepat", "said_1": "Lengkap"}
    words |= {"results_rating": "as_expected", "behaviour_rating": "as_expected"}
    send(page, "Check your answers", **words | {"recommendation": "Pertahankan"} | changes)


def the_first_quarter_is_evaluated(year: Year) -> None:
    year.office.tick("2026-03-20 09:00")
    assess(year, "2026-Q1", "Quarter I of 2026")
    citra = year.people.citra
    citra.goto("/achievements/")
    follow(citra, "Say what a unit achieved")
    unit = str(year.people.agency.units["KEC-PEL"].pk)
    send(citra, "Enter the achievement", unit=unit, period="2026-Q1", word="baik")
    year.office.tick("2026-04-10 09:00")
    budi = year.task("budi", "Rate")
    says(budi, "28,5", "Antrean pendek", "antrean.jpg")
    rate(budi)
    says(budi, "Good (Baik)", "Pertahankan")
    send(budi, "Rate")
    first = f"/evaluations/{year.of('2026-Q1').pk}/"
    year.people.ani.goto(first)
    says(year.people.ani, "once the evaluation is delivered")
    send(year.step("budi", "Sign the evaluation", first), "Sign the evaluation")
    send(year.step("budi", "Deliver the evaluation", first), "Deliver the evaluation")
    ani = year.task("ani", "Receive the evaluation")
    send(ani, "Receive the evaluation")
    says(ani, "Good (Baik)", "Pertahankan")
    send(year.step("ani", "Sign and return", first), "Sign and return")
    year.office.tick("2026-05-07 09:00")
    assert state(year.of("2026-Q1")) == "settled"


def the_middle_of_the_year_is_reviewed(year: Year) -> None:
    year.office.achieved("2026-Q2")
    year.office.tick("2026-06-22 09:00")
    ani = year.people.ani
    ani.goto(f"/plans/{year.plan.pk}/")
    says(ani, "Mid-year review")
    assess(year, "2026-Q2", "Quarter II of 2026")
    budi = year.task("budi", "Rate")
    rate(budi, results_rating="below")
    send(budi, "Rate")
    second = f"/evaluations/{year.of('2026-Q2').pk}/"
    send(year.step("budi", "Sign the evaluation", second), "Sign the evaluation")
    assert state(year.plan) == "second_half"


def the_year_is_appraised(year: Year) -> None:
    office = year.office
    for period, day in (("2026-Q3", "2026-09-21 09:00"), ("2026-Q4", "2027-01-12 09:00")):
        if period == "2026-Q4":
            office.achieved(YEAR)
            office.tick("2026-12-21 09:00")
            assess(year, YEAR, "Year 2026")
        office.achieved(period)
        office.tick(day)
        office.received(office.delivered(office.signed(office.rated(office.assessed(year.of(period))))))
    rating = year.people.budi
    whole = f"/evaluations/{year.of(YEAR).pk}/"
    rating = year.step("budi", "Rate", whole)
    rate(rating)
    send(rating, "Rate")
    office.tick("2027-01-21 09:00")
    send(year.step("budi", "Sign the evaluation", whole), "Sign the evaluation")
    office.tick("2027-01-28 09:00")
    send(year.step("budi", "Deliver the evaluation", whole), "Deliver the evaluation")
    assert state(year.plan) == "appraised"
    send(year.task("ani", "Receive the evaluation"), "Receive the evaluation")


def ani_appeals_and_citra_decides(year: Year) -> None:
    ani = year.people.ani
    ani.goto(f"/evaluations/{year.of(YEAR).pk}/")
    follow(ani, "Appeal against the result")
    send(ani, "Check what you wrote", reasons="Realisasi di atas target")
    says(ani, "Nothing is filed yet.", "Realisasi di atas target")
    send(ani, "File the appeal")
    assert (state(year.of(YEAR)), state(year.plan)) == ("contested", "under_appeal")
    budi = year.task("budi", "Explain the rating")
    send(budi, "Explain the rating", explanation="Ekspektasi pimpinan lebih tinggi")
    citra = year.task("citra", "Record the hearing")
    says(citra, "Realisasi di atas target", "Ekspektasi pimpinan lebih tinggi")
    heard = {"owner_date": "2027-01-28", "owner_minutes": "Didengar", "rater_absent_because": "Sakit"}
    send(citra, "Record the hearing", **heard)
    appeal = Appeal.objects.get()
    citra = year.step("citra", "Change the result", f"/appeals/{appeal.pk}/")
    rate(citra, results_rating="above", behaviour_rating="above")
    says(citra, "Very good (Sangat Baik)")
    send(citra, "Change the result", reason="Bukti mendukung")
    assert (state(appeal), state(year.plan)) == ("amended", "closed")
    ani.goto(f"/evaluations/{year.of(YEAR).pk}/")
    says(ani, "Very good (Sangat Baik)", "Citra Contoh")


def indah_searches_the_decision_and_verifies_it(year: Year) -> None:
    indah = year.people.indah
    indah.goto("/")
    follow(indah, "Inspect")
    send(indah, "Search decisions", act="appeal.amend")
    says(indah, "Citra Contoh", "Bukti mendukung")
    follow(indah, "Plan of Ani Contoh")
    send(indah, "Verify this chain")
    says(indah, "All is whole.")
