"""Lines of duty and charges, read from the directory."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from directory import commands, queries
from directory.duty import charges_in
from directory.models import Letter, Person, Post, PostRow
from tests.directory import agency as of
from tests.directory.agency import DAY, OPERATOR, Agency

LATER = DAY + datetime.timedelta(days=30)


def seats(agency: Agency, post: str, day: datetime.date = DAY) -> list[tuple[str, str | None, str | None]]:
    """Post, holder and stand-in of each seat, by name."""
    codes = {pk: code for code, pk in agency.posts.items()}
    names: dict[int | None, str | None] = {pk: name for name, pk in agency.people.items()}
    line = queries.lines([agency.posts[post]], day)[agency.posts[post]]
    return [(codes[each.post], names.get(each.holder), names.get(each.stand_in)) for each in line]


def test_a_line_goes_from_the_post_itself_up_to_the_top_with_vacant_posts_in_it(agency: Agency) -> None:
    assert seats(agency, "STAFF") == [
        ("STAFF", "ani", None),
        ("KASI", "budi", None),
        ("CAMAT", "citra", None),
        ("SEKDA", "sekar", None),
    ]
    assert seats(agency, "DINAS-STAFF")[1] == ("DINAS-HEAD", None, None)


def test_a_post_that_names_its_rater_is_rated_beside_the_tree(agency: Agency) -> None:
    commands.put_posts([replace(agency.post("KASI"), rater_code="HR")], day=DAY, actor=OPERATOR)
    assert [post for post, _, _ in seats(agency, "STAFF")] == ["STAFF", "KASI", "HR", "SEKDA"]


def test_a_change_of_holder_is_seen_from_its_day_on_and_not_before(agency: Agency) -> None:
    agency.leave("budi", LATER - of.ONE)
    agency.move("fajar", "KASI", LATER)
    assert seats(agency, "KASI", LATER - of.ONE)[0] == ("KASI", "budi", None)
    assert seats(agency, "KASI", LATER)[0] == ("KASI", "fajar", None)


def test_a_stand_in_is_seen_while_the_letter_lasts(agency: Agency) -> None:
    letter = agency.letter("KASI", "gita")
    found = queries.lines([agency.posts["KASI"]], DAY)[agency.posts["KASI"]][0]
    assert (found.holder, found.stand_in, found.letter) == (
        agency.people["budi"],
        agency.people["gita"],
        letter.pk,
    )
    assert seats(agency, "KASI", DAY - of.ONE)[0] == ("KASI", "budi", None)


@pytest.mark.parametrize("cause", ["suspension", "unpaid_leave", "pre_retirement"])
def test_who_does_not_serve_leaves_his_seat_empty_and_cannot_stand_in(agency: Agency, cause: str) -> None:
    agency.letter("CAMAT", "gita")
    agency.exempt("budi", cause)
    agency.exempt("gita", cause)
    assert seats(agency, "KASI")[:2] == [("KASI", None, None), ("CAMAT", "citra", None)]


def test_a_state_official_is_exempt_and_still_rates(agency: Agency) -> None:
    agency.exempt("sekar", "office_outside")
    assert seats(agency, "SEKDA") == [("SEKDA", "sekar", None)]


def test_a_loop_in_the_directory_ends_the_line_where_it_would_begin_again(agency: Agency) -> None:
    top = agency.posts["SEKDA"]
    PostRow.objects.filter(post=top).on(DAY).update(valid_to=DAY - of.ONE)
    PostRow.objects.create(
        post_id=top,
        title="Loop",
        unit_id=agency.units["KAB"],
        superior_id=agency.posts["KASI"],
        valid_from=DAY,
    )
    assert [post for post, _, _ in seats(agency, "KASI")] == ["KASI", "CAMAT", "SEKDA"]
    assert queries.charges(agency.people["citra"], DAY).rater == {agency.posts["CAMAT"]}


def test_however_many_posts_are_asked_for_it_is_one_query(agency: Agency) -> None:
    with CaptureQueriesContext(
        connection,
    ) as told:
        found = queries.lines(agency.posts.values(), DAY)
    assert len(told) == 1
    assert found.keys() == set(agency.posts.values())
    assert queries.lines([], DAY) == {}


def test_charges_are_what_stands_below_and_no_further(agency: Agency) -> None:
    charges = queries.charges(agency.people["citra"], DAY)
    assert charges.rater == {agency.posts["CAMAT"]}
    assert charges.superior == {agency.posts["KASI"]}
    assert queries.charges(agency.people["fajar"], DAY).posts == set()


def test_a_vacant_post_below_is_the_charge_of_the_post_above(agency: Agency) -> None:
    charges = queries.charges(agency.people["sekar"], DAY)
    assert charges.rater == {agency.posts["SEKDA"], agency.posts["DINAS-HEAD"]}
    assert agency.posts["DINAS-STAFF"] in charges.superior


def test_a_rater_who_is_moved_is_in_charge_no_longer(agency: Agency) -> None:
    agency.move("budi", "DINAS-HEAD", LATER)
    assert queries.charges(agency.people["budi"], LATER - of.ONE).rater == {agency.posts["KASI"]}
    assert queries.charges(agency.people["budi"], LATER).rater == {agency.posts["DINAS-HEAD"]}


@st.composite
def agencies(draw: st.DrawFn) -> tuple[list[int], list[int | None], list[tuple[int, int]]]:
    """For posts 0..n: the next one upward (itself: none), the holder, and letters (post, person)."""
    size = draw(st.integers(2, 9))
    upward = [draw(st.integers(max(0, post - 3), post)) for post in range(size)]
    holders = draw(st.permutations(range(size)))
    vacant = draw(st.sets(st.integers(0, size - 1), max_size=size // 2))
    letters = draw(st.dictionaries(st.integers(0, size - 1), st.integers(0, size - 1), max_size=4))
    return upward, [None if post in vacant else holders[post] for post in range(size)], list(letters.items())


def put(upward: list[int], holders: list[int | None], letters: list[tuple[int, int]]) -> None:
    posts = {f"P{post}": ("KAB", f"P{above}" if above != post else "") for post, above in enumerate(upward)}
    people = {f"n{person}": "" for person in range(len(upward))}
    people |= {f"n{person}": f"P{post}" for post, person in enumerate(holders) if person is not None}
    commands.put_units(of.unit_rows({"KAB": ""}), day=DAY, actor=OPERATOR)
    commands.put_posts(of.post_rows(posts), day=DAY, actor=OPERATOR)
    commands.put_people(of.person_rows(people | {"issuer": ""}), day=DAY, actor=OPERATOR)
    known = of.known()
    for post, person in letters:
        Letter.objects.create(
            kind="plt",
            number="1",
            issuer_id=known.people["issuer"],
            post_id=known.posts[f"P{post}"],
            person_id=known.people[f"n{person}"],
            valid_from=DAY,
        )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(agencies())
@example(([0, 0, 1, 2], [0, 1, 2, 3], [(3, 2)]))  # rater by letter below, the owner above him
def test_charges_found_downward_are_those_found_from_every_post_upward(
    db: None, drawn: tuple[list[int], list[int | None], list[tuple[int, int]]]
) -> None:
    with transaction.atomic():
        put(*drawn)
        everywhere = queries.lines(Post.objects.values_list("pk", flat=True), DAY)
        for person in Person.objects.values_list("pk", flat=True):
            assert queries.charges(person, DAY) == charges_in(everywhere, person)
        transaction.set_rollback(True)
