"""A plan as it is printed: which revision, who is on it as of that day, who signed, what its results serve."""

from __future__ import annotations

import datetime
from typing import Any

from cycle_engine import clock
from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.record import record
from directory.dated import DAY
from directory.models import PersonRow, Post
from tests.workflows.planning.desk import Desk, day
from workflows.goals.commands import set_indicator
from workflows.goals.data import IndicatorInput
from workflows.planning.documents import plan_document
from workflows.planning.models import Amendment, Plan, Revision
from workflows.planning.serving import results_of


def _printed(plan: Plan) -> dict[str, Any]:
    return plan_document(Plan.objects.get(pk=plan.pk), clock.moment())


def _signed(printed: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["capacity"], each["name"]) for each in printed["signatures"]]


def _serving(desk: Desk, **serves: str) -> dict[str, Any]:
    contents = desk.agency.complete_contents()
    contents["results"][0]["serves"] = serves
    return contents


def test_a_plan_in_force_is_printed_with_its_hash_its_people_and_their_signatures(desk: Desk) -> None:
    plan = desk.submitted()
    desk.at("2026-01-14 10:05")
    plan = desk.take(plan, "approve", "budi", data=desk.named(plan))
    printed = _printed(plan)
    assert printed["standing"] == "in_force"
    assert printed["hash"] == Revision.objects.get(plan=plan).hash
    assert printed["agency"] == "Unit KAB"
    assert printed["document"]["period"] == {"from": "2026-01-01", "to": "2026-12-31"}
    assert printed["document"]["annexes"]["resources"] == ["Dua komputer"]
    assert printed["identities"]["employee"] == {
        "name": "Ani Contoh",
        "nip": desk.agency.people["ani"].nip,
        "rank": "",
        "post": "Pengelola Layanan Operasional",
        "unit": "Unit KEC-PEL",
    }
    assert printed["identities"]["rater"]["post"] == "Kepala Seksi Pelayanan"
    assert _signed(printed) == [("employee", "Ani Contoh"), ("rater", "Budi Contoh")]
    assert [each["at"][:16] + each["at"][19:] for each in printed["signatures"]] == [
        "2026-01-12T09:00+07:00",
        "2026-01-14T10:05+07:00",
    ]


def test_a_draft_is_printed_as_a_draft_and_a_submitted_plan_as_not_yet_set(desk: Desk) -> None:
    draft = desk.drafted()
    printed = _printed(draft)
    assert (printed["standing"], printed["signatures"], len(printed["hash"])) == ("draft", [], 64)
    assert printed["identities"]["rater"]["name"] == "Budi Contoh"
    submitted = desk.take(draft, "submit", "ani")
    again = _printed(submitted)
    assert (again["standing"], _signed(again)) == ("frozen", [("employee", "Ani Contoh")])
    assert again["hash"] == printed["hash"]


def test_the_revision_in_force_is_printed_until_another_is_in_force(desk: Desk) -> None:
    plan = desk.in_force()
    before = _printed(plan)
    amendment: Amendment = desk.proposed(plan)
    desk.write(amendment, _serving(desk, assigned_by="Sekretaris Daerah"))
    amendment = desk.take(amendment, "submit", "ani")
    assert _printed(plan) == before
    desk.at("2026-02-02 08:00")
    desk.take(amendment, "approve", "budi", data=desk.named(amendment))
    after = _printed(plan)
    assert after["hash"] == Revision.objects.get(plan=plan, number=2).hash != before["hash"]
    assert after["document"]["results"][0]["assigned_by"] == "Sekretaris Daerah"
    assert after["signatures"][1]["at"].startswith("2026-02-02T08:00")


def test_what_the_superior_set_without_a_signature_says_so(desk: Desk) -> None:
    plan = desk.forgotten(until="2026-02-10 09:00")
    plan = desk.take(plan, "set_unsigned", "citra", data=desk.edit(plan))
    printed = _printed(plan)
    assert _signed(printed) == [("superior", "Citra Contoh"), ("employee", "Ani Contoh")]
    assert (printed["signatures"][1]["at"], printed["signatures"][1]["because"]) == (None, "not_signed")
    assert printed["identities"]["superior"]["post"] == "Camat"
    assert printed["identities"]["rater"]["name"] == "Budi Contoh"


def test_a_stand_in_signs_in_the_place_of_the_rater(desk: Desk) -> None:
    desk.letter("eko", "budi", "2026-01-10", "2026-01-20")
    plan = desk.in_force(by="eko")
    printed = _printed(plan)
    signature = printed["signatures"][1]
    assert signature["name"] == "Eko Contoh"
    assert signature["nip"] == desk.agency.people["eko"].nip
    assert signature["on_behalf_of"] == "Budi Contoh"
    assert signature["letter"] == "Plh nomor 800/1/2026"
    assert printed["identities"]["rater"]["name"] == "Budi Contoh"
    assert printed["identities"]["rater"]["post"] == "Kepala Seksi Pelayanan"


def test_a_person_is_described_as_of_the_day_on_which_the_plan_was_set(desk: Desk) -> None:
    plan = desk.in_force()
    desk.at("2026-06-01 09:00")
    _called(desk, "ani", "Ani Contoh, M.Si.", "Penata / III/c", day("2026-06-01"))
    assert _printed(plan)["identities"]["employee"]["name"] == "Ani Contoh"
    other = desk.drafted("budi", since="2026-01-01")
    _called(desk, "budi", "Budi Contoh, M.Si.", "Pembina / IV/a", day("2026-06-01"))
    printed = _printed(other)["identities"]["employee"]
    assert (printed["name"], printed["rank"]) == ("Budi Contoh, M.Si.", "Pembina / IV/a")


def _called(desk: Desk, who: str, name: str, rank: str, since: datetime.date) -> None:
    """This person is called otherwise from this day on."""
    changes = Changes()
    changes.change(PersonRow.objects.get(person=desk.id(who), valid_to=None), valid_to=since - DAY)
    changes.add(PersonRow(person=desk.agency.people[who], name=name, rank=rank, kind="PNS", valid_from=since))
    record([desk.agency.people[who]], "describe", changes, actor=Actor.clock(), notes=[{}])


def test_what_a_result_serves_is_told_in_the_words_of_the_raters_plan(desk: Desk) -> None:
    desk.in_force("citra", by="wibawa")
    desk.in_force("budi", by="citra")
    results = _printed(desk.drafted(contents=_serving(desk, result="r2")))["document"]["results"]
    assert results[0]["serves"] == "Tersusunnya laporan pelayanan"
    assert results[0]["assigned_by"] == "Kepala Seksi Pelayanan"
    assert results[1]["assigned_by"] == "Camat"
    agency, after_the_year = desk.agency, datetime.date(2027, 2, 15)
    assert "r2" in results_of(agency.people["budi"].pk, agency.cycle.pk, after_the_year)


def test_what_nobody_knows_any_more_is_left_out(desk: Desk) -> None:
    results = _printed(desk.drafted(contents=_serving(desk, result="r9")))["document"]["results"]
    assert results[0]["serves"] == ""


def test_a_post_that_assigned_a_result_is_called_by_its_title_and_an_indicator_by_its_words(
    desk: Desk,
) -> None:
    code = Post.objects.get(pk=desk.post("citra")).code
    contents = _serving(desk, assigned_by=code)
    contents["results"][1]["serves"] = {"indicator": "KEC.1"}
    first, second = _printed(desk.drafted(contents=contents))["document"]["results"]
    assert (first["serves"], first["assigned_by"]) == ("", "Camat")
    assert (second["serves"], second["assigned_by"]) == ("IKU KEC.1", "Kepala Seksi Pelayanan")
    unit, since = desk.agency.units["KEC"].pk, day("2025-01-01")
    for year, words in ((2026, "Kepuasan masyarakat"), (2025, "Kepuasan warga"), (2027, "Kepuasan")):
        set_indicator(
            unit, "KEC.1", IndicatorInput(year, words, "index", "higher"), since, actor=Actor.clock()
        )
    other = desk.drafted("budi", contents=contents)
    assert _printed(other)["document"]["results"][1]["serves"] == "IKU: Kepuasan masyarakat"


def test_a_leaders_result_is_told_with_its_indicators(desk: Desk) -> None:
    desk.describe("budi", independent_unit_head=True)
    contents = desk.agency.complete_contents()
    contents["results"][0]["indicators"][0]["perspective"] = "budget"
    desk.in_force("citra", by="wibawa")
    desk.in_force("budi", by="citra", contents=contents)
    result = _printed(desk.drafted(contents=_serving(desk, result="r1")))["document"]["results"][0]
    assert result["serves"].splitlines() == [
        "Terlayaninya pemohon KTP",
        "Indikator Kinerja Individu:",
        "- Terlayaninya pemohon KTP, terukur",
    ]
