"""The chapters of a first plan, in their order: each begins where the one before it ended."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.journeys.journey import Journey, held, somebody_waits
from tests.journeys.people import SOON, Traveller, until

NOT_THERE = "plans/999999999999999999/"


def everybody_signs_in(journey: Journey) -> None:
    nobody = journey.nobody
    for name in ("ani", "tidak ada"):
        wrong = {"username": name, "password": "salah"}
        nobody.refused(401, "wrong_credentials", "POST", "tokens/", wrong)
    nobody.refused(400, "invalid", "POST", "tokens/", {"username": "ani"})
    for name in ("ani", "budi", "citra", "dewi", "eko", "indah"):
        journey.sign_in(name)
        me = journey.people[name].read("me/")
        assert (me["username"], me["person"]["id"]) == (name, str(getattr(journey.agency, name)))
        assert journey.people[name].notices() == []
    assert [each["capacity"] for each in journey.indah.read("me/")["capacities"]] == ["inspector"]
    # Not signed in is told before what is malformed, and before what is not there.
    nobody.refused(401, "not_signed_in", "POST", "plans/", b"{")
    nobody.refused(401, "not_signed_in", "GET", NOT_THERE)
    assert journey.citra.ask("DELETE", "tokens/current/").status_code == 204
    journey.citra.refused(401, "not_signed_in", "GET", "me/")
    journey.sign_in("citra")


def dewi_opens_the_cycle_for_everybody(journey: Journey) -> None:
    ani, dewi = journey.ani, journey.dewi
    opening = f"cycles/{journey.agency.cycle.pk}/open/"
    for person in (ani, journey.eko, journey.indah):
        person.refused(403, "not_your_turn", "POST", opening, {})
    assert dewi.refused(400, "invalid", "POST", opening, {"state": "done"})["errors"].keys() == {"state"}
    assert dewi.read("plans/")["results"] == []
    job = f"jobs/{dewi.post(opening)['id']}/"
    assert until(lambda: dewi.read(job)["state"] == "done"), dewi.read(job)
    finished = dewi.read(job)
    assert (finished["done"], finished["result"]) == (6, {"drafted": 6, "left_out": 0})
    ani.refused(404, "not_found", "GET", job)
    others = dict.fromkeys(("ani", "budi", "citra", "eko", "indah"), "plan.draft")
    journey.told(dewi="plan.draft job.finish", **others)
    (plan,) = ani.read("plans/")["results"]
    journey.plan = f"plans/{plan['id']}/"
    assert ani.waiting() == [(journey.plan.strip("/"), "submit", 1)]
    (notice,) = ani.notices()
    assert notice["link"] == f"/{journey.plan}"
    assert notice["text"] != ani.notices("id")[0]["text"]
    assert ani.ask("POST", f"notifications/{notice['id']}/read/").status_code == 204
    assert ani.notices()[0]["read_at"]
    journey.eko.refused(404, "not_found", "POST", f"notifications/{notice['id']}/read/")


def ani_writes_her_plan_and_nobody_else_does(journey: Journey) -> None:
    ani, contents = journey.ani, f"{journey.plan}contents/"
    complete = journey.contents()
    assert ani.ask("GET", contents).headers["ETag"] == '"0"'
    ani.refused(428, "version_required", "PUT", contents, complete)
    ani.refused(400, "malformed", "PUT", contents, b'{"results": [', 0)
    ani.refused(400, "invalid", "PUT", contents, complete | {"version": 9}, 0)
    ani.refused(415, "unsupported_media_type", "PUT", contents, b"<skp/>", 0, Content_Type="application/xml")
    large = journey.contents(text="x" * 3_000_000)  # of which the server leaves much unread, and closes
    ani.refused(413, "too_large", "PUT", contents, large, 0, Connection="close")
    poor = {"results": [{"kind": "additional", "indicators": [{"text": "Tepat waktu"}]}]}
    ani.save(contents, poor, 0)
    ani.refused(412, "stale", "PUT", contents, complete, 0)
    told = ani.refused(422, "rules_broken", "POST", f"{journey.plan}steps/submit/", {}, 1)
    places = ("II.A.6.a", "7(3)", "9(2)", "9(3)", "9(2).b", "8(1)")
    assert {each["rule"] for each in told["blockers"]} == {f"6/2022:{place}" for place in places}
    assert (told["state"], told["version"]) == ("drafting", 1)
    # Stale is told before whose turn it is; for Eko nothing is there, whatever else he does wrong.
    journey.budi.refused(412, "stale", "PUT", contents, complete, 0)
    journey.budi.refused(403, "not_your_turn", "PUT", contents, complete, 1)
    hidden = journey.eko.refused(404, "not_found", "PUT", contents, complete)
    assert hidden == journey.eko.refused(404, "not_found", "PUT", f"{NOT_THERE}contents/", complete)
    journey.eko.refused(400, "invalid", "PUT", contents, {"version": 9})
    ani.save(contents, complete, 1)
    assert ani.ask("GET", contents).headers["ETag"] == '"2"'
    assert ani.read(contents)["results"] == complete["results"]
    assert (ani.read(journey.plan)["version"], ani.read(journey.plan)["edit"]) == (1, 2)


def ani_submits_once_however_often_she_sends_it(journey: Journey) -> None:
    ani, plan = journey.ani, journey.plan
    submit, approve, key = f"{plan}steps/submit/", f"{plan}steps/approve/", "Ani-1"
    with ThreadPoolExecutor(1) as pool:
        with held(journey.agency.database, plan):
            first = pool.submit(ani.post, submit, {}, 1, key)
            assert until(lambda: somebody_waits(journey.agency.database))
            # In progress is told before stale, and after that no version was named.
            ani.refused(409, "in_progress", "POST", submit, {}, 9, key)
            ani.refused(428, "version_required", "POST", submit, {}, None, key)
        answered = first.result(SOON)
    assert (answered["state"], answered["version"]) == ("submitted", 2)
    # Its answer again comes before stale; another body under its key, or no key, is another request.
    assert ani.post(submit, {}, 1, key) == answered
    ani.refused(422, "key_reused", "POST", submit, {"reason": "Lain"}, 1, key)
    told = ani.refused(412, "stale", "POST", submit, {}, 1)
    assert told["last"]["actor"] == {"id": str(journey.agency.ani), "name": "Ani Contoh"}
    assert told["allowed_steps"] == ["withdraw"]
    ani.refused(409, "wrong_state", "POST", submit, {}, 2)
    ani.refused(403, "own_cause", "POST", approve, {"revision": "x"}, 2)
    journey.dewi.refused(412, "stale", "POST", submit, {}, 1)
    journey.dewi.refused(403, "not_your_turn", "POST", submit, {}, 2)
    hidden = [
        journey.eko.refused(404, "not_found", method, path + rest, body, 1)
        for path in (plan, NOT_THERE)
        for method, rest, body in (
            ("GET", "", None),
            ("GET", "history/", None),
            ("POST", "steps/submit/", {}),
        )
    ]
    assert all(each == hidden[0] for each in hidden)
    journey.told(budi="plan.submit")
    assert (plan.strip("/"), "approve", 2) in journey.budi.waiting()
    assert ani.waiting() == []


def budi_returns_it_with_remarks_on_items(journey: Journey) -> None:
    budi, returning = journey.budi, f"{journey.plan}steps/return_for_revision/"
    assert _step(budi, journey.plan, "return_for_revision")["allowed"]
    lost = [{"text": "Apa ini?", "item": "r9"}]
    told = budi.refused(422, "rules_broken", "POST", returning, {"remarks": lost}, 2)
    assert {each["rule"] for each in told["blockers"]} == {"reason", "ours:remark_names_item"}
    assert budi.read(f"{journey.plan}remarks/")["results"] == []
    journey.citra.refused(
        422, "rules_broken", "POST", returning, {"reason": "Sebelum waktunya", "remarks": []}, 2
    )
    remarks = [
        {"text": "Berapa menit untuk lansia?", "item": "r1.i1"},
        {"text": "Siapa penerima laporan?", "item": "r2"},
    ]
    budi.post(returning, {"reason": "Belum terukur", "remarks": remarks}, 2)
    journey.told(ani="plan.return_for_revision")
    found = journey.ani.read(f"{journey.plan}remarks/")["results"]
    assert [(each["item"], each["text"], each["state"]) for each in found] == [
        (each["item"], each["text"], "open") for each in remarks
    ]
    assert journey.ani.waiting() == [(journey.plan.strip("/"), "submit", 3)]


def ani_answers_edits_and_submits_again(journey: Journey) -> None:
    ani, plan = journey.ani, journey.plan
    told = ani.refused(422, "rules_broken", "POST", f"{plan}steps/submit/", {}, 3)
    assert [each["rule"] for each in told["blockers"]] == ["ours:remarks_answered"]
    for remark in ani.read(f"{plan}remarks/")["results"]:
        answer = f"remarks/{remark['id']}/answer/"
        ani.refused(400, "invalid", "POST", answer, {}, 1)
        ani.refused(422, "rules_broken", "POST", answer, {"answer": " "}, 1)
        journey.budi.refused(403, "not_your_turn", "POST", answer, {"answer": "Saya jawab sendiri"}, 1)
        assert ani.post(answer, {"answer": "Sudah diperbaiki"}, 'W/"1"')["state"] == "answered"
        journey.told(budi="remark.answer")
    ani.save(f"{plan}contents/", journey.contents(text="Terlayaninya pemohon KTP, juga lansia"), 2)
    assert ani.post(f"{plan}steps/submit/", {}, 3)["state"] == "submitted"
    journey.told(budi="plan.submit")


def budi_approves_what_he_has_read_and_nothing_else(journey: Journey) -> None:
    budi, plan = journey.budi, journey.plan
    approve = f"{plan}steps/approve/"
    first, second = budi.read(f"{plan}revisions/")["results"]
    (changed,) = budi.read(f"{plan}revisions/1/diff/2/")["items"]
    assert (changed["item"], changed["change"], changed["fields"]) == ("r1", "changed", ["text"])
    told = budi.refused(422, "rules_broken", "POST", approve, {"revision": first["hash"]}, 4)
    assert {each["rule"] for each in told["blockers"]} == {"ours:remarks_resolved", "ours:revision_named"}
    for remark in budi.read(f"{plan}remarks/")["results"]:
        budi.post(f"remarks/{remark['id']}/resolve/", {}, 2)
        journey.told(ani="remark.resolve")
    told = budi.refused(422, "rules_broken", "POST", approve, {"revision": first["hash"]}, 4)
    assert [each["rule"] for each in told["blockers"]] == ["ours:revision_named"]
    set_now = budi.post(approve, {"revision": second["hash"]}, 4)
    assert (set_now["state"], set_now["signed"], set_now["version"]) == ("in_force", True, 5)
    in_force = set_now["revision_in_force"]
    assert (in_force["hash"], in_force["in_force_from"]) == (second["hash"], "2026-01-12")
    # The state is told before the rules, and whose turn it is before the state.
    budi.refused(409, "wrong_state", "POST", approve, {"revision": first["hash"]}, 5)
    journey.dewi.refused(403, "not_your_turn", "POST", approve, {"revision": first["hash"]}, 5)
    journey.told(ani="plan.approve")
    assert journey.ani.waiting() == []


def ani_changes_her_plan_and_budi_approves_it_from_his_inbox(journey: Journey) -> None:
    ani, budi, plan = journey.ani, journey.budi, journey.plan
    born, cause = f"{plan}amendments/", {"cause": "expectation"}
    ani.refused(400, "invalid", "POST", born, {"cause": "bosan"})
    journey.dewi.refused(403, "not_your_turn", "POST", born, cause)
    journey.amendment = change = f"amendments/{ani.post(born, cause)['id']}/"
    journey.told(budi="amendment.propose")
    told = ani.refused(422, "rules_broken", "POST", born, cause)
    assert [each["rule"] for each in told["blockers"]] == ["ours:one_live_amendment"]
    assert ani.waiting() == [(change.strip("/"), "submit", 1)]
    changed = journey.contents(text="Terlayaninya pemohon KTP di rumah")
    journey.budi.refused(403, "not_your_turn", "PUT", f"{change}contents/", changed, 0)
    journey.eko.refused(404, "not_found", "GET", change)
    ani.save(f"{change}contents/", changed, 0)
    ani.refused(412, "stale", "PUT", f"{change}contents/", changed, 0)
    ani.post(f"{change}steps/submit/", {}, 1)
    journey.told(budi="amendment.submit")
    assert (change.strip("/"), "approve", 2) in budi.waiting()
    item = {"record": change.strip("/"), "step": "approve", "version": 2}
    wrong, stale = item | {"revision": "x"}, item | {"version": 1, "revision": "x"}
    right = item | {"revision": journey.submitted_hash(change)}
    results = budi.post("inbox/bulk/", [wrong, stale, right], key="Budi-1")["results"]
    assert [each["status"] for each in results] == [422, 412, 200]
    assert budi.post("inbox/bulk/", [wrong, stale, right], key="Budi-1")["results"][2] == results[2]
    (hidden,) = journey.eko.post("inbox/bulk/", [right])["results"]
    assert (hidden["status"], hidden["problem"]["code"]) == (404, "not_found")
    assert results[2]["answer"]["state"] == "approved"
    journey.told(ani="amendment.approve")
    after = ani.read(plan)
    assert (after["revision_in_force"]["number"], after["live_amendment"], after["version"]) == (3, None, 5)
    assert ani.read(f"{plan}revisions/3/")["contents"]["results"][0]["text"] == changed["results"][0]["text"]


def _step(person: Traveller, record: str, name: str) -> dict[str, Any]:
    """A step as this person may take it now."""
    (found,) = [each for each in person.read(f"{record}steps/") if each["step"] == name]
    return found  # type: ignore[no-any-return]
