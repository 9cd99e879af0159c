"""Rating on pages: what it rests on, the predicate that would come, the guide, signing, and changing a result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from tests.web.visiting import Visitors
from tests.workflows.evaluation.office import Office
from tests.workflows.evaluation.samples import crowd
from tests.workflows.guidance.room import MENTORING, Room
from tests.workflows.monitoring.measures import a_measure, measured
from tests.workflows.planning.desk import day
from workflows.appeals.commands import file_appeal
from workflows.appeals.data import Objection
from workflows.evaluation.data import Realisation, SelfAssessed
from workflows.evaluation.models import Evaluation, Form, Rating
from workflows.monitoring.commands import give_feedback, write_progress
from workflows.monitoring.data import About, NewEntry
from workflows.planning.contents import VALUES
from workflows.planning.data import TakenOver

HOSTILE = "<img src=x onerror=alert(1)>"
WORDS: dict[str, Any] = {f"said_{value}": "Baik" for value in VALUES}
WHOLE: dict[str, Any] = WORDS | {
    "mark_0": "above",
    "mark_1": "as_expected",
    "said_0": "Cepat",
    "said_1": HOSTILE,
    "results_rating": "as_expected",
    "behaviour_rating": "above",
    "recommendation": "Pertahankan",
}


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture
def office(visit: Visitors) -> Office:
    return Office(visit.agency)


def address(evaluation: Evaluation, step: str = "rate") -> str:
    return f"/evaluations/{evaluation.pk}/steps/{step}/"


def test_budi_rates_with_all_that_it_rests_on_before_him(office: Office, visit: Visitors) -> None:
    plan = office.in_force()
    write_progress(plan.pk, [NewEntry("r1.i1", day("2026-01-12"), "29")], office.id("ani"))
    give_feedback(plan.pk, About(), HOSTILE, office.id("citra"))
    evaluation = office.assessed(office.opened(plan=plan))
    form = visit.budi.get(address(evaluation))
    assert "Rate Ani Contoh · Evaluation: " in form.words
    assert "28 (106.67%)" in form.words and "<svg" in form.html
    assert HOSTILE in form.words and HOSTILE not in form.html
    assert "The predicate follows once both ratings are chosen." in form.words
    checked = visit.budi.press(form, "Check your answers", **WHOLE)
    assert "The predicate would be: Good (Baik)" in checked.words and HOSTILE not in checked.html
    assert Rating.objects.count() == 0
    done = visit.budi.press(checked, "Rate")
    assert "Done: Rate." in done.words
    rating = Rating.objects.get()
    assert (rating.predicate, rating.result_marks) == ("baik", {"r1": "above", "r2": "as_expected"})
    assert rating.feedback[1]["text"] == HOSTILE
    again = visit.budi.get(address(evaluation))
    assert "Pertahankan" in again.html


def test_who_rates_a_result_that_was_taken_over_goes_to_the_guidance_before_it(
    office: Office, visit: Visitors
) -> None:
    room = Room(visit.agency)
    plan = office.in_force()
    before = room.signed(room.arranged(plan=plan))
    told = room.told(plan)
    office.take(plan, "take_over_result", "budi", data=TakenOver("r1", ["guided"]), reason="Tanpa kemajuan")
    evaluation = office.assessed(office.opened(plan=plan))
    office.at("2026-04-01 09:00")
    room.signed(room.arranged("mentoring", plan=plan), sheet=MENTORING)
    page = visit.budi.get(address(evaluation))
    assert "The leader took this result over on 12 January 2026. Tanpa kemajuan" in page.words
    assert visit.budi.get(page.link("Coaching")).address == f"/guidance/{before.pk}/"
    assert visit.budi.get(page.link("Counselling")).address == f"/counselling/{told.pk}/"
    assert "Mentoring" not in page.words, "it began after the days that are evaluated"


def test_whatever_a_rating_rests_on_its_pages_ask_twelve_times_at_most(
    office: Office, visit: Visitors
) -> None:
    measure, room = a_measure(office, "LAPORAN"), Room(visit.agency)
    a_measure(office, "INOVASI", source="register")
    contents = office.agency.complete_contents()
    for result, code in zip(contents["results"], ("INOVASI", "LAPORAN"), strict=True):
        result["indicators"][0]["measure"] = code
    plan = office.in_force(contents=contents)
    evidence = office.evidence(plan)
    reported = [
        Realisation("r1.i1", "28", note="Menit", evidence=[evidence]),
        Realisation("r2.i1", "12", note="Satu menyusul"),
    ]
    first = office.take(office.opened(plan=plan), "self_assess", "ani", data=SelfAssessed(reported))
    office.signed(office.rated(first))
    office.at("2026-04-02 09:00")
    office.take(plan, "take_over_result", "budi", data=TakenOver("r1", ["guided"]), reason="Tanpa kemajuan")
    room.signed(room.arranged("mentoring", plan=plan), sheet=MENTORING)
    room.told(plan)
    measured(measure, "13", "2026-04-01")
    evaluation = office.opened("2026-Q2", plan)
    office.take(evaluation, "self_assess", "ani", data=SelfAssessed(reported))
    counts = []
    for days in (("2026-04-06",), ("2026-04-07", "2026-04-08", "2026-04-09")):
        entries = [NewEntry("r1.i1", day(each), "29", evidence=[int(evidence)]) for each in days]
        write_progress(plan.pk, entries, office.id("ani"))
        for _ in days:
            give_feedback(plan.pk, About(), "Cepat", office.id("citra"))
        counts.append(visit.budi.queries(address(evaluation)))
    form = visit.budi.get(address(evaluation))
    assert form.words.count("Cepat") == 4 and form.words.count("bukti.pdf") == 5
    assert {"Mentoring", "Counselling"} <= {words for _, words in form.links}
    assert (
        "Quarter I of 2026 As expected As expected Good (Baik)" in form.words and "13 laporan" in form.words
    )
    visit.budi.press(form, "Check your answers", **WHOLE)
    assert [*counts, visit.budi.queries(f"{address(evaluation)}?check")] == [12, 12, 8]

    contested = office.received(office.delivered(office.signed(office.rated(evaluation))))
    objection = Objection("Hasil kerja di atas target", [evidence])
    appeal = file_appeal(contested, objection, actor=office.actor("ani")).record
    amend = f"/appeals/{office.heard(office.explained(appeal)).pk}/steps/amend/"
    assert visit.citra.get(amend).words.count("bukti.pdf") == 6 and visit.citra.queries(amend) == 12

    third = office.opened("2026-Q3", plan)
    office.at("2026-10-30 09:00")
    assert "Quarter II of 2026" in visit.citra.get(address(third, "rate_by_superior")).words
    assert visit.citra.queries(address(third, "rate_by_superior")) <= 12


def test_what_is_missing_of_a_rating_is_told_by_its_place(office: Office, visit: Visitors) -> None:
    evaluation = office.assessed()
    form = visit.budi.get(address(evaluation))
    none = visit.budi.press(form, "Check your answers")
    assert "Rate both the results of work and the behaviour." in none.words
    some = visit.budi.press(
        visit.budi.get(none.link("Change the answers")),
        "Check your answers",
        **WHOLE | {"mark_1": None, "said_0": "", "said_kompeten": "", "recommendation": ""},
    )
    assert "Mark each result: 2." in some.words
    assert "Give feedback on each result and each value: 1, “Competent”." in some.words
    assert "The document needs a note or a recommendation." in some.words
    assert visit.budi.get(address(evaluation)).form("Save the draft").fields["said_1"] == [HOSTILE]
    visit.budi.press(form, "Save the draft", status=412, **WHOLE)


def test_the_outlook_follows_what_is_chosen_and_keeps_nothing(office: Office, visit: Visitors) -> None:
    evaluation = office.assessed()
    there = f"/evaluations/{evaluation.pk}/outlook/"
    chosen = "?results_rating=above&behaviour_rating=above&mark_0=above&mark_1=nonsense"
    piece = visit.budi.get(there + chosen)
    assert "Very good (Sangat Baik)" in piece.words and "<html" not in piece.html
    assert "Results without a mark: 1." in piece.words
    assert visit.budi.queries(there + chosen) <= 12
    assert "In this unit 1 are rated with this one, and 0 are not yet." in piece.words
    assert Form.objects.count() == Rating.objects.count() == 0
    visit.ani.get(there + chosen, status=403)
    visit.eko.get(there + chosen, status=404)


def test_the_superior_rates_and_signs_what_the_rater_left(office: Office, visit: Visitors) -> None:
    evaluation = office.opened()
    office.at("2026-04-30 09:00")
    assert "now the superior rates" in visit.budi.get(address(evaluation)).words
    form = visit.citra.get(address(evaluation, "rate_by_superior"))
    assert "The employee has reported nothing." in form.words
    assert visit.citra.queries(form.address) <= 12
    checked = visit.citra.press(form, "Check your answers", **WHOLE)
    visit.citra.press(checked, "Rate in the rater's place")
    sign = visit.citra.get(address(evaluation, "sign"))
    assert "The predicate will be: Good (Baik)" in sign.words
    visit.citra.press(sign, "Sign the evaluation")
    assert Evaluation.objects.get().state == "signed"


def test_citra_changes_a_result_on_appeal(office: Office, visit: Visitors) -> None:
    appeal = office.heard()
    there = f"/appeals/{appeal.pk}/steps/amend/"
    form = visit.citra.get(there)
    assert "Pelayanan cepat" in form.html
    checked = visit.citra.press(form, "Check your answers", **WHOLE | {"results_rating": "above"})
    assert "Very good (Sangat Baik)" in checked.words
    refused = visit.citra.press(checked, "Change the result", status=422)
    assert "This field is required." in refused.words
    assert f"amend-{appeal.pk}" in visit.citra.client.session
    visit.citra.press(refused, "Change the result", reason="Bukti menunjukkan lebih")
    assert Rating.objects.latest("number").by_decision
    assert f"amend-{appeal.pk}" not in visit.citra.client.session
    again = visit.citra.press(refused, "Change the result", reason="Bukti menunjukkan lebih")
    assert (again.address, Rating.objects.count()) == (f"/appeals/{appeal.pk}/", 2)
    visit.citra.press(form, "Save the draft", status=409)
    visit.budi.press(form, "Save the draft", status=403)
    visit.eko.get(there, status=404)


def test_what_was_written_on_an_appeal_goes_when_it_is_withdrawn(office: Office, visit: Visitors) -> None:
    appeal = office.heard()
    there = f"/appeals/{appeal.pk}/steps/amend/"
    visit.citra.press(visit.citra.get(there), "Save the draft", recommendation="Naskah yang belum jadi")
    assert "Naskah yang belum jadi" in visit.citra.get(there).html
    office.take(appeal, "withdraw", "ani")
    assert "Naskah yang belum jadi" not in visit.citra.get(there).html
    assert f"amend-{appeal.pk}" not in visit.citra.client.session


def test_who_signs_against_the_guide_sees_where_and_gives_the_reason(office: Office, visit: Visitors) -> None:
    five = crowd(office, 5)
    for each in five[:4]:
        office.rated(each)
    chosen = "?results_rating=as_expected&behaviour_rating=as_expected"
    piece = visit.budi.get(f"/evaluations/{five[4].pk}/outlook/{chosen}")
    assert "at most 70 percent rated" in piece.words and "In this unit 5 are rated" in piece.words
    office.rated(five[4])
    sign = visit.budi.get(address(five[0], "sign"))
    assert "at most 70 percent rated" in sign.words
    assert visit.budi.queries(sign.address) <= 12
    refused = visit.budi.press(sign, "Sign the evaluation", status=422)
    assert "say why" in refused.words
    visit.budi.press(refused, "Sign the evaluation", distribution_reason=HOSTILE)
    shown = visit.budi.get(f"/evaluations/{five[0].pk}/")
    assert HOSTILE in shown.words and HOSTILE not in shown.html
