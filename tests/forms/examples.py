"""The regulation's worked examples (annexes 1-5) as documents to print, with invented people."""

from __future__ import annotations

import copy
import io
import json
from functools import cache
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from forms.documents import LEADING
from forms.render import render
from tests.forms.of_year import GUIDE, MAKERS

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
DIRECTOR_GENERAL, HEAD_OF_SUBDIRECTORATE, HEAD_OF_HEALTH, MIDWIFE = json.loads(
    (Path(__file__).parent / "examples.json").read_text(encoding="utf-8")
)
EXAMPLES = {
    "A.1.1": HEAD_OF_HEALTH,
    "A.1.2": DIRECTOR_GENERAL,
    **dict.fromkeys(LEADING, DIRECTOR_GENERAL),
    "A.1.6": MIDWIFE,
    "A.1.7": HEAD_OF_SUBDIRECTORATE,
    "A.1.8": MIDWIFE,
    **dict.fromkeys(MAKERS, HEAD_OF_SUBDIRECTORATE),
    "B.1.3": MIDWIFE,
    "B.1.4": DIRECTOR_GENERAL,
    "B.1.5": HEAD_OF_SUBDIRECTORATE,
    "C.1.1": MIDWIFE,
    "C.1.2": DIRECTOR_GENERAL,
    "C.1.3": HEAD_OF_SUBDIRECTORATE,
    "D.1.1": HEAD_OF_SUBDIRECTORATE,
    "D.1.2": HEAD_OF_SUBDIRECTORATE,
    "D.1.3": HEAD_OF_SUBDIRECTORATE,
}
BEHAVIOURS = [
    {"value": "akuntabel", "expectation": "Menjadi panutan dalam menjunjung integritas"},
    {"value": "kompeten", "expectation": "Bersedia mengajarkan pengetahuan\nMenjaga mutu pekerjaan"},
]
ANNEXES = {
    "resources": ["Kendaraan operasional", "Pelatihan aplikasi"],
    "accountability": ["Kinerja pelayanan direviu setiap dua minggu"],
    "consequences": [],
}


def _identity(name: str, nip: str, rank: str, post: str, unit: str) -> dict[str, str]:
    return {"name": name, "nip": nip, "rank": rank, "post": post, "unit": unit}


def _printed(example: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    unit = example["unit"]
    return {
        "document": document,
        "hash": HASH,
        "agency": "Kementerian X",
        "identities": {
            "employee": _identity(
                "Ani Contoh", "198501012010012904", "Penata / III/c", example["post"], unit
            ),
            "rater": _identity("Budi Contoh", "", "", example["raters_post"], unit),
            "superior": _identity(
                "Citra Contoh", "196801011993012901", "Pembina Utama / IV/e", "Sekretaris", "Sekretariat"
            ),
        },
        "signatures": [
            {"capacity": "employee", "name": "Ani Contoh", "at": "2026-01-12T09:15:00+07:00"},
            {"capacity": "rater", "name": "Budi Contoh", "at": "2026-01-14T10:05:00+07:00"},
        ],
    }


def plan(example: dict[str, Any]) -> dict[str, Any]:
    """A plan in force."""
    document = {
        "approach": example["approach"],
        "period": {"from": "2026-01-01", "to": "2026-12-31"},
        "results": copy.deepcopy(example["results"]),
        "behaviours": copy.deepcopy(BEHAVIOURS),
        "annexes": copy.deepcopy(ANNEXES),
    }
    return _printed(example, document) | {"standing": "in_force"}


def leading(example: dict[str, Any]) -> dict[str, Any]:
    """A leader's plan with the manual of its indicators, his matrix and that of a team."""
    printed = plan(example)
    results = printed["document"]["results"]
    results[0]["indicators"][0]["manual"] = {
        "purpose": "Pelayanan publik yang prima",
        "definition": "Nilai rata-rata survei kepuasan",
        "formula": "Jumlah nilai : jumlah responden",
        "unit": "indeks",
        "source": "Laporan survei kepuasan masyarakat",
        "reported": "quarterly",
    }
    columns = [{"id": each["id"], "text": each["text"]} for one in results for each in one["indicators"]]
    roles = {columns[0]["id"]: "Hasil survei tersaji", columns[1]["id"]: ""}
    row = {"name": "Eko Contoh", "post": "Analis Kebijakan", "cells": roles}
    team = {"name": "Fitri Contoh", "post": "Pranata Komputer", "cells": {"r1": "Data survei bersih"}}
    matrices = [
        {"columns": columns, "rows": [row]},
        {
            "leader": {"name": "Eko Contoh", "post": "Analis Kebijakan"},
            "columns": [{"id": "r1", "text": "Hasil survei tersaji"}],
            "rows": [team],
        },
    ]
    printed["document"]["matrices"] = matrices
    return printed


def evaluation(example: dict[str, Any]) -> dict[str, Any]:
    """An evaluation of the second quarter."""
    behaviours = [each | {"feedback": "Rekan kerja: selalu siap membantu"} for each in BEHAVIOURS]
    document = {
        "kind": "periodic",
        "approach": example["approach"],
        "period": {"name": "2026-Q2", "from": "2026-04-01", "to": "2026-06-30"},
        "organisation": {"word": "baik", "basis": "last_known"},
        "results": copy.deepcopy(example["results"]),
        "behaviours": behaviours,
        "results_rating": "as_expected",
        "behaviour_rating": "above",
        "predicate": "baik",
        "recommendation": "Tingkatkan ketepatan waktu.",
        "failed_study": None,
    }
    return _printed(example, document)


def _hearing(capacity: str, **said: str) -> dict[str, str | None]:
    return {"capacity": capacity, "date": None, "minutes": "", "absent_because": ""} | said


def appeal(example: dict[str, Any]) -> dict[str, Any]:
    """An objection that has changed the evaluation."""
    document = {
        "evaluation": evaluation(example)["document"],
        "objection": {"reasons": "Laporan Juni tidak dihitung.", "at": "2026-08-03T10:00:00+07:00"},
        "explanation": {"text": "Laporan diterima terlambat.", "at": "2026-08-05T11:00:00+08:00"},
        "hearings": [
            _hearing("employee", minutes="Dikirim tanggal 30 Juni.", date="2026-08-06"),
            _hearing("rater", absent_because="dinas luar"),
        ],
        "decision": {
            "outcome": "amended",
            "reason": "Bukti kirim ditemukan.",
            "results_rating": "above",
            "behaviour_rating": "above",
            "predicate": "sangat_baik",
            "recommendation": "Perbaiki alur pelaporan.",
            "at": "2026-08-07T15:00:00+07:00",
        },
    }
    printed = _printed(example, document)
    decided = {"capacity": "superior", "name": "Citra Contoh", "at": "2026-08-07T15:00:00+07:00"}
    return printed | {"signatures": [*printed["signatures"], decided]}


def example(form: str) -> dict[str, Any]:
    """What this form is printed of."""
    if form in MAKERS:
        printed = _printed(EXAMPLES[form], MAKERS[form](EXAMPLES[form]))
        return printed | {"signatures": [*printed["signatures"], GUIDE]}
    if form in LEADING:
        return leading(EXAMPLES[form])
    makers = {"A": plan, "B": evaluation, "C": evaluation, "D": evaluation}
    return appeal(EXAMPLES[form]) if form == "D.1.3" else makers[form[0]](EXAMPLES[form])


class Text(str):
    """What stands on paper: a line that ends is no space, so spaces count for nothing."""

    def __contains__(self, said: object) -> bool:
        return _without_spaces(str(said)) in _without_spaces(self)


def _without_spaces(said: str) -> str:
    return "".join(said.split())


def pages(pdf: bytes) -> list[Text]:
    """The text of each page."""
    return [Text(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def text_of(form: str, printed: dict[str, Any]) -> Text:
    """What stands on the printed form."""
    return Text(" ".join(pages(render(form, printed))))


@cache
def example_text(form: str) -> Text:
    """What stands on the form of the example."""
    return text_of(form, example(form))
