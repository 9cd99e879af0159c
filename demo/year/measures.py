"""What is measured through the year: the cards that people have, mothers who died, and what an office invents."""

from __future__ import annotations

from demo.acts.measuring import is_counted, is_measured
from demo.goals import REGISTER
from demo.world import Chapter

CARDS, DEATHS = "DISDUKCAPIL.3", "DINKES.3"
SIAK, KIA = "Rekapitulasi SIAK", "Laporan bulanan KIA"

MEASURES: Chapter = {
    "12 January": [
        is_measured("lilis", CARDS, "31 December 2024", "95.1", SIAK),
        is_measured("lilis", CARDS, "31 December 2025", "95.9", SIAK),
        is_measured("ratna", DEATHS, "31 December 2025", "21", KIA),
    ],
    "16 March": [is_counted("citra", REGISTER, "Antrean daring lewat pesan singkat")],
    "6 April": [
        is_measured("lilis", CARDS, "31 March", "96.2", SIAK),
        is_measured("ratna", DEATHS, "31 March", "4", KIA),
    ],
    "6 July": [
        is_measured("lilis", CARDS, "30 June", "96.7", SIAK),
        is_measured("ratna", DEATHS, "30 June", "9", KIA),
    ],
    "24 August": [is_counted("citra", REGISTER, "Pelayanan keliling di pasar")],
    "5 October": [
        is_measured("lilis", CARDS, "30 September", "97.3", SIAK),
        is_measured("ratna", DEATHS, "30 September", "13", KIA),
    ],
    "6 January 2027": [
        is_measured("lilis", CARDS, "31 December", "97.9", SIAK),
        is_measured("ratna", DEATHS, "31 December", "19", KIA),
    ],
}
