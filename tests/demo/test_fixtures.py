"""The demo agencies are consistent in themselves: files only, no database."""

import csv
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from demo.agency import read_templates
from directory.sheets import read_posts

FIXTURES = Path(__file__).parents[2] / "demo" / "fixtures"
BEHAVIOURS = [
    "berorientasi_pelayanan",
    "akuntabel",
    "kompeten",
    "harmonis",
    "loyal",
    "adaptif",
    "kolaboratif",
]
ASPECTS = {"quantity", "quality", "time", "cost"}
PERSPECTIVES = {"service_recipients", "business_process", "internal_strengthening", "budget"}
LEVELS = {"jpt_madya", "jpt_pratama", "administrator", "pengawas", "pelaksana", "fungsional"}

Row = dict[str, str]


def sheet(name: str) -> list[Row]:
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def unique(rows: list[Row], column: str) -> dict[str, Row]:
    assert [value for value, n in Counter(row[column] for row in rows).items() if n > 1] == []
    return {row[column]: row for row in rows}


UNITS = unique(sheet("units.csv"), "code")
POSTS = unique(sheet("posts.csv"), "code")
PEOPLE = unique(sheet("people.csv"), "username")
HOLDERS = unique(list(PEOPLE.values()), "post_code")
INDICATORS = unique(sheet("indicators.csv"), "code")
TEMPLATES: dict[str, Any] = read_templates(read_posts(FIXTURES / "posts.csv"))
PLANNED = sorted(TEMPLATES)
TOPS = {"BUPATI": "regional_head", "MENTERI": "agency_head"}
REALISED = sheet("realised.csv")


def upward(code: str, rows: dict[str, Row], column: str) -> list[str]:
    """The codes above `code`, nearest first; a loop is an error."""
    path: list[str] = []
    while code := rows[code][column]:
        assert code not in path, f"{path} loops at {code}"
        path.append(code)
    return path


def rater_post(code: str) -> str:
    """The post named as rater, else the nearest occupied post above."""
    named = POSTS[code]["rater_code"]
    return named or next(above for above in upward(code, POSTS, "superior_code") if above in HOLDERS)


def is_leader(code: str) -> bool:
    return POSTS[code]["level"].startswith("jpt_") or POSTS[code]["independent_unit_head"] == "yes"


def in_the_regency(code: str) -> bool:
    return upward(code, POSTS, "superior_code")[-1] == "BUPATI"


def indicators(code: str) -> list[dict[str, Any]]:
    return [indicator for result in TEMPLATES[code]["results"] for indicator in result["indicators"]]


def test_units_hang_in_two_trees() -> None:
    assert {(upward(code, UNITS, "parent_code") or [code])[-1] for code in UNITS} == {"KAB", "KEM"}
    assert {unit["timezone"] for unit in UNITS.values()} == {"Asia/Jakarta"}
    assert {unit["work_week"] for unit in UNITS.values()} == {"5", "6"}


def test_posts_stand_in_units_under_a_regional_head_and_a_minister() -> None:
    assert {post["unit_code"] for post in POSTS.values()} <= UNITS.keys()
    assert {(upward(code, POSTS, "superior_code") or [code])[-1] for code in POSTS} == TOPS.keys()
    assert {code: post["top"] for code, post in POSTS.items() if post["top"] != "none"} == TOPS
    assert {post["level"] for code, post in POSTS.items() if code not in TOPS} == LEVELS


def test_each_unit_has_at_most_one_head() -> None:
    unique([post for post in POSTS.values() if post["heads_unit"] == "yes"], "unit_code")


def test_high_leaders_are_rated_by_the_regional_head() -> None:
    high = [code for code, post in POSTS.items() if post["level"] == "jpt_pratama"]
    assert {rater_post(code) for code in high if in_the_regency(code)} == {"BUPATI"}
    assert {code: rater_post(code) for code in ("DIRJEN3", "DIR2")} == {
        "DIRJEN3": "MENTERI",
        "DIR2": "DIRJEN3",
    }


def test_nobody_rates_below_the_level_of_pengawas_unless_he_leads_a_unit() -> None:
    raters = {rater_post(code) for code in PLANNED}
    too_low = {code for code in raters if POSTS[code]["level"] in {"pelaksana", "fungsional"}}
    assert {POSTS[code]["heads_unit"] for code in too_low} == {"yes"}


def test_people_of_the_vacant_post_are_rated_one_post_up() -> None:
    assert POSTS.keys() - HOLDERS.keys() == {"KEC-KASI-PMD", "KEC-YAN-ARSIP-JTN", "KEC-PMD-DATA-CMK"}
    orphans = [code for code, post in POSTS.items() if post["superior_code"] == "KEC-KASI-PMD"]
    assert len(orphans) == 2
    assert {rater_post(code) for code in orphans} == {"CAMAT"}


def test_the_six_of_the_stories_stand_where_the_stories_need_them() -> None:
    post = {name: PEOPLE[name]["post_code"] for name in ("ani", "budi", "citra", "dewi", "eko", "indah")}
    assert (rater_post(post["ani"]), rater_post(post["budi"])) == (post["budi"], post["citra"])
    assert not {post["dewi"], post["indah"], post["eko"]} & set(upward(post["ani"], POSTS, "superior_code"))
    assert [tuple(row.values())[:3] for row in sheet("capacities.csv")] == [
        ("dewi", "manager", "KAB"),
        ("indah", "inspector", "KAB"),
        ("yeni", "manager", "KEM"),
    ]


@pytest.mark.parametrize("username", sorted(PEOPLE))
def test_nip_tells_birth_start_and_kind(username: str) -> None:
    person = PEOPLE[username]
    nip = person["nip"]
    assert len(nip) == 18
    assert nip.isdigit()
    birth = date.fromisoformat(nip[:8])
    if person["kind"] == "PNS":
        start = date.fromisoformat(nip[8:14] + "01")
    else:
        start = date.fromisoformat(nip[8:12] + "0101")
        assert int(nip[12:14]) >= 21
    assert nip[14] in "12"
    assert nip[15] == "9", "serials from 900 on mark an invented person"
    assert 18 <= start.year - birth.year <= 35
    assert 2026 - birth.year < 60
    assert start <= date.fromisoformat(person["from"]) < date(2026, 1, 1)


def test_people_are_two_hundred_and_each_is_known_once() -> None:
    assert len(PEOPLE) == 200
    for column in ("nip", "name", "email"):
        unique(list(PEOPLE.values()), column)
    assert HOLDERS.keys() <= POSTS.keys()
    assert all(person["email"] == f"{name}@example.org" for name, person in PEOPLE.items())


def test_contract_is_named_for_pppk_and_for_them_alone() -> None:
    contracts = ("contract_number", "contract_from", "contract_to")
    for person in PEOPLE.values():
        assert [bool(person[column]) for column in contracts] == [person["kind"] == "PPPK"] * 3
    pppk = [person for person in PEOPLE.values() if person["kind"] == "PPPK"]
    assert len(pppk) == 12
    assert all(person["contract_from"] <= "2026-01-01" < person["contract_to"] for person in pppk)


def test_only_the_tops_and_one_on_unpaid_leave_are_exempt() -> None:
    exempt = {name: person["exempt_cause"] for name, person in PEOPLE.items() if person["exempt_cause"]}
    assert exempt == {"wibawa": "office_outside", "surya": "office_outside", "selvi": "unpaid_leave"}


def test_indicator_has_a_unit_a_figure_and_a_source() -> None:
    for code, row in INDICATORS.items():
        assert row["unit_code"] in UNITS, code
        assert all(value for name, value in row.items() if name != "baseline"), code
        assert row["direction"] in {"higher", "lower"}, code
        assert int(row["figure_year"]) < 2026, code


def test_every_post_but_the_tops_has_a_template() -> None:
    assert POSTS.keys() - TEMPLATES.keys() == TOPS.keys()
    assert TEMPLATES.keys() <= POSTS.keys()


@pytest.mark.parametrize("code", PLANNED)
def test_template_is_complete(code: str) -> None:
    plan = TEMPLATES[code]
    assert "main" in {result["kind"] for result in plan["results"]}
    assert all(result["text"] and result["indicators"] for result in plan["results"])
    assert [behaviour["value"] for behaviour in plan["behaviours"]] == BEHAVIOURS
    assert all(behaviour["expectation"] for behaviour in plan["behaviours"])
    assert plan["annexes"].keys() == {"resources", "accountability", "consequences"}
    assert all(plan["annexes"].values())
    ids = [item["id"] for item in (*plan["results"], *indicators(code))]
    assert len(ids) == len(set(ids))


def figure(text: str) -> float:
    """Written as Indonesians write it."""
    assert "." not in text
    return float(text.replace(",", "."))


@pytest.mark.parametrize("code", PLANNED)
def test_indicator_has_what_its_approach_asks(code: str) -> None:
    for indicator in indicators(code):
        assert indicator["text"]
        measure = indicator.keys() - {"id", "text", "aspects", "perspective", "measure"}
        if TEMPLATES[code]["approach"] == "kualitatif":
            assert measure == {"narrative"}
        elif indicator["direction"] == "range":
            assert measure == {"target_low", "target_high", "unit", "direction"}
            assert figure(indicator["target_low"]) < figure(indicator["target_high"])
        else:
            assert measure == {"target", "unit", "direction"}
            assert indicator["direction"] in {"higher", "lower"}
            assert figure(indicator["target"]) > 0


@pytest.mark.parametrize("code", PLANNED)
def test_leaders_have_perspectives_with_a_budget_and_others_aspects(code: str) -> None:
    if is_leader(code):
        assert {indicator["perspective"] for indicator in indicators(code)} == PERSPECTIVES
    else:
        assert {aspect for indicator in indicators(code) for aspect in indicator["aspects"]} <= ASPECTS


@pytest.mark.parametrize("code", PLANNED)
def test_result_serves_what_exists(code: str) -> None:
    superior = TEMPLATES.get(rater_post(code), {"results": []})
    reachable = {
        "indicator": {i for i, row in INDICATORS.items() if row["unit_code"] == POSTS[code]["unit_code"]},
        "result": {result["id"] for result in superior["results"]},
        "assigned_by": POSTS.keys() - {code, rater_post(code)},
    }
    for result in TEMPLATES[code]["results"]:
        [(kind, reference)] = result["serves"].items()
        assert reference in reachable[kind], result["text"]


def test_a_few_plans_are_qualitative() -> None:
    count = Counter(plan["approach"] for plan in TEMPLATES.values())
    assert count.keys() == {"kuantitatif", "kualitatif"}
    assert count["kualitatif"] < count["kuantitatif"] / 10


def test_what_was_realised_in_the_worked_examples_belongs_to_their_plans() -> None:
    """The study of a midwife begins during the year; it is not in the plan with which she begins."""
    assert {TEMPLATES[row["post_code"]]["approach"] for row in REALISED} == {"kuantitatif", "kualitatif"}
    for row in REALISED:
        known = {each["id"] for each in indicators(row["post_code"])} | {"s1.i1"}
        assert row["indicator"] in known, row
        assert row["value"], row
        assert row["source_url"], row
        assert row["mark"] in {"", "above", "as_expected", "below"}, row


def test_holidays_are_those_of_2026_in_order() -> None:
    rows = sheet("holidays-2026.csv")
    days = [date.fromisoformat(row["date"]) for row in rows]
    assert all(earlier < later for earlier, later in pairwise(days))
    assert {day.year for day in days} == {2026}
    assert Counter(row["kind"] for row in rows) == {"holiday": 17, "joint_leave": 8}
