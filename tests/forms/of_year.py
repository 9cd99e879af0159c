"""Examples of what is printed during the year: action plans, guidance, and a behaviour."""

from __future__ import annotations

from typing import Any

PERIOD = {"from": "2026-01-01", "to": "2026-12-31"}
COMPETENCES = (
    *("integrity", "cooperation", "communication", "results", "public_service"),
    *("development", "change", "decisions", "unity"),
)


def _actions(example: dict[str, Any]) -> dict[str, Any]:
    action = {"activity": "Menyusun modul", "period": "Februari", "output": "Satu modul"}
    entry = {
        "day": "2026-02-09",
        "value": "1",
        "unit": "modul",
        "note": "Selesai diuji",
        "evidence": ["modul.pdf"],
    }
    results = [{"text": each["text"], "actions": [], "entries": []} for each in example["results"]]
    results[0] |= {
        "actions": [action, action | {"activity": "Melatih kader", "output": ""}],
        "entries": [entry],
    }
    return {"period": PERIOD, "results": results}


def _coaching(example: dict[str, Any]) -> dict[str, Any]:
    row = {"baseline": "", "strategy": "", "progress": "", "problem": "", "cause": "", "ahead": ""}
    said = {"progress": "Baru separuh", "problem": "Antrean panjang", "ahead": "Membuka loket kedua"}
    indicator = example["results"][0]["indicators"][0]
    coached = [
        row | said | {"indicator": indicator, "adjust": True},
        row | {"indicator": None, "adjust": False},
    ]
    return {"period": PERIOD, "coached": coached, "opportunities": "Pendaftaran daring"}


def _mentoring(example: dict[str, Any]) -> dict[str, Any]:
    skill = {
        "skill": "Menyusun laporan",
        "span": "Tiga bulan",
        "change": "Laporan tepat waktu",
        "measure": "",
    }
    session = {
        "held": "2 Februari",
        "matter": "Kerangka laporan",
        "plan": "Draf pertama",
        "until": "9 Februari",
    }
    return {"period": PERIOD, "skills": [skill], "sessions": [session]}


def _experience(example: dict[str, Any]) -> dict[str, Any]:
    return {"answers": ["agree"] * 8 + ["partly"], "note": "Mentor selalu sabar"}


def _competence(example: dict[str, Any]) -> dict[str, Any]:
    known = [{"competence": each, "score": 3, "because": "Terlihat"} for each in COMPETENCES]
    technical = {"competence": "Pelayanan KTP", "score": 4, "because": "Cekatan"}
    return {"competences": [*known, technical], "recommendation": "Ikut pelatihan pelayanan"}


def _behaviour(example: dict[str, Any]) -> dict[str, Any]:
    return {
        "value": "harmonis",
        "expectation": "Sabar di loket",
        "problem": "Membentak rekan",
        "others": "no",
        "done": "Sudah ditegur",
    }


MAKERS = {
    "B.1.1": _actions,
    "B.1.2": _actions,
    "B.1.6": _coaching,
    "B.1.7": _mentoring,
    "B.1.8": _experience,
    "B.1.9": _competence,
    "B.1.10": _behaviour,
}
GUIDE = {
    "capacity": "guide",
    "name": "Gita Contoh",
    "nip": "197001012000012901",
    "at": "2026-02-10T09:00:00+07:00",
}
