"""Writing a plan on its pages: part by part, however incomplete, and never over what another window wrote."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.web.visiting import Visitor, Visitors
from tests.workflows.planning.desk import Desk
from workflows.cycles.policy import Policy
from workflows.goals.commands import set_indicator
from workflows.goals.data import IndicatorInput
from workflows.planning.models import Draft, Plan


@pytest.fixture
def desk(visit: Visitors) -> Desk:
    return Desk(visit.agency)


def contents(plan: Plan) -> dict[str, Any]:
    found: dict[str, Any] = Draft.objects.get(plan=plan, amendment=None).contents
    return found


def test_ani_writes_a_plan_from_nothing_to_its_signature(desk: Desk, visit: Visitors) -> None:
    plan, ani = desk.begun("ani", "ani", "2026-01-01", "ani"), visit.ani
    overview = ani.get(ani.get(f"/plans/{plan.pk}/").link("Write the plan"))
    assert "The plan needs at least one main result." in overview.words
    result = ani.press(overview, "Add a result")
    assert result.address == f"/plans/{plan.pk}/edit/results/r1/"
    typed: dict[str, Any] = {"text": "Terlayaninya pemohon", "serves_kind": "assigned_by"}
    typed |= {"serves_assigned_by": "POST-CITRA", "r1.i1-text": "Waktu layanan"}
    typed |= {"r1.i1-aspects": "time", "r1.i1-unit": "menit"}
    back = ani.press(result, "Save", **typed)
    assert "In a quantitative plan each indicator needs a target" in back.words
    assert "Indicator 1.1" in back.words
    again = ani.get(back.link("1. Terlayaninya pemohon"))
    measured: dict[str, Any] = {"r1.i1-target": "30", "r1.i1-direction": "lower"}
    again = ani.press(again, "Add an indicator", **measured)
    assert "Indicator 1.2" in again.words
    cleared = ani.press(again, "Remove for good: Indicator 1.2")
    assert "Indicator 1.2" not in cleared.words
    ready = ani.get(f"/plans/{plan.pk}/edit/")
    assert "What is still missing" not in ready.words
    assert contents(plan)["results"] == [
        {
            "id": "r1",
            "text": "Terlayaninya pemohon",
            "kind": "main",
            "serves": {"assigned_by": "POST-CITRA"},
            "indicators": [
                {
                    "id": "r1.i1",
                    "text": "Waktu layanan",
                    "aspects": ["time"],
                    "unit": "menit",
                    "target": "30",
                    "direction": "lower",
                }
            ],
        }
    ]


def test_results_are_duplicated_moved_and_removed(desk: Desk, visit: Visitors) -> None:
    plan = desk.drafted()
    page = visit.ani.get(f"/plans/{plan.pk}/edit/")
    page = visit.ani.press(page, "Duplicate: 1")
    assert [each["id"] for each in contents(plan)["results"]] == ["r1", "r3", "r2"]
    page = visit.ani.press(page, "↓Move down: 1")
    page = visit.ani.press(page, "Remove result 3 for good")
    assert [each["id"] for each in contents(plan)["results"]] == ["r3", "r1"]
    assert contents(plan)["results"][0]["text"] == contents(plan)["results"][1]["text"]


def test_behaviours_annexes_and_approach_are_kept(desk: Desk, visit: Visitors) -> None:
    plan = desk.drafted()
    overview = visit.ani.get(f"/plans/{plan.pk}/edit/")
    behaviours = visit.ani.get(overview.link("Work behaviour"))
    visit.ani.press(behaviours, "Save", loyal="Menjaga nama baik")
    annexes = visit.ani.get(overview.link("Annexes"))
    visit.ani.press(annexes, "Save", resources="Dua komputer\r\n\r\n Satu mobil ", consequences="Umpan balik")
    visit.ani.press(overview, "Save the approach", approach="kualitatif")
    found = contents(plan)
    assert {each["value"] for each in found["behaviours"]} == {"akuntabel", "loyal"}
    assert found["annexes"]["resources"] == ["Dua komputer", "Satu mobil"]
    assert found["approach"] == "kualitatif"
    assert found["results"][0]["indicators"][0]["target"] == "30"


def test_two_windows_see_the_difference_and_choose(desk: Desk, visit: Visitors) -> None:
    plan = desk.drafted()
    address = f"/plans/{plan.pk}/edit/results/r1/"
    one, other = visit.ani.get(address), visit.ani.get(address)
    elsewhere = visit.ani.get(f"/plans/{plan.pk}/edit/results/r2/")
    visit.ani.press(one, "Save", text="Terlayaninya semua pemohon KTP")
    visit.ani.press(elsewhere, "Save", text="Laporan")  # another part: nobody is asked
    both = visit.ani.press(other, "Save", status=412, text="<i>Terlayaninya pemohon</i>")
    assert "This was changed in another window" in both.words
    assert "<del>semua</del>" in both.html.replace(" ", "")
    assert "&lt;i&gt;Terlayaninya pemohon&lt;/i&gt;" in both.html
    assert contents(plan)["results"][0]["text"] == "Terlayaninya semua pemohon KTP"
    visit.ani.press(both, "Save")
    assert contents(plan)["results"][0]["text"] == "<i>Terlayaninya pemohon</i>"
    assert contents(plan)["results"][1]["text"] == "Laporan"


def test_a_page_that_saves_by_itself_is_told_in_few_words(desk: Desk, visit: Visitors) -> None:
    plan = desk.drafted()
    address, by_itself = f"/plans/{plan.pk}/edit/results/r1/", {"HX-Request": "true"}
    sent = visit.ani.get(address).form("Save").fields
    ask = visit.ani.client.post
    first = ask(address, sent | {"text": "Satu"}, headers=by_itself)
    assert first.json()["at"] == "09:00"
    # The answer was lost with the line: the same window goes on, and what it finds is its own.
    assert ask(address, sent | {"text": "Satu dua"}, headers=by_itself).status_code == 200
    assert ask(address, sent | {"text": "Tiga", "window": "other"}, headers=by_itself).status_code == 412
    wrong = ask(address, sent | {"text": "x" * 20_001}, headers=by_itself)
    assert (wrong.status_code, wrong.json()["wrong"][:9]) == (422, "Not saved")
    assert contents(plan)["results"][0]["text"] == "Satu dua"
    visit.ani.client.logout()
    assert ask(address, sent, headers=by_itself).status_code == 401


def test_nobody_else_writes_and_nothing_that_is_decided_is_written(desk: Desk, visit: Visitors) -> None:
    plan = desk.drafted()
    address = f"/plans/{plan.pk}/edit/results/r1/"
    page = visit.ani.get(address)
    for name, status in (("budi", 403), ("dewi", 403), ("eko", 404)):
        for path in ("", "results/r1/", "behaviours/", "annexes/"):
            getattr(visit, name).get(f"/plans/{plan.pk}/edit/{path}", status=status)
        getattr(visit, name).press(page, "Save", status=status, text="Milik orang lain")
    visit.ani.get(f"/plans/{plan.pk}/edit/results/r9/", status=404)
    visit.ani.press(page, "Save", status=404, indicator=["r2.i1", "r2"])
    desk.take(plan, "submit", "ani")
    late = visit.ani.press(page, "Save", status=409, text="Terlambat")
    assert "What you typed stands below, so that you can copy it." in late.words
    assert "Terlambat</textarea>" in late.html
    assert "Terlambat" not in str(contents(plan))


def test_a_large_plan_asks_no_more_than_a_small_one(desk: Desk, visit: Visitors) -> None:
    plan = desk.drafted()
    small = visit.ani.queries(f"/plans/{plan.pk}/edit/")
    whole = visit.agency.complete_contents()
    whole["results"] = [
        whole["results"][0]
        | {
            "id": f"r{n}",
            "indicators": [whole["results"][0]["indicators"][0] | {"id": f"r{n}.i{m}"} for m in range(3)],
        }
        for n in range(20)
    ]
    desk.write(plan, whole)
    assert visit.ani.queries(f"/plans/{plan.pk}/edit/") <= small <= 12
    for path in ("results/r7/", "behaviours/", "annexes/"):
        assert visit.ani.queries(f"/plans/{plan.pk}/edit/{path}") <= 12, path
    page = visit.ani.get(f"/plans/{plan.pk}/edit/results/r7/")
    visit.ani.press(page, "Save, and next", text="Yang ketujuh")
    assert contents(plan)["results"][7]["text"] == "Yang ketujuh"


def test_weights_are_written_as_indonesians_write_them(desk: Desk, visit: Visitors) -> None:
    desk.policy(Policy(weights=True))
    plan, ani = desk.drafted(), Visitor(visit.agency, "ani", "id")
    page = ani.get(f"/plans/{plan.pk}/edit/results/r1/")
    ani.press(page, "Simpan", weight="62,5")
    assert contents(plan)["results"][0]["weight"] == "62.5"
    again = ani.get(f"/plans/{plan.pk}/edit/results/r1/")
    assert again.form("Simpan").fields["weight"] == ["62,5"]
    ani.press(again, "Simpan", status=422, weight="banyak")
    assert "62,50%" in ani.get(f"/plans/{plan.pk}/edit/").words


def test_what_is_carried_over_is_looked_at(desk: Desk, visit: Visitors) -> None:
    plan, whole = desk.drafted(), visit.agency.complete_contents()
    for result in whole["results"]:
        result["carried_over"] = True
    desk.write(plan, whole)
    overview = visit.ani.get(f"/plans/{plan.pk}/edit/")
    assert "These results stand as they stood last year" in overview.words
    visit.ani.press(overview, "It still holds: 1")
    page = visit.ani.get(f"/plans/{plan.pk}/edit/results/r2/")
    ready = visit.ani.press(page, "Save", still_holds="on")
    assert "as they stood last year" not in ready.words
    assert not any("carried_over" in each for each in contents(plan)["results"])


def test_a_plan_begins_with_what_is_there_and_what_the_rater_wants(desk: Desk, visit: Visitors) -> None:
    desk.in_force("budi", "citra")
    plan = desk.begun("ani", "ani", "2026-01-01", "ani")
    page = visit.ani.get(f"/plans/{plan.pk}/edit/")
    refused = visit.ani.press(page, "With the template of the post", status=422)
    assert "This post has no template." in refused.words
    result = visit.ani.press(page, "Add a result that serves this: Tersusunnya laporan pelayanan")
    assert contents(plan)["results"][0]["serves"] == {"result": "r2"}
    assert "A result of the rater" in result.words
    assert "1 result of your rater" in visit.ani.get(f"/plans/{plan.pk}/edit/").words


def test_key_indicators_are_suggested_told_in_words_and_pointed_at_where_nobody_knows_them(
    desk: Desk, visit: Visitors
) -> None:
    plan, whole, unit = desk.drafted(), visit.agency.complete_contents(), desk.agency.units["KEC"].pk
    whole["results"][0]["serves"] = {"indicator": "KEC.9"}
    desk.write(plan, whole)
    unknown = "The agency has no key indicator (IKU) of this code in the plan's year: Result 1."
    assert unknown not in visit.ani.get(f"/plans/{plan.pk}/edit/").words  # nobody has described any
    said = IndicatorInput(2026, "Indeks Kepuasan Masyarakat", "index", "higher")
    last = replace(said, year=2025)
    set_indicator(unit, "KEC.0", last, desk.now().date(), actor=desk.actor("dewi"))
    assert unknown not in visit.ani.get(f"/plans/{plan.pk}/edit/").words  # nor any of this year
    whole["results"][0] |= {"serves": {"indicator": "KEC.0"}, "carried_over": True}  # as it stood last year
    desk.write(plan, whole)
    page = visit.ani.get(f"/plans/{plan.pk}/edit/results/r1/")
    assert unknown.split(":")[0] in page.words
    visit.ani.press(page, "Save", still_holds="on")
    assert unknown in visit.ani.get(f"/plans/{plan.pk}/steps/submit/").words  # and he may sign all the same
    whole["results"][0] |= {"serves": {"indicator": "KEC.9"}, "carried_over": False}
    desk.write(plan, whole)
    set_indicator(unit, "KEC.1", said, desk.now().date(), actor=desk.actor("dewi"))
    elsewhere = desk.agency.units["DUKCAPIL"].pk
    set_indicator(elsewhere, "DUKCAPIL.1", said, desk.now().date(), actor=desk.actor("dewi"))
    assert unknown in visit.ani.get(f"/plans/{plan.pk}/edit/").words
    page = visit.ani.get(f"/plans/{plan.pk}/edit/results/r1/")
    assert '<option value="KEC.1">Indeks Kepuasan Masyarakat</option>' in page.html
    assert "DUKCAPIL.1" not in page.html
    ready = visit.ani.press(
        page, "Save", serves_indicator="DUKCAPIL.1"
    )  # of the agency, though not suggested
    assert unknown not in ready.words
    visit.ani.press(page, "Save", serves_indicator="KEC.1")
    page = visit.ani.get(f"/plans/{plan.pk}/edit/results/r1/")
    assert "Indeks Kepuasan Masyarakat" in page.words
    assert "Indeks Kepuasan Masyarakat" in visit.budi.get(f"/plans/{plan.pk}/").words
    assert visit.ani.queries(page.address) <= 12
    assert visit.ani.queries(f"/plans/{plan.pk}/edit/") <= 12
