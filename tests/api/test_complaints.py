"""Complaints by the API: a citizen without an account sends and follows one, the staff list it and take its steps."""

from __future__ import annotations

from typing import Any

from tests.api.asking import Asking, Client

WORDS = "Loket tutup pukul 10, hubungi 081234567890"


def sent(nobody: Client, **more: Any) -> Any:
    """What is answered to a complaint to the section where Ani serves."""
    token = nobody.read("complaints/to/KEC-PEL/")["token"]
    return nobody.post(
        "complaints/to/KEC-PEL/", {"category": "complaint", "words": WORDS, "token": token} | more
    )


def test_a_complaint_goes_from_the_citizen_to_the_staff_and_back(ask: Asking) -> None:
    nobody = Client()
    to = nobody.read("complaints/to/KEC-PEL/")
    assert (to["unit"], to["service"]) == ("Unit KEC-PEL", None)
    answer = sent(nobody)
    assert answer.status_code == 201, answer.content
    receipt = f"complaints/receipts/{answer.json()['code']}/"
    stands = nobody.read(receipt)
    assert (stands["state"], stands["answer_by"], stands["said"]) == ("received", "2026-02-02", [])
    assert "Contoh" not in str(stands)

    (listed,) = ask.dewi.read("complaints/?state=received")["results"]
    assert listed["said"][0]["words"] == WORDS
    assert {each["kind"]: each["last_day"] for each in listed["deadlines"]} == {
        "first_response": "2026-01-15",
        "answer": "2026-02-02",
    }
    (waits,) = ask.dewi.read("inbox/")["results"]
    there = f"complaints/{listed['id']}/"
    assert (waits["record"], waits["step"], waits["plan"], waits["who"]) == (there[:-1], "assign", None, None)

    post = str(ask.agency.posts["ani"].pk)
    assigned = ask.dewi.post(f"{there}steps/assign/", {"to_post": post}, 1)
    assert assigned.status_code == 200, assigned.content
    assert assigned.json()["post"] == {"id": post, "title": "Pengelola Layanan Operasional"}
    assert ask.ani.read(there)["said"][0]["words"] == "Loket tutup pukul 10, hubungi […]"
    assert len(ask.ani.read("complaints/")["results"]) == 1
    assert {each["step"] for each in ask.ani.read(f"{there}steps/") if each["allowed"]} == {
        "respond",
        "answer",
        "reclassify",
    }
    bulk = [{"record": there[:-1], "step": "answer", "version": 2, "words": "Loket sudah dibuka."}]
    (result,) = ask.ani.post("inbox/bulk/", bulk).json()["results"]
    assert (result["status"], result["answer"]["state"]) == (200, "answered")

    stands = nobody.read(receipt)
    assert [each["words"] for each in stands["said"]] == ["Loket sudah dibuka."]
    assert stands["may_reopen_until"] == "2026-01-27"
    again = nobody.post(f"{receipt}reopen/", {"words": "Masih tutup"})
    assert (again.status_code, again.json()["state"]) == (200, "responded")
    assert nobody.post(f"{receipt}reopen/", {"words": "Masih tutup"}).status_code == 409
    history = ask.indah.read(f"{there}history/")["results"]
    told = [(each["step"], each["capacity"], each["actor"]) for each in history]
    assert told[0] == ("receive", "citizen", None)
    assert told[-1] == ("reopen", "citizen", None)
    assert len(ask.dewi.read("complaints/?late=true")["results"]) == 0
    assert (
        len(ask.dewi.read(f"complaints/?unit={ask.agency.units['KEC'].pk}&category=complaint")["results"])
        == 1
    )


def test_what_a_citizen_may_not_is_refused_and_says_nothing_of_others(ask: Asking) -> None:
    nobody = Client()
    assert nobody.get("complaints/to/NOWHERE/").status_code == 404
    assert sent(nobody, token="forged").json()["blockers"][0]["rule"] == "ours:complaint_form"
    assert sent(nobody, category="praise").status_code == 400
    assert sent(nobody, words=" ").json()["blockers"][0]["rule"] == "ours:complaint_words"
    code = sent(nobody).json()["code"]
    wrong = [nobody.get(f"complaints/receipts/{each}/") for each in ("0000-0000-0000-0000", "x", "1" * 400)]
    assert {(each.status_code, each.json()["detail"]) for each in wrong} == {(404, wrong[0].json()["detail"])}
    answers = [nobody.get(f"complaints/receipts/{code}/").status_code for _ in range(20)]
    assert (answers[:17], answers[-1]) == ([200] * 17, 429)

    for path in ("complaints/", "complaints/1/", "complaints/1/steps/", "complaints/1/history/"):
        assert nobody.get(path).status_code == 401
    (key,) = [each["id"] for each in ask.indah.read("complaints/")["results"]]
    assert len(ask.eko.read("complaints/")["results"]) == len(ask.budi.read("complaints/")["results"]) == 0
    for who in (ask.eko, ask.ani, ask.budi):
        assert who.get(f"complaints/{key}/").status_code == 404
    dismissal = {"ground": "empty", "words": "Tidak ada isi"}
    assert ask.indah.post(f"complaints/{key}/steps/dismiss/", dismissal, 1).status_code == 403
    assert ask.dewi.post(f"complaints/{key}/steps/assign/", {"to_post": "4711"}, 1).status_code == 422
    assert ask.dewi.post(f"complaints/{key}/steps/dismiss/", dismissal, 1).json()["ground"] == "empty"
    assert nobody.get(f"complaints/receipts/{code}/").status_code == 429
