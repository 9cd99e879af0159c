"""Letters over HTTP: what they would change, issuing them, ending them, and who may see them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from directory.models import Letter
from tests.api.asking import Asking, code
from tests.workflows.evaluation.office import Office


def letter(ask: Asking, **said: Any) -> dict[str, Any]:
    """Citra names Eko for Budi's post, for the week."""
    about = {
        "kind": "plh",
        "number": "800/12/2026",
        "issuer": str(ask.agency.citra),
        "post": str(ask.agency.posts["budi"].pk),
        "person": str(ask.agency.eko),
        "from": "2026-01-12",
        "to": "2026-01-16",
    }
    return about | said


def test_a_letter_is_issued_read_and_ended(ask: Asking) -> None:
    made = ask.citra.post("letters/", letter(ask, person=str(ask.agency.ani)))
    assert made.status_code == 201, made.content
    address = made.headers["Location"]
    assert ask.ani.read(address) == made.json()
    assert (made.json()["number"], made.json()["to"]) == ("800/12/2026", "2026-01-16")
    assert code(ask.ani.post(f"{address}end/", {"last_day": "2026-01-13"})) == (403, "not_your_turn")
    ended = ask.dewi.post(f"{address}end/", {"last_day": "2026-01-13"})
    assert (ended.status_code, ended.json()["to"]) == (200, "2026-01-13")
    refused = ask.dewi.post(f"{address}end/", {"last_day": "2026-01-16"})
    assert [each["rule"] for each in refused.json()["blockers"]] == ["ours:letter_end"]


def test_only_the_issuer_or_a_manager_issues_previews_or_ends_a_letter(ask: Asking) -> None:
    for path in ("letters/", "letters/preview/"):
        for who in ("ani", "budi", "eko", "indah"):
            assert code(getattr(ask, who).post(path, letter(ask))) == (403, "not_your_turn"), who
    assert Letter.objects.count() == 0


def test_who_calls_himself_issuer_learns_nothing_of_posts_and_people(ask: Asking) -> None:
    for path in ("letters/", "letters/preview/"):
        own = letter(ask, issuer=str(ask.agency.eko), person=str(ask.agency.budi))
        assert code(ask.eko.post(path, own)) == (403, "not_your_turn")


def test_who_was_superior_once_issues_nothing_by_an_old_date(ask: Asking) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE directory_assignment SET valid_to = '2026-01-09' WHERE person_id = %s",
            [ask.agency.people["citra"].pk],
        )
    dated = letter(ask, kind="plt", to=None) | {"from": "2026-01-05"}
    assert code(ask.citra.post("letters/", dated)) == (403, "not_your_turn")
    assert Letter.objects.count() == 0


def test_an_overlap_and_all_else_that_forbids_a_letter_is_told_at_once(ask: Asking) -> None:
    ask.dewi.post("letters/", letter(ask))
    wrong = letter(ask, number=" ", to=None, issuer=str(ask.agency.ani), person=str(ask.agency.budi))
    rules = [
        "ours:letter_number",
        "ours:letter_days",
        "6/2022:IV.A.3",
        "ours:letter_oneself",
        "ours:letter_alone",
    ]
    refused = ask.dewi.post("letters/", wrong)
    assert code(refused) == (422, "rules_broken")
    assert [each["rule"] for each in refused.json()["blockers"]] == rules
    shown = ask.dewi.post("letters/preview/", wrong)
    assert shown.status_code == 200
    assert [each["rule"] for each in shown.json()["blockers"]] == rules
    assert (shown.json()["comes"], Letter.objects.count()) == ([], 1)


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2100-01-01", "9999-12-31"])
def test_a_letter_of_another_century_is_refused(ask: Asking, day: str) -> None:
    for path in ("letters/", "letters/preview/"):
        answer = ask.dewi.post(path, letter(ask, **{"from": day, "to": day}))
        assert answer.status_code in (200, 404, 422), answer.content
        assert Letter.objects.count() == 0
    made = ask.dewi.post("letters/", letter(ask, kind="plt", to=None)).json()["id"]
    assert code(ask.dewi.post(f"letters/{made}/end/", {"last_day": day}))[0] == 422
    shown = ask.dewi.post(f"letters/{made}/end/preview/", {"last_day": day}).json()
    assert "ours:letter_years" in [each["rule"] for each in shown["blockers"]]


def test_letters_are_found_by_post_person_issuer_and_day(ask: Asking) -> None:
    ask.dewi.post("letters/", letter(ask))
    agency = ask.agency
    found = [
        f"post={agency.posts['budi'].pk}",
        f"person={agency.eko}",
        f"issuer={agency.citra}",
        "on=2026-01-16",
        f"on=2026-01-13&person={agency.eko}",
    ]
    for query in found:
        assert len(ask.dewi.read(f"letters/?{query}")["results"]) == 1, query
    for query in (f"post={agency.posts['ani'].pk}", f"person={agency.citra}", "on=2026-01-17"):
        assert ask.dewi.read(f"letters/?{query}")["results"] == [], query


def test_a_letter_is_seen_by_whom_it_concerns_and_by_who_manages_or_inspects_its_post(ask: Asking) -> None:
    address = ask.dewi.post("letters/", letter(ask)).headers["Location"]
    for who in ("eko", "citra", "dewi", "indah", "budi"):
        assert getattr(ask, who).get(address).status_code == 200, who
    assert code(ask.ani.get(address)) == (404, "not_found")
    for who, refused in (("ani", (404, "not_found")), ("budi", (403, "not_your_turn"))):
        assert code(getattr(ask, who).post(f"{address}end/", {"last_day": "2026-01-13"})) == refused


def test_the_preview_of_a_letter_names_the_duties_and_tasks_that_come_and_nothing_stays(ask: Asking) -> None:
    plan = ask.submitted().split("/")[1]
    shown = ask.dewi.post("letters/preview/", letter(ask)).json()
    (duty,) = shown["comes"]
    assert (duty["plan"], duty["duty"], duty["to"]["name"]) == (plan, "rater", "Eko Contoh")
    (task,) = shown["tasks_coming"]
    assert (task["record"], task["step"], task["to"]["name"]) == (f"plans/{plan}", "approve", "Eko Contoh")
    assert (shown["goes"], shown["barred"], shown["tasks_barred"], shown["blockers"]) == ([], [], [], [])
    assert Letter.objects.count() == 0
    assert ask.eko.read("inbox/")["results"] == []


def test_ending_a_letter_names_to_whom_its_duties_and_tasks_go(ask: Asking, office: Office) -> None:
    ask.submitted()
    made = ask.dewi.post("letters/", letter(ask)).json()["id"]
    assert len(ask.eko.read("inbox/")["results"]) == 1
    shown = ask.dewi.post(f"letters/{made}/end/preview/", {"last_day": "2026-01-12"}).json()
    assert (shown["from"], shown["comes"], shown["tasks_coming"]) == ("2026-01-13", [], [])
    assert [(each["duty"], each["to"]["name"]) for each in shown["goes"]] == [("rater", "Budi Contoh")]
    assert [(each["step"], each["to"]["name"]) for each in shown["tasks_going"]] == [
        ("approve", "Budi Contoh")
    ]
    assert str(Letter.objects.get().valid_to) == "2026-01-16"


def test_a_plan_that_the_reader_may_not_see_is_not_named(ask: Asking, office: Office) -> None:
    """Citra names Fajar for Budi: whom Budi rates she sees, not whom Ani rates, whose superior Fajar becomes."""
    for who, above in (("fajar", "budi"), ("gita", "ani")):
        office.new_post(who, below=above)
        office.person(who, who)
        office.begun(who, who, "2026-01-01", who)
    ask.submitted()
    named = letter(ask, person=str(ask.agency.people["fajar"].pk))
    seen = {
        who: {
            each["employee"]["name"]
            for each in getattr(ask, who).post("letters/preview/", named).json()["comes"]
        }
        for who in ("citra", "dewi")
    }
    assert seen == {"citra": {"Ani Contoh"}, "dewi": {"Ani Contoh", "gita"}}


def test_nobody_learns_a_name_by_naming_somebody_whom_he_may_not_see(ask: Asking) -> None:
    for path in ("letters/", "letters/preview/"):
        refused = ask.citra.post(path, letter(ask), **{"Accept-Language": "en"})
        assert code(refused) == (404, "not_found")
        assert refused.json()["detail"].startswith("You may see nobody of this number.")
    assert Letter.objects.count() == 0


def test_a_rater_asks_for_a_stand_in_and_is_answered_by_a_letter_or_with_a_reason(ask: Asking) -> None:
    asked = {"from": "2026-01-14", "to": "2026-01-16", "reason": "Diklat"}
    path = "letters/requests/"
    for who in ("ani", "eko"):
        assert code(getattr(ask, who).post(path, asked)) == (403, "not_your_turn")
    twisted = ask.budi.post(path, asked | {"from": "2026-01-11", "to": "2026-01-10"})
    assert [each["rule"] for each in twisted.json()["blockers"]] == ["ours:stand_in_days"]
    made = ask.budi.post(path, asked | {"post": str(ask.agency.posts["ani"].pk)})
    assert made.status_code == 201, made.content
    address = made.headers["Location"]
    assert ask.citra.read(address) == made.json()
    proposed, standing = made.json()["proposed"], made.json()["standing"]
    assert (proposed["name"], standing, made.json()["letter"]) == ("Ani Contoh", "open", None)
    whose = {
        who: getattr(ask, who).read(f"{path}?whose=for_me")["results"] for who in ("citra", "dewi", "budi")
    }
    assert {who: len(found) for who, found in whose.items()} == {"citra": 1, "dewi": 0, "budi": 0}
    assert [each["id"] for each in ask.budi.read(f"{path}?whose=mine")["results"]] == [made.json()["id"]]
    assert [len(getattr(ask, who).read(path)["results"]) for who in ("dewi", "indah", "ani")] == [1, 0, 0]
    for who in ("ani", "indah"):
        assert code(getattr(ask, who).get(address)) == (404, "not_found"), who
    for who, act in (("budi", "decline"), ("citra", "withdraw")):
        refused = getattr(ask, who).post(f"{address}{act}/", {"reason": "?"} if act == "decline" else None)
        assert code(refused) == (403, "not_your_turn"), who
    declined = ask.citra.post(f"{address}decline/", {"reason": "Tunda dulu"}).json()
    assert (declined["standing"], declined["answer"], declined["answered_by"]["name"]) == (
        "declined",
        "Tunda dulu",
        "Citra Contoh",
    )
    again = ask.budi.post(path, asked).headers["Location"]
    assert ask.budi.post(f"{again}withdraw/").json()["standing"] == "withdrawn"
    gone = ask.budi.post(f"{again}withdraw/")
    assert [each["rule"] for each in gone.json()["blockers"]] == ["ours:stand_in_open"]
    third = ask.budi.post(path, asked).headers["Location"]
    named = ask.citra.post("letters/", letter(ask, person=str(ask.agency.ani))).json()
    assert (ask.budi.read(third)["standing"], ask.budi.read(third)["letter"]) == ("named", named["id"])
