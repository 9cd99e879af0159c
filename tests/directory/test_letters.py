"""Letters by which somebody stands in for the holder of a post."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from cycle_engine import clock
from cycle_engine.actors import Actor
from cycle_engine.errors import Missing, NotYourTurn, RulesBroken
from cycle_engine.models import Entry, Event
from directory import commands, queries
from directory.models import Letter
from tests.directory.agency import DAY, ONE, Agency

WEEK = datetime.timedelta(days=7)


def issue(agency: Agency, **changed: Any) -> Letter:
    """Citra names Gita for Budi's post, for a week; Dewi records it."""
    letter: dict[str, Any] = {
        "kind": "plh",
        "number": "800/12/2026",
        "issuer": "citra",
        "post": "KASI",
        "person": "gita",
        "valid_from": DAY,
        "valid_to": DAY + WEEK,
        "by": "dewi",
    } | changed
    by = letter.pop("by")
    return commands.record_letter(
        **letter
        | {
            "issuer": agency.people[letter["issuer"]],
            "person": agency.people[letter["person"]],
            "post": agency.posts[letter["post"]],
        },
        actor=Actor.of(agency.people[by]),
    )


def broken(agency: Agency, **changed: Any) -> list[str]:
    """The rules that such a letter breaks, and proof that it was not recorded."""
    before = Letter.objects.count()
    with pytest.raises(RulesBroken) as error:
        issue(agency, **changed)
    assert Letter.objects.count() == before
    return [blocker.rule for blocker in error.value.blockers]


def today() -> datetime.date:
    """Today where the agency is."""
    return clock.now().astimezone(ZoneInfo("Asia/Jakarta")).date()


def test_a_letter_of_the_superior_is_recorded_on_its_own_chain(agency: Agency) -> None:
    letter = issue(agency)
    entry = Entry.objects.get(chain="letter", chain_id=letter.pk)
    assert (entry.step, entry.capacity, entry.actor) == ("issue", "manager", agency.people["dewi"])
    assert entry.unit == agency.units["SEKSI"]


@pytest.mark.parametrize("issuer", ["citra", "sekar", "dewi"])
def test_a_letter_comes_from_the_holder_of_a_post_above_or_a_manager_of_the_unit(
    agency: Agency, issuer: str
) -> None:
    assert issue(agency, issuer=issuer).issuer_id == agency.people[issuer]


@pytest.mark.parametrize("issuer", ["budi", "ani", "eko", "indah"])
def test_a_letter_of_anybody_else_is_refused(agency: Agency, issuer: str) -> None:
    assert broken(agency, issuer=issuer) == ["6/2022:IV.A.3"]


def test_the_issuer_may_record_his_own_letter_and_a_stranger_may_not(agency: Agency) -> None:
    letter = issue(agency, by="citra", person="ani")
    assert Entry.objects.get(chain="letter", chain_id=letter.pk).capacity == "superior"
    with pytest.raises(NotYourTurn):
        issue(agency, post="STAFF", by="eko")


def test_an_inspector_may_not_record_a_letter(agency: Agency) -> None:
    with pytest.raises(NotYourTurn):
        issue(agency, by="indah")


def test_a_letter_is_never_to_its_issuer(agency: Agency) -> None:
    assert broken(agency, person="citra") == ["ours:letter_oneself"]


def test_a_letter_is_never_to_the_holder_of_the_post(agency: Agency) -> None:
    assert broken(agency, person="budi") == ["ours:letter_oneself"]


def test_who_records_a_letter_cannot_be_the_one_who_stands_in(agency: Agency) -> None:
    assert broken(agency, person="dewi", by="dewi") == ["ours:letter_oneself"]
    by_sekar = issue(agency, person="dewi", issuer="sekar", by="sekar")
    assert by_sekar.person_id == agency.people["dewi"]


def test_no_manager_chooses_who_stands_in_above_himself(agency: Agency) -> None:
    above = {"post": "SEKDA", "person": "citra"}
    assert broken(agency, issuer="dewi", by="dewi", **above) == ["ours:own_post"]


def test_a_letter_names_only_whom_its_recorder_may_see(agency: Agency) -> None:
    for unseen in ("eko", "fajar"):
        with translation.override("en"), pytest.raises(Missing, match="You may see nobody"):
            issue(agency, person=unseen, by="citra")
    assert issue(agency, person="eko", by="dewi")


def test_who_stands_in_above_by_a_letter_cannot_give_one(agency: Agency) -> None:
    issue(agency, issuer="sekar", post="CAMAT", person="eko")
    assert broken(agency, issuer="eko") == ["ours:letter_chain"]


def test_who_stands_in_above_and_manages_the_unit_may_give_one(agency: Agency) -> None:
    issue(agency, issuer="sekar", post="CAMAT", person="dewi", by="sekar")
    assert issue(agency, issuer="dewi")


def test_a_second_letter_for_the_same_days_is_refused_and_one_after_it_is_taken(agency: Agency) -> None:
    issue(agency)
    assert broken(agency, valid_from=DAY + WEEK, valid_to=DAY + 2 * WEEK) == ["ours:letter_alone"]
    assert issue(agency, valid_from=DAY + WEEK + ONE, valid_to=DAY + 2 * WEEK)


def test_one_person_may_stand_in_for_two_posts(agency: Agency) -> None:
    issue(agency)
    assert issue(agency, post="STAFF")


def test_a_plt_may_be_left_open_and_a_plh_or_a_delegation_may_not(agency: Agency) -> None:
    assert broken(agency, valid_to=None) == ["ours:letter_days"]
    assert broken(agency, valid_to=None, kind="delegation") == ["ours:letter_days"]
    assert issue(agency, valid_to=None, kind="plt").valid_to is None


def test_all_that_a_letter_lacks_is_told_at_once_and_in_sentences(agency: Agency) -> None:
    rules = broken(agency, number=" ", valid_to=DAY - ONE, issuer="eko", person="eko")
    assert rules == ["ours:letter_number", "ours:letter_days", "6/2022:IV.A.3", "ours:letter_oneself"]
    with translation.override("en"), pytest.raises(RulesBroken, match="A letter has a number"):
        issue(agency, number="")


def test_a_letter_for_what_is_not_there_is_missing(agency: Agency) -> None:
    with pytest.raises(Missing):
        issue(agency, valid_from=DAY - ONE)
    agency.people["nobody"] = 0
    with pytest.raises(Missing):
        issue(agency, person="nobody")


def test_a_letter_ends_sooner_and_the_stand_in_with_it(agency: Agency) -> None:
    letter = issue(agency, kind="plt", valid_to=None)
    commands.end_letter(letter.pk, today(), actor=Actor.of(agency.people["citra"]))
    seat = agency.posts["KASI"]
    assert queries.lines([seat], today())[seat][0].stand_in == agency.people["gita"]
    assert queries.lines([seat], today() + ONE)[seat][0].stand_in is None
    assert list(Entry.objects.filter(chain="letter").values_list("step", flat=True)) == ["issue", "end"]


def test_a_letter_that_has_not_begun_is_withdrawn(agency: Agency) -> None:
    first = today() + WEEK
    letter = issue(agency, kind="plt", valid_from=first, valid_to=None)
    commands.end_letter(letter.pk, first - ONE, actor=Actor.of(agency.people["dewi"]))
    assert not Letter.objects.on(first).exists()
    assert issue(agency, valid_from=first, valid_to=first)


def test_what_was_done_under_a_letter_is_not_undone_by_ending_it_in_the_past(agency: Agency) -> None:
    letter = issue(agency, kind="plt", valid_to=None)
    dewi = Actor.of(agency.people["dewi"])
    with pytest.raises(RulesBroken) as error:
        commands.end_letter(letter.pk, today() - 2 * ONE, actor=dewi)
    assert [blocker.rule for blocker in error.value.blockers] == ["ours:letter_end"]
    assert commands.end_letter(letter.pk, today() - ONE, actor=dewi).valid_to == today() - ONE


def test_a_letter_cannot_be_made_longer(agency: Agency) -> None:
    letter = issue(agency, valid_from=today(), valid_to=today() + WEEK)
    with pytest.raises(RulesBroken):
        commands.end_letter(letter.pk, today() + WEEK, actor=Actor.of(agency.people["dewi"]))


def test_only_its_issuer_or_a_manager_ends_a_letter(agency: Agency) -> None:
    letter = issue(agency, kind="plt", valid_to=None)
    for name in ("gita", "budi", "sekar"):
        with pytest.raises(NotYourTurn):
            commands.end_letter(letter.pk, today(), actor=Actor.of(agency.people[name]))
    with pytest.raises(Missing):
        commands.end_letter(0, today(), actor=Actor.of(agency.people["dewi"]))


def told(act: str) -> dict[int, str]:
    """Who is told of the one act of this kind, and in which capacity."""
    event = Event.objects.get(kind=act)
    assert event.about["employee"]
    return {each["person"]: each["capacity"] for each in event.recipients}


def test_who_stands_in_the_holder_and_the_issuer_are_told_of_a_letter_and_of_its_end(agency: Agency) -> None:
    gita, budi, citra = (agency.people[name] for name in ("gita", "budi", "citra"))
    letter = issue(agency, kind="plt", valid_to=None)
    assert told("letter.issue") == {gita: "owner", budi: "superior", citra: "superior"}
    about = Event.objects.get(kind="letter.issue").about
    assert (about["from"], about["to"]) == (DAY.isoformat(), None)
    commands.end_letter(letter.pk, today(), actor=Actor.of(citra))
    assert told("letter.end") == {gita: "owner", budi: "superior"}
