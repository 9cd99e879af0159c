"""The rehearsal of a cycle: everybody's way through the year, and what is to be mended before it opens."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from cycle_engine import clock
from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.record import record
from directory import queries as directory
from directory.dated import DAY
from directory.models import Letter, PersonRow, PostRow, UnitRow, User
from tests.agency import EVER
from tests.workflows.cycles.agencies import unit as new_unit
from tests.workflows.planning.desk import Desk, day
from workflows.jobs.commands import run_waiting
from workflows.planning.commands import open_cycle
from workflows.planning.models import Plan
from workflows.planning.rehearsal import Rehearsal, Route, Summary

TODAY = "2026-01-12"


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


def rehearsal(desk: Desk, on: str = TODAY, unit: str = "KAB") -> Rehearsal:
    """Of the units below this one."""
    below = directory.units_below([desk.agency.units[unit].pk], day(on))
    return Rehearsal(desk.agency.cycle, frozenset(below), day(on), clock.moment().epoch)


def routes(desk: Desk, on: str = TODAY, unit: str = "KAB") -> dict[int, Route]:
    return {each.way.person: each for each in rehearsal(desk, on, unit).everybody()}


def route(desk: Desk, name: str, on: str = TODAY) -> Route:
    return routes(desk, on)[desk.id(name)]


def codes(desk: Desk, name: str, on: str = TODAY) -> list[str]:
    return [each.blocker.rule for each in route(desk, name, on).findings]


def says(desk: Desk, name: str, code: str, on: str = TODAY) -> str:
    """The sentence of this finding, which must be one of the person's."""
    (found,) = [each for each in route(desk, name, on).findings if each.blocker.rule == code]
    return found.blocker.message


def acting(desk: Desk, name: str) -> list[int]:
    """Who would rate and supervise."""
    return [holder.person for _, holder in route(desk, name).way.used[:2]]


def rename(desk: Desk, name: str, **said: Any) -> None:
    """Say something else of this person, since ever."""
    row = PersonRow.objects.get(person=desk.id(name), valid_to=None)
    changes = Changes()
    changes.change(row, valid_to=EVER - DAY)
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    for each in ("id", "recorded_at", "valid_to"):
        del values[each]
    changes.add(PersonRow(**values | said))
    record([desk.agency.people[name]], "describe", changes, actor=Actor.clock(), notes=[{}])


# Whom it looks at


def test_everybody_in_the_scheme_is_looked_at_and_whoever_would_get_a_plan_gets_one(desk: Desk) -> None:
    looked_at = routes(desk)
    assert set(looked_at) == {desk.id(name) for name in ("ani", "budi", "citra", "dewi", "indah", "eko")}
    open_cycle(desk.agency.cycle, Actor.clock())
    run_waiting()
    assert set(Plan.objects.values_list("employee", flat=True)) == set(looked_at)


def test_a_sound_route_has_its_rater_his_superior_and_nothing_to_mend(desk: Desk) -> None:
    assert acting(desk, "ani") == [desk.id("budi"), desk.id("citra")]
    assert codes(desk, "ani") == []
    assert not route(desk, "ani").blocked


def test_a_part_of_the_agency_is_looked_at_alone(desk: Desk) -> None:
    assert set(routes(desk, unit="KEC")) == {desk.id(name) for name in ("ani", "budi", "citra")}


def test_who_is_exempt_is_shown_with_cause_and_last_day(desk: Desk) -> None:
    desk.exempt("ani")
    assert codes(desk, "ani") == ["ours:is_exempt"]
    assert "until further notice" in says(desk, "ani", "ours:is_exempt")
    assert "CLTN" in says(desk, "ani", "ours:is_exempt")
    assert not route(desk, "ani").blocked


def test_who_lost_his_post_this_year_is_shown_and_who_left_earlier_is_not(desk: Desk) -> None:
    desk.leaves("ani", "2026-01-09")
    desk.leaves("eko", "2025-12-31")
    assert codes(desk, "ani") == ["ours:without_post"]
    assert desk.id("eko") not in routes(desk)


def test_who_never_had_a_post_is_shown_where_there_is_one_agency_alone(desk: Desk) -> None:
    gita = desk.person("gita")
    assert codes(desk, "gita") == ["ours:without_post", "ours:no_account", "ours:no_email"]
    assert gita not in routes(desk, unit="KEC")
    desk.new_post("kosong", "budi")
    desk.takes_post("gita", "kosong", TODAY)
    desk.leaves("gita", "2026-01-11")  # before the first day: withdrawn
    assert gita in routes(desk)
    assert gita not in routes(desk, unit="KEC")
    new_unit("another agency", None)
    assert gita not in routes(desk)


# The rater


def test_a_post_with_none_above_blocks_and_is_the_one_to_mend(desk: Desk) -> None:
    desk.describe("eko", superior_id=None)
    (found,) = route(desk, "eko").findings
    assert (found.blocker.rule, found.blocks) == ("ours:no_rater_post", True)
    assert found.post is not None
    assert found.post.post_id == desk.post("eko")


def test_a_raters_post_that_is_not_there_blocks(desk: Desk) -> None:
    changes = Changes()
    changes.change(PostRow.objects.get(post=desk.post("budi")), valid_to=day("2025-12-31"))
    record([desk.agency.posts["budi"]], "describe", changes, actor=Actor.clock(), notes=[{}])
    assert "ours:rater_post_gone" in codes(desk, "ani")


def test_a_vacant_rater_is_told_with_who_rates_instead(desk: Desk) -> None:
    desk.leaves("budi")
    assert codes(desk, "ani") == ["ours:rater_vacant"]
    assert says(desk, "ani", "ours:rater_vacant") == (
        "The rater's post, Kepala Seksi Pelayanan, is vacant: Citra Contoh would rate."
    )
    assert acting(desk, "ani") == [desk.id("citra"), desk.id("wibawa")]


def test_a_rater_who_does_not_serve_is_told_with_the_cause(desk: Desk) -> None:
    desk.exempt("budi")
    assert codes(desk, "ani") == ["ours:rater_inactive"]
    sentence = says(desk, "ani", "ours:rater_inactive")
    assert "Budi Contoh" in sentence
    assert "Unpaid leave" in sentence
    assert sentence.endswith("Citra Contoh would rate.")


def test_a_duty_that_passes_over_more_than_one_post_is_told(desk: Desk) -> None:
    desk.leaves("budi")
    desk.leaves("citra")
    assert codes(desk, "ani") == ["ours:rater_vacant", "ours:duty_jumps", "ours:no_superior"]
    assert says(desk, "ani", "ours:duty_jumps") == (
        "The rater's duty passes over 2 posts before it comes to Wibawa Contoh."
    )


def test_who_stands_in_as_his_own_rater_is_told_and_the_next_post_rates(desk: Desk) -> None:
    desk.leaves("budi")
    desk.letter("ani", "budi", TODAY, "2027-01-31")
    assert "ours:rater_is_owner" in codes(desk, "ani")
    assert acting(desk, "ani")[0] == desk.id("citra")
    assert not route(desk, "ani").blocked


def test_where_nobody_is_left_to_rate_the_plan_is_blocked(desk: Desk) -> None:
    for name in ("budi", "citra", "wibawa"):
        desk.leaves(name)
    assert codes(desk, "ani") == ["ours:rater_vacant", "ours:nobody_rates"]
    assert "nobody would rate" in says(desk, "ani", "ours:rater_vacant")
    assert route(desk, "ani").blocked


def test_where_only_he_himself_is_left_the_plan_is_blocked(desk: Desk) -> None:
    for name in ("budi", "citra", "wibawa"):
        desk.leaves(name)
    desk.letter("ani", "citra", TODAY, "2027-01-31")
    assert codes(desk, "ani") == ["ours:rater_vacant", "ours:rater_is_owner", "ours:nobody_rates"]


def test_a_rater_who_cannot_sign_in_blocks_whom_he_rates(desk: Desk) -> None:
    assert codes(desk, "ani") == []
    User.objects.filter(username="budi").update(is_active=False)
    (found,) = route(desk, "ani").findings
    assert (found.blocker.rule, found.blocks, found.person) == (
        "ours:rater_cannot_sign_in",
        True,
        desk.id("budi"),
    )
    assert codes(desk, "budi") == ["ours:no_account"]


# The line above


def test_a_line_that_comes_back_to_itself_blocks(desk: Desk) -> None:
    desk.describe("citra", superior_id=desk.post("budi"))
    assert codes(desk, "ani") == ["ours:line_loops"]
    assert route(desk, "ani").blocked


def test_one_person_in_the_raters_and_the_superiors_post_is_told(desk: Desk) -> None:
    desk.leaves("citra")
    desk.letter("budi", "citra", TODAY, "2027-01-31", issuer="wibawa")
    assert codes(desk, "ani") == ["ours:rater_is_superior"]
    assert acting(desk, "ani") == [desk.id("budi"), desk.id("wibawa")]


def test_a_rater_without_anybody_above_is_told_except_where_his_word_is_final(desk: Desk) -> None:
    assert codes(desk, "citra") == ["ours:no_superior"]
    desk.describe("citra", level="jpt_pratama")
    assert codes(desk, "citra") == []


def test_a_letter_that_runs_out_within_the_year_is_told(desk: Desk) -> None:
    desk.leaves("budi")
    desk.letter("eko", "budi", TODAY, "2026-06-30")
    assert "ours:letter_runs_out" in codes(desk, "ani")
    assert says(desk, "ani", "ours:letter_runs_out") == (
        "The letter 800/1/2026, by which Eko Contoh stands in as Kepala Seksi Pelayanan, ends on 30 June 2026."
    )
    assert acting(desk, "ani")[0] == desk.id("eko")


# The person


def test_who_acts_in_a_second_post_is_told(desk: Desk) -> None:
    letter = desk.letter("eko", "budi", TODAY, "2026-12-31")
    assert "ours:two_posts" not in codes(desk, "eko")
    plt = Letter(kind="plt", number="800/2/2026", post_id=desk.post("citra"), person_id=desk.id("eko"))
    plt.issuer_id, plt.valid_from = letter.issuer_id, day(TODAY)
    record([plt], "issue", Changes(), actor=Actor.clock(), notes=[{}])
    assert "Also acts as Camat until further notice" in says(desk, "eko", "ours:two_posts")


def test_who_has_no_account_and_no_address_is_told(desk: Desk) -> None:
    User.objects.filter(username="ani").update(password="!")
    rename(desk, "ani", email="")
    assert codes(desk, "ani") == ["ours:no_account", "ours:no_email"]
    assert route(desk, "ani").blocked


def test_a_contract_that_ends_within_the_year_is_told(desk: Desk) -> None:
    rename(desk, "ani", kind="PPPK", contract_to=day("2026-09-30"))
    assert codes(desk, "ani") == ["ours:contract_ends"]
    rename(desk, "ani", kind="PPPK", contract_to=day("2027-09-30"))
    assert codes(desk, "ani") == []


# Many at once


def test_years_without_an_official_list_are_told(desk: Desk) -> None:
    told = [each.blocker for each in rehearsal(desk).general()]
    assert [(each.rule, each.data) for each in told] == [("ours:no_official_list", {"year": 2027})]


def test_people_in_a_unit_that_has_ended_are_not_lost_from_sight(desk: Desk) -> None:
    units, changes = desk.agency.units, Changes()
    row = UnitRow.objects.get(unit=units["DUKCAPIL"])
    changes.change(row, valid_to=day("2025-12-31"))
    said = {"name": "Unit DUKCAPIL", "timezone": row.timezone, "work_week": row.work_week}
    last = {"valid_from": day("2026-01-01"), "valid_to": day("2026-01-11")}
    changes.add(UnitRow(unit=units["DUKCAPIL"], parent=units["KEC"], **said, **last))
    withdrawn = {"valid_from": day("2026-03-01"), "valid_to": day("2026-02-28")}
    changes.add(UnitRow(unit=units["DUKCAPIL"], parent=units["KAB"], **said, **withdrawn))
    record([units["DUKCAPIL"]], "describe", changes, actor=Actor.clock(), notes=[{}])
    assert desk.id("eko") not in routes(desk)
    (_,) = replace(rehearsal(desk), units=frozenset([units["KAB"].pk])).general()  # where it was at first
    (_, found) = rehearsal(desk).general()
    assert (found.blocker.rule, found.blocks) == ("ours:unit_gone", True)
    assert "Unit DUKCAPIL" in found.blocker.message


def test_the_summary_names_each_post_to_mend_once_with_how_many_it_concerns(desk: Desk) -> None:
    desk.new_post("staf", "budi")
    desk.person("gita", "staf")
    desk.leaves("budi")
    summary = Summary()
    for each in rehearsal(desk).everybody():
        summary.add(each)
    assert (summary.people, summary.blocked) == (6, 1)
    assert summary.codes["ours:rater_vacant"] == 2
    assert summary.codes["ours:no_account"] == 1
    unit = desk.agency.units["KEC-PEL"].pk
    assert summary.units[unit]["ours:rater_vacant"] == 2
    fix = summary.fixes[unit]["ours:rater_vacant", desk.post("budi")]
    assert fix.people == 2


def test_the_directory_of_a_coming_day_is_looked_at(desk: Desk) -> None:
    desk.leaves("budi", "2026-02-28")
    assert codes(desk, "ani") == []
    assert "ours:rater_vacant" in codes(desk, "ani", on="2026-03-01")


def test_routes_of_any_number_of_people_take_the_same_queries(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [desk.id(name) for name in ("ani", "budi", "citra", "dewi", "indah", "eko")]
    for some in (people[:1], people):
        look = replace(rehearsal(desk), epoch=secrets.token_bytes(32))  # nothing is remembered yet
        for queries in (11, 4):
            with django_assert_num_queries(queries):
                assert len(look.routes(some)) == len(some)
