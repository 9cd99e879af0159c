"""Who evaluates when the rater does not: his superior, whose result is final; or nobody but the next post."""

from __future__ import annotations

import pytest

from cycle_engine.errors import NotYourTurn, OwnCause, WrongState
from tests.workflows.evaluation.office import GOOD, Office
from tests.workflows.planning.desk import broken, day, due, last_entry, state
from workflows.evaluation.data import Signed
from workflows.evaluation.models import Evaluation

AFTER = "2026-04-23 09:00"  # the window of the first quarter ended the day before


def rated_by_superior(office: Office) -> Evaluation:
    evaluation = office.assessed()
    office.at(AFTER)
    return office.take(evaluation, "rate_by_superior", "citra", data=GOOD)  # type: ignore[no-any-return]


def test_the_superior_rates_for_a_silent_rater_and_the_result_is_final(office: Office) -> None:
    evaluation = rated_by_superior(office)
    assert (evaluation.rated_as, evaluation.rated_by_id, evaluation.is_final) == (
        "superior",
        office.id("citra"),
        True,
    )
    assert (evaluation.rated_post_id, last_entry(evaluation).capacity) == (office.post("citra"), "superior")
    evaluation = office.received(office.delivered(office.signed(evaluation, by="citra"), by="citra"))
    assert evaluation.signed_as == "superior"
    with broken("6/2022:IV.A.12", says="final"):
        office.filed(evaluation)


def test_what_the_superior_signed_has_the_superiors_clocks(office: Office) -> None:
    """Fourteen working days from the window's end to sign, seven to deliver, seven to return."""
    evaluation = rated_by_superior(office)
    assert due(evaluation, "signature").last_day == day("2026-05-13")
    office.signed(evaluation, by="citra")
    assert due(evaluation, "delivery").last_day == day("2026-05-05")
    office.received(office.delivered(evaluation, by="citra"))
    assert due(evaluation, "return").last_day == due(evaluation, "settlement").last_day == day("2026-05-05")
    office.tick("2026-05-05 23:59:30")
    assert state(evaluation) == "delivered"
    office.tick("2026-05-06 00:00")
    assert state(evaluation) == "settled"


def test_the_superior_has_fourteen_working_days_and_then_the_next_post(office: Office) -> None:
    evaluation = office.assessed()
    office.at("2026-05-13 23:59:30")
    with pytest.raises(NotYourTurn):
        office.take(evaluation, "rate_by_superior", "wibawa", data=GOOD)
    office.at("2026-05-14 00:00")
    with pytest.raises(NotYourTurn):
        office.take(evaluation, "rate_by_superior", "citra", data=GOOD)
    evaluation = office.take(evaluation, "rate_by_superior", "wibawa", data=GOOD)
    assert (evaluation.rated_post_id, evaluation.is_final) == (office.post("wibawa"), True)


def test_the_rater_may_not_rate_in_his_superiors_place(office: Office) -> None:
    evaluation = office.assessed()
    office.at(AFTER)
    office.letter("budi", "citra", "2026-04-01", "2026-12-31", issuer="wibawa")
    with pytest.raises(OwnCause):
        office.take(evaluation, "rate_by_superior", "budi", data=GOOD)
    with broken("6/2022:IV.A.11"):
        office.rated(evaluation)


def test_who_rated_in_time_but_did_not_sign_keeps_his_rating_and_the_employee_his_appeal(
    office: Office,
) -> None:
    evaluation = office.rated()
    office.at(AFTER)
    evaluation = office.take(evaluation, "sign_by_superior", "citra", data=Signed())
    assert (evaluation.rated_by_id, evaluation.rated_as) == (office.id("budi"), "rater")
    assert (evaluation.signed_by_id, evaluation.signed_as) == (office.id("citra"), "superior")
    assert not evaluation.is_final
    assert due(evaluation, "delivery").last_day == day("2026-05-05")
    office.received(office.delivered(evaluation, by="citra"))
    assert due(evaluation, "return").last_day == day("2026-05-05")  # to the superior, who signed
    assert due(evaluation, "settlement").last_day == day("2026-05-18")
    appeal = office.filed(evaluation)
    assert (appeal.decider_post_id, appeal.decider_id) == (office.post("citra"), office.id("wibawa"))
    with pytest.raises(OwnCause):
        office.take(appeal, "dismiss", "citra")


def test_the_rater_still_signs_what_he_rated_in_time(office: Office) -> None:
    evaluation = office.rated()
    office.at(AFTER)
    assert office.signed(evaluation).signed_as == "rater"


def test_a_signature_that_the_superior_lets_pass_moves_one_post_up(office: Office) -> None:
    evaluation = office.rated()
    office.at("2026-04-29 23:59:30")
    with pytest.raises(NotYourTurn):
        office.take(evaluation, "sign_by_superior", "wibawa")
    office.at("2026-04-30 00:00")
    with pytest.raises(NotYourTurn):
        office.take(evaluation, "sign_by_superior", "citra")
    assert office.take(evaluation, "sign_by_superior", "wibawa").signed_by_id == office.id("wibawa")


# A vacant post is no default


def test_where_the_raters_post_is_vacant_the_next_post_rates_and_may_be_appealed(office: Office) -> None:
    plan = office.in_force()
    office.leaves("budi", "2026-03-01")
    evaluation = office.assessed(office.opened(plan=plan))
    assert evaluation.rater_id == office.id("citra")
    evaluation = office.rated(evaluation, by="citra")
    assert (evaluation.rated_as, evaluation.rated_post_id) == ("rater", office.post("citra"))
    assert not evaluation.is_final
    office.received(office.delivered(office.signed(evaluation, by="citra"), by="citra"))
    assert office.filed(evaluation).decider_id == office.id("wibawa")


def test_above_a_vacant_post_the_silent_ones_superior_is_the_post_after_the_next(office: Office) -> None:
    plan = office.in_force()
    office.leaves("budi", "2026-03-01")
    evaluation = office.assessed(office.opened(plan=plan))
    office.at(AFTER)
    with pytest.raises(NotYourTurn):
        office.take(evaluation, "rate_by_superior", "citra", data=GOOD)
    assert office.take(evaluation, "rate_by_superior", "wibawa", data=GOOD).is_final


# Final by rank (`IV.A.12`)


@pytest.mark.parametrize(
    ("top", "own", "final"),
    [
        ("regional_head", {"level": "jpt_pratama"}, True),
        ("regional_head", {"level": "jpt_madya"}, True),
        ("regional_head", {"level": "administrator"}, False),
        ("agency_head", {"level": "jpt_madya"}, True),
        ("agency_head", {"level": "jpt_pratama"}, False),
        ("minister", {"level": "jpt_utama"}, True),
        ("minister", {"level": "jpt_madya"}, False),
        ("none", {"level": "jpt_madya"}, False),
        ("regional_head", {"independent_unit_head": True}, True),
        ("minister", {"independent_unit_head": True}, True),
        ("agency_head", {"independent_unit_head": True}, False),
    ],
)
def test_a_result_is_final_by_the_ranks_of_both(
    office: Office, *, top: str, own: dict[str, object], final: bool
) -> None:
    plan = office.in_force("eko", by="wibawa")
    office.describe("wibawa", top=top)
    office.describe("eko", **own)
    office.achieved(unit="KAB")
    evaluation = office.assessed(office.opened(plan=plan, word=None), who="eko")
    evaluation = office.rated(evaluation, by="wibawa")
    assert (evaluation.rated_as, evaluation.is_final) == ("rater", final)
    office.received(office.delivered(office.signed(evaluation, by="wibawa"), by="wibawa"), who="eko")
    if final:
        with broken("6/2022:IV.A.12"):
            office.filed(evaluation, who="eko")
        office.tick("2026-04-15 00:00")  # fourteen days to return it, as after any rater
        assert state(evaluation) == "settled"
    else:
        office.filed(evaluation, who="eko")


def test_a_settled_result_is_not_contested_though_it_was_never_final(office: Office) -> None:
    evaluation = office.received()
    appeal = office.heard(office.explained(office.filed(evaluation)))
    office.take(appeal, "confirm", "citra")
    assert state(evaluation) == "settled"
    with pytest.raises(WrongState):
        office.filed(evaluation)
