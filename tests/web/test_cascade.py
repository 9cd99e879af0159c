"""Pages from goals to persons: the tree, coverage, the matrix, and what has changed above."""

from __future__ import annotations

import pytest

from tests.web.visiting import Visitors
from tests.workflows.planning.desk import Desk
from tests.workflows.planning.line import Line
from workflows.audit.models import Access
from workflows.planning.cells import CellRow
from workflows.planning.roles import Role, set_roles


@pytest.fixture
def desk(visit: Visitors) -> Desk:
    return Desk(visit.agency)


def test_one_walks_from_the_goal_to_a_persons_indicator_and_back(desk: Desk, visit: Visitors) -> None:
    line = Line(desk)
    ani = line.ani()
    page = visit.ani.get("/cascade/")
    assert "Unit KAB" in page.words
    for words in ("Pelayanan prima", "Warga terlayani", "Indeks IKU-1", *["Terlayaninya pemohon KTP"] * 3):
        address = next(address for address, said in reversed(page.links) if said.startswith(words))
        page = visit.ani.get(address)
    page = visit.ani.get(next(address for address, said in page.links if "terukur" in said))
    assert "Terlayaninya pemohon KTP, terukur Indicator" in page.words
    assert page.html.count("<rect") == 7
    assert 'role="group" aria-labelledby="branch-title branch-desc"' in page.html
    assert page.link("The plan") == f"/plans/{ani.pk}/#item-r1.i1"
    top = visit.ani.get(next(address for address, said in page.links if said == "Pelayanan prima"))
    assert "G-1" in top.words

    stranger = visit.eko.get("/cascade/?key_indicator=IKU-1")
    assert "1 more stands in a plan that you may not see." in stranger.words
    visit.eko.get(f"/cascade/?plan={ani.pk}&item=r1", status=404)
    visit.eko.get("/cascade/?unit=x&cycle=99999999999999999999&plan=&goal=nothing", status=404)
    visit.indah.get(f"/cascade/?plan={ani.pk}&item=r1")
    assert set(Access.objects.values_list("plan", flat=True)) == {ani.pk, line.budi.pk, line.citra.pk}
    for who in ("ani", "budi", "dewi"):
        assert getattr(visit, who).queries(f"/cascade/?plan={ani.pk}&item=r1") <= 12, who
        assert getattr(visit, who).queries("/cascade/?key_indicator=IKU-1") <= 12, who
        assert getattr(visit, who).queries("/cascade/?goal=G-2") <= 12, who


def test_coverage_lists_what_is_to_be_mended_and_where(desk: Desk, visit: Visitors) -> None:
    line = Line(desk)
    line.ani(r1={"result": "r9"})
    page = visit.citra.get(visit.citra.get("/team/").link("What nobody works for"))
    assert "Key indicators that nobody serves 1 of 2" in page.words
    assert "Indeks IKU-2 IKU-2 · Unit KEC" in page.words
    assert "Terlayaninya pemohon KTP Ani Contoh · Unit KEC-PEL · A result of the rater: r9" in page.words
    assert "Leaders' results that nobody serves 3 of 4" in page.words
    assert visit.dewi.get(visit.dewi.get("/manage/").link("What nobody works for")).status == 200
    goals = visit.dewi.get(
        visit.dewi.get("/cascade/coverage/").link("Goals and key indicators: Indeks IKU-2")
    )
    assert "Add a key indicator" in goals.words
    assert "Unit KEC " in visit.dewi.get(goals.link("What nobody works for")).words
    assert "Unit KEC " in visit.ani.get(visit.ani.get("/goals/").link("From goals to people")).words
    assert "What nobody works for" not in visit.ani.get("/goals/").words
    indicator = visit.dewi.get(goals.link("Indeks IKU-1"))
    assert "Key indicator (IKU) IKU-1" in visit.dewi.get(indicator.link("Who serves it")).words
    form = visit.dewi.get(indicator.link("End it"))
    assert "1 result in force serves it." in form.words
    assert "Indeks IKU-1" in visit.dewi.get(form.link("Who serves it")).words
    wrong = visit.dewi.press(form, "End the key indicator", 422, last_day="2026-01-10")
    assert "It ends yesterday at the earliest" in wrong.words
    assert "Ended: 1" in visit.dewi.press(form, "End the key indicator").words
    assert "After 11 January 2026 nobody is asked to serve it" in visit.dewi.get(indicator.address).words
    page = visit.citra.get("/cascade/coverage/")
    assert "Key indicators that nobody serves 1 of 1" in page.words
    assert "A key indicator (IKU) of the unit: IKU-1" in page.words
    unit = desk.agency.units["KEC-PEL"].pk
    small = visit.dewi.get(f"/cascade/coverage/?unit={unit}")
    assert "Key indicators that nobody serves 0 of 0 None." in small.words
    visit.ani.get("/cascade/coverage/", status=404)
    few = visit.dewi.queries("/cascade/coverage/")
    for number in range(4):
        line.indicator(f"IKU-1{number}")
    assert visit.dewi.queries("/cascade/coverage/") <= few <= 12


def test_a_leader_sets_roles_and_an_employee_sees_and_serves_his_own(desk: Desk, visit: Visitors) -> None:
    line = Line(desk)
    draft = desk.drafted()
    unit = desk.agency.units["KEC-PEL"].pk
    board = visit.budi.get("/team/")
    page = visit.budi.get(board.link("Roles and results"))
    assert page.address == f"/units/{unit}/matrix/"
    form = visit.budi.get(page.link("Set roles: Ani Contoh"))
    wrong = visit.budi.press(form, "Save", status=422, **{"column-r1": "x" * 2001})
    assert "x" * 2001 in wrong.html
    page = visit.budi.press(form, "Save", **{"column-r1": "", "column-r2": "Loket <b>tanpa</b> antrean"})
    assert "No role" in page.words
    assert "Loket <b>tanpa</b> antrean" in page.words
    (row,) = (each for each in visit.budi.rows(page) if each["Employee"] == "Ani Contoh")
    assert list(row.values())[2:4] == ["No role", "Loket <b>tanpa</b> antrean"]
    cell = CellRow.objects.exclude(text="").get().cell_id

    own = visit.ani.get(f"/units/{unit}/matrix/")
    assert "You see your own row." in own.words
    assert "Set roles" not in own.words
    assert [each["Employee"] for each in visit.ani.rows(own)] == ["Ani Contoh"]
    visit.ani.get(f"/units/{unit}/matrix/{desk.id('ani')}/", status=404)
    visit.eko.get(f"/units/{unit}/matrix/", status=404)
    visit.eko.get(f"/units/{unit}/matrix/{desk.id('ani')}/", status=404)

    writing = visit.ani.get(f"/plans/{draft.pk}/edit/results/r2/")
    assert f'<option value="{cell}">Loket &lt;b&gt;tanpa&lt;/b&gt; antrean</option>' in writing.html
    visit.ani.press(writing, "Save", serves_kind="cell", serves_cell=str(cell))
    plan = desk.take(draft, "submit", "ani")
    desk.take(plan, "approve", "budi", data=desk.named(plan))
    served = "A cell of the matrix of roles and results: Loket <b>tanpa</b>"
    assert served in visit.ani.get(f"/plans/{plan.pk}/").words
    assert "Tersusunnya laporan pelayanan" in visit.budi.get(f"/units/{unit}/matrix/").words
    assert visit.budi.queries(f"/units/{unit}/matrix/") <= 12
    form_of_budi = f"/plans/{line.budi.pk}/forms/A.1.5.pdf"
    alone = visit.budi.queries(form_of_budi)
    set_roles(plan, [Role(desk.id("eko"), "r1", "Data warga mutakhir")], actor=desk.actor("dewi"))
    assert visit.budi.queries(form_of_budi) == alone <= 12, "a team below takes no more"
    team = visit.dewi.get(visit.dewi.get(f"/units/{unit}/matrix/").link("A team that he leads"))
    assert "Ani Contoh · Unit KEC-PEL" in team.words
    above = visit.dewi.get(f"/units/{desk.agency.units['KEC'].pk}/matrix/")
    below = visit.dewi.get(above.link("Roles and results of his unit: Budi Contoh"))
    assert below.address.startswith(f"/units/{unit}/matrix/?cycle=")
    led = [address for address, said in above.links if "team" in said]
    assert led == [], "nobody here leads but who heads a unit, and who has no plan leads nothing"
    visit.indah.get(f"/units/{unit}/matrix/")
    assert set(Access.objects.values_list("plan", flat=True)) == {line.budi.pk, plan.pk}


def test_who_serves_a_changed_result_sees_it_at_his_items(desk: Desk, visit: Visitors) -> None:
    line = Line(desk)
    ani = line.ani()
    page = visit.ani.get(f"/plans/{ani.pk}/")
    assert "has changed" not in page.words
    assert visit.ani.queries(f"/plans/{ani.pk}/") <= 12
    line.budi_says("Terlayaninya pemohon KTP dalam sehari")
    page = visit.ani.get(f"/plans/{ani.pk}/")
    assert "What this serves has changed on 12 January 2026" in page.words
    diff = visit.ani.get(page.link("See what changed"))
    assert diff.address == f"/plans/{ani.pk}/serves/#item-r1"
    assert "<ins> dalam sehari</ins>" in diff.html
    assert visit.ani.get("/cascade/changed/").address == f"/plans/{ani.pk}/serves/"
    visit.eko.get("/cascade/changed/", status=404)
    visit.eko.get(f"/plans/{ani.pk}/serves/", status=404)
    amendment = desk.proposed(ani)
    writing = visit.ani.get(f"/amendments/{amendment.pk}/edit/results/r1/")
    assert "What this serves has changed on 12 January 2026" in writing.words
    assert visit.ani.queries(f"/amendments/{amendment.pk}/edit/results/r1/") <= 12
    line.budi_says(None)
    assert (
        "It is not there any more since 12 January 2026." in visit.budi.get(f"/plans/{ani.pk}/serves/").words
    )
    assert visit.ani.queries(f"/plans/{ani.pk}/serves/") <= 12


def test_the_year_is_looked_at_when_it_is_over(desk: Desk, visit: Visitors) -> None:
    line = Line(desk)
    line.role("Loket tanpa antrean", column="r2")
    line.ani()
    desk.at("2027-02-01 09:00")
    unit = desk.agency.units["KEC-PEL"].pk
    assert "Pelayanan prima" in visit.ani.get("/cascade/").words
    assert "Key indicators that nobody serves 1 of 2" in visit.dewi.get("/cascade/coverage/").words
    matrix = visit.budi.get(f"/units/{unit}/matrix/").words
    assert "Loket tanpa antrean" in matrix
    assert "Ani Contoh" in matrix
