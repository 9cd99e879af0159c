"""Goals, key indicators, measures and values over HTTP."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.asking import Asking, Client, code
from workflows.goals.models import Measurement

ENGLISH = {"Accept-Language": "en"}
SHEET = "unit,strategic_goal,indicator,satuan,target_year,target,realised\n"


def upload(who: Client, address: str, content: str, **more: str) -> Any:
    file = SimpleUploadedFile("iku.csv", content.encode())
    return who.http.post(f"/api/v1/{address}", {"file": file, **more}, format="multipart", headers=ENGLISH)


def catalogue(ask: Asking) -> dict[str, Any]:
    """A goal, a measure and an indicator of the sub-district; the indicator."""
    unit = str(ask.agency.units["KEC"].pk)
    goal = {"unit": unit, "code": "S1", "text": "Pelayanan publik"}
    assert ask.dewi.post("goals/", goal).json()["serves"] is None
    measure = {
        "unit": unit,
        "code": "SKM",
        "name": "SKM",
        "kind": "index",
        "better": "higher",
        "source": "entered",
    }
    assert ask.dewi.post("measures/", measure).json()["latest"] is None
    indicator = {
        "unit": unit,
        "code": "IKU-1",
        "text": "Indeks Kepuasan Masyarakat",
        "kind": "index",
        "better": "higher",
        "year": 2026,
        "goal": "S1",
        "target": "80",
        "responsible": str(ask.agency.posts["budi"].pk),
        "measure": "SKM",
    }
    made = ask.dewi.post("indicators/", indicator)
    assert made.status_code == 200, made.content
    return made.json()  # type: ignore[no-any-return]


def test_goals_and_indicators_are_set_by_managers_and_read_by_all_of_the_agency(ask: Asking) -> None:
    made = catalogue(ask)
    assert (made["responsible"]["title"], made["latest"]) == ("Kepala Seksi Pelayanan", None)
    for reader in (ask.ani, ask.eko, ask.indah):
        (goal,) = reader.read("goals/")["results"]
        assert (goal["code"], goal["unit"]["name"]) == ("S1", "Unit KEC")
        assert reader.read("indicators/")["results"] == [made]
    kec, kab = ask.agency.units["KEC"].pk, ask.agency.units["BKPSDM"].pk

    def found(query: str) -> int:
        return len(ask.eko.read(f"indicators/?{query}")["results"])

    asked = (
        f"unit={kec}",
        f"unit={kab}",
        "year=2026",
        "year=2025",
        "goal=S1",
        "goal=S2",
        "code=IKU-1",
        "code=X",
    )
    assert [found(each) for each in asked] == [1, 0, 1, 0, 1, 0, 1, 0]
    refused = ask.budi.post("goals/", {"unit": str(kec), "code": "S2", "text": "Lain"})
    assert code(refused) == (403, "not_your_turn")
    broken = ask.dewi.post(
        "goals/", {"unit": str(kec), "code": "S2", "text": "Lain", "serves": "S9"}, **ENGLISH
    )
    assert code(broken) == (422, "rules_broken")
    assert [each["message"] for each in broken.json()["blockers"]] == [
        "“S9” is no goal of this unit or one above it."
    ]

    again = {
        "unit": str(kec),
        "code": "IKU-1",
        "text": "IKM",
        "kind": "index",
        "better": "higher",
        "year": 2026,
    }
    ask.agency.at("2026-02-02 09:00")
    ask.dewi.post("indicators/", again)
    versions = ask.ani.read(f"indicators/{made['id']}/")
    assert [(each["text"], each["until"]) for each in versions] == [
        ("IKM", None),
        ("Indeks Kepuasan Masyarakat", "2026-02-01"),
    ]
    assert code(ask.ani.get("indicators/999/")) == (404, "not_found")
    ends(ask, made["id"])


def ends(ask: Asking, key: str) -> None:
    """A manager ends the indicator with this id, which was described anew on 2 February."""
    end = f"indicators/{key}/end/"
    assert code(ask.ani.post(end, {"last_day": "2026-06-30"})) == (403, "not_your_turn")
    assert code(ask.dewi.post("indicators/999/end/", {"last_day": "2026-06-30"})) == (404, "not_found")
    assert code(ask.dewi.post(end, {"last_day": "2026-01-12"})) == (422, "rules_broken")
    assert ask.dewi.post(end, {"last_day": "2026-06-30"}).json() == {
        "id": key,
        "code": "IKU-1",
        "last_day": "2026-06-30",
        "results": 0,
    }
    assert [each["until"] for each in ask.ani.read(f"indicators/{key}/")] == [
        "2026-06-30",
        "2026-02-01",
    ]


def test_values_are_entered_one_or_many_corrected_and_read(ask: Asking) -> None:
    catalogue(ask)
    value = {"measure": "SKM", "first_day": "2026-01-01", "last_day": "2026-01-10", "value": "84.5"}
    entered = ask.budi.post("measurements/", [value, value | {"last_day": "2026-01-11", "value": "88"}])
    assert entered.status_code == 201, entered.content
    first, second = entered.json()
    assert (first["quality"], first["value"], first["measured_by"]["name"]) == (
        "reported",
        "84.5",
        "Budi Contoh",
    )
    (indicator,) = ask.ani.read("indicators/")["results"]
    assert (indicator["latest"]["value"], indicator["achievement"]) == ("88", "110.00")

    late = ask.dewi.post("measurements/", [value, value | {"last_day": "2027-01-01"}], **ENGLISH).json()
    assert [each["message"] for each in late["blockers"]] == [
        "Line 2: A value is of days that have passed: from a first to a last one, today at most."
    ]
    right = value | {"last_day": "2026-01-11", "value": "82", "corrects": second["id"], "quality": "system"}
    assert code(ask.budi.post("measurements/", [right])) == (422, "rules_broken")  # he manages nothing
    assert ask.dewi.post("measurements/", [right]).json()[0]["quality_label"]
    audited = value | {"quality": "audited", "document": "LHP 1/2026"}
    assert ask.indah.post("measurements/", [audited]).status_code == 201
    assert code(ask.eko.post("measurements/", [value])) == (403, "not_your_turn")
    assert code(ask.dewi.post("measurements/", [value | {"value": "84,5"}])) == (400, "invalid")
    assert code(ask.dewi.post("measurements/", [])) == (400, "invalid")
    assert code(ask.dewi.post("measurements/", [value] * 201)) == (400, "invalid")

    def found(query: str) -> list[str]:
        return [each["value"] for each in ask.ani.read(f"measurements/?{query}")["results"]]

    assert found("measure=SKM") == ["84.5", "88", "82", "84.5"]
    assert found("stands=true&from=2026-01-11") == ["82"]
    assert found("measure=X") == found("to=2025-12-31") == []
    (measure,) = ask.ani.read("measures/?code=SKM")["results"]
    assert measure["latest"]["value"] == "82"
    assert Measurement.objects.count() == 4


def test_a_register_is_kept_over_http(ask: Asking) -> None:
    unit = str(ask.agency.units["KEC"].pk)
    measure = {"unit": unit, "code": "INOVASI", "name": "Inovasi", "kind": "number", "better": "higher"}
    made = ask.dewi.post("measures/", measure | {"source": "register"}).json()
    register = f"measures/{made['id']}/register/"
    entered = ask.citra.post(register, [{"day": "2026-01-05", "title": "Antrean daring"}] * 2)
    assert entered.status_code == 201, entered.content
    struck = ask.citra.post(f"{register}{entered.json()[1]['id']}/strike/", {"note": "Tercatat dua kali"})
    assert struck.json()["struck"] == "Tercatat dua kali"
    assert [each["struck"] for each in ask.ani.read(register)["results"]] == [None, "Tercatat dua kali"]
    (found,) = ask.ani.read("measures/")["results"]
    assert found["latest"]["value"] == "1"
    assert code(ask.indah.post(register, [{"day": "2026-01-05", "title": "Lain"}])) == (403, "not_your_turn")
    assert code(ask.citra.post(f"{register}999/strike/", {"note": "x"})) == (404, "not_found")
    assert code(ask.ani.get("measures/999/register/")) == (404, "not_found")


def test_a_sheet_is_looked_at_taken_and_given_back(ask: Asking) -> None:
    rows = SHEET + 'KEC,Pelayanan publik,Cakupan layanan,%,2025,"95,5",101.5\n'
    looked = upload(ask.dewi, "indicators/sheet/preview/", rows).json()
    assert looked["changes"][0]["fields"]["realised"] == ["", "101.5"]
    assert [(each["row"], each["column"]) for each in looked["warnings"]] == [
        (0, "better"),
        (2, "realised"),
        (2, "realised"),
    ]
    refused = upload(ask.dewi, "indicators/sheet/", rows)
    assert code(refused) == (400, "invalid")
    assert refused.json()["errors"]["file"][0].startswith("3 things are odd.")
    assert ask.ani.read("indicators/")["results"] == []
    taken = upload(ask.dewi, "indicators/sheet/", rows, confirmed="true")
    assert (taken.status_code, taken.json()["rows"]) == (200, 1)

    text = b"".join(ask.ani.get("indicators.csv").streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["unit"], row["target"], row["realised"], row["code"]) == (
        "Unit KEC",
        "95,5",
        "101.5",
        "KEC.1",
    )
    book = ask.ani.get(f"indicators.xlsx?unit={ask.agency.units['KEC'].pk}")
    assert book.content.startswith(b"PK")

    wrong = upload(ask.dewi, "indicators/sheet/preview/", SHEET + "DINKES,,Cakupan,%,dua,95,\n")
    assert wrong.json()["errors"]["file"] == ["2 target_year: This is not a whole number."]
    assert code(upload(ask.ani, "indicators/sheet/", rows)) == (403, "not_your_turn")


def test_many_indicators_are_listed_with_as_many_queries_as_one(ask: Asking) -> None:
    counts = []
    ask.ani.read("me/")
    for names in (["A"], ["B", "C", "D", "E", "F"]):
        rows = [f"KEC,Pelayanan {name},Cakupan {name},%,2025,95,90\n" for name in names]
        upload(ask.dewi, "indicators/sheet/", SHEET + "".join(rows), confirmed="true")
        with CaptureQueriesContext(connection) as queries:
            ask.ani.read("indicators/")
            ask.ani.read("measures/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
