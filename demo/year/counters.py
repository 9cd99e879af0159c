"""The counters at which citizens are asked, all year: one that many visit, one that few do."""

from __future__ import annotations

from demo.acts.hearing import answers_for, asks_about, explains, is_judged
from demo.world import Chapter, Day, Told

PATEN, CARDS = "paten", "ktp-identitas"
MONDAY, THURSDAY = 0, 3

COUNTERS: Chapter = {
    "5 January": [
        asks_about("dewi", PATEN, "KEC-SMU-YAN", "Pelayanan Administrasi Terpadu Kecamatan (PATEN)"),
        asks_about("dewi", CARDS, "DISDUKCAPIL-IDENT", "Penerbitan KTP elektronik"),
    ],
    "20 May": [
        explains("ani", PATEN, "jaringan", "Hari itu jaringan terputus dari pukul sembilan sampai siang."),
        answers_for(
            "budi", PATEN, "jaringan", "Terima kasih. Kami menyiapkan formulir kertas bila jaringan terputus."
        ),
    ],
}


def visitors(days: list[Day]) -> Told:
    """Who says on these days how it was: nearly every day at one counter, seldom at the other."""
    for day in days:
        if day.weekday() <= THURSDAY:
            yield day, is_judged(PATEN)
        if day.weekday() == MONDAY and day.day <= 7:
            yield day, is_judged(CARDS)
