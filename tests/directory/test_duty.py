"""Who acts at which place of a line of duty."""

from hypothesis import given
from hypothesis import strategies as st

from cycle_engine.actors import Holder
from directory.duty import Charges, Line, Seat, charges_in, duties

ANI, BUDI, CITRA, DEWI, EKO = 1, 2, 3, 4, 5


def seat(post: int, holder: int | None = None, stand_in: int | None = None) -> Seat:
    return Seat(post, holder, stand_in, None if stand_in is None else post * 100)


def persons(line: Line, owner: int = ANI) -> list[list[int]]:
    return [[holder.person for holder in holders] for holders in duties(line, owner).holders]


def barred(line: Line) -> list[set[int]]:
    return [set(persons) for persons in duties(line, ANI).barred]


def test_the_holder_of_the_first_post_rates_and_the_next_one_is_his_superior() -> None:
    assert persons((seat(1, BUDI), seat(2, CITRA))) == [[BUDI], [CITRA]]


def test_a_vacant_post_passes_the_duty_to_the_next_occupied_one() -> None:
    assert persons((seat(1), seat(2, CITRA), seat(3), seat(4, DEWI))) == [[CITRA], [DEWI]]


def test_a_stand_in_acts_beside_the_holder_and_on_his_behalf() -> None:
    assert duties((seat(1, BUDI, EKO),), ANI).holders == ((Holder(BUDI), Holder(EKO, BUDI, 100)),)


def test_a_stand_in_for_a_vacant_post_acts_by_the_letter_alone() -> None:
    assert duties((seat(1, None, EKO),), ANI).holders == ((Holder(EKO, None, 100),),)


def test_a_stand_in_who_became_the_holder_acts_once() -> None:
    assert duties((seat(1, EKO, EKO),), ANI).holders == ((Holder(EKO),),)


def test_the_owner_never_rates_himself_and_his_whole_seat_is_passed_over() -> None:
    line = (seat(1, ANI, EKO), seat(2, CITRA))
    assert persons(line) == [[CITRA]]
    assert barred(line) == [{ANI, EKO}, {ANI}]


def test_the_owner_who_stands_in_is_left_out_and_the_holder_acts() -> None:
    assert persons((seat(1, BUDI, ANI), seat(2, CITRA))) == [[BUDI], [CITRA]]


def test_the_owner_who_alone_stands_in_for_a_vacant_post_passes_the_duty_on() -> None:
    assert persons((seat(1, None, ANI), seat(2, CITRA), seat(3, DEWI))) == [[CITRA], [DEWI]]


def test_the_superior_who_stands_in_for_the_rater_is_not_the_superior_too() -> None:
    line = (seat(1, None, CITRA), seat(2, CITRA, EKO), seat(3, DEWI))
    assert persons(line) == [[CITRA], [DEWI]]
    assert barred(line)[1] == {ANI, CITRA, EKO}


def test_the_rater_who_stands_in_for_his_superior_leaves_the_superior_alone() -> None:
    line = (seat(1, BUDI), seat(2, CITRA, BUDI))
    assert persons(line) == [[BUDI], [CITRA]]
    assert barred(line) == [{ANI}, {ANI, BUDI}, {ANI}]


def test_who_stood_in_at_a_seat_passed_over_may_act_higher_up_and_is_not_barred_there() -> None:
    line = (seat(1, ANI, CITRA), seat(2, CITRA))
    assert persons(line) == [[CITRA]]
    assert barred(line)[0] == {ANI}


def test_above_the_top_nobody_acts_and_the_owner_is_barred() -> None:
    assert duties((seat(1, ANI),), ANI) == duties((seat(1, ANI), seat(2)), ANI)
    assert duties((seat(1, ANI),), ANI).holders == ()
    assert barred(()) == [{ANI}]


def test_charges_tell_the_general_case_and_where_an_owner_in_the_line_differs() -> None:
    lines = {1: (seat(1, BUDI), seat(2, CITRA)), 2: (seat(2, CITRA),)}
    charges = charges_in(lines, CITRA)
    assert charges == Charges(
        frozenset({2}), frozenset({1}), {(1, BUDI): 0, (1, CITRA): None, (2, CITRA): None}
    )
    assert [charges.place(1, ANI), charges.place(1, BUDI), charges.place(2, CITRA)] == [1, 0, None]
    assert charges.posts == {1, 2}


person = st.none() | st.integers(1, 6)
random_line = st.lists(st.tuples(person, person), max_size=6).map(
    lambda seats: tuple(seat(post, *acting) for post, acting in enumerate(seats, 1))
)


@given(random_line, st.integers(1, 7))
def test_nobody_acts_twice_and_the_owner_never_whatever_the_line(line: Line, owner: int) -> None:
    found = duties(line, owner)
    acting = [holder.person for holders in found.holders for holder in holders]
    assert len(acting) == len(set(acting))
    assert owner not in acting
    assert all(found.holders)
    assert len(found.barred) == len(found.holders) + 1
    for holders, barred in zip(found.holders, found.barred, strict=False):
        assert owner in barred
        assert not barred & {holder.person for holder in holders}


@given(st.dictionaries(st.integers(1, 4), random_line), st.integers(1, 7), st.integers(1, 8))
def test_charges_agree_with_duties_whoever_asks_and_whoever_owns(
    lines: dict[int, Line], asks: int, owner: int
) -> None:
    charges = charges_in(lines, asks)
    for post, line in lines.items():
        expected = [place for place, acting in enumerate(persons(line, owner)[:2]) if asks in acting]
        assert charges.place(post, owner) == (expected[0] if expected else None)
        if expected:
            assert post in charges.posts
