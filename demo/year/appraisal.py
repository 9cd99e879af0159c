"""December 2026 to February 2027: the year is appraised. What is not usual, and to whom it happens."""

from __future__ import annotations

from demo.acts.appealing import appeals, is_granted, is_heard, is_left_to_another
from demo.acts.evaluating import (
    adopts_earlier,
    assesses,
    gets_document,
    is_evaluated_after_all,
    is_excused,
    is_handed_document,
    is_offered_earlier,
    is_rated,
    is_rated_by,
    is_recalled,
    is_reported,
    receives,
    returns,
)
from demo.acts.managing import achieved, asks_for_stand_in
from demo.world import Chapter
from demo.year.offices import OFFICES, but

Q4, YEAR = "2026-Q4", "2026"

APART = {
    *((name, Q4) for name in ("firman", "hasan", "leni", "tina", "mega", "nita")),
    *((name, YEAR) for name in ("ani", "hasan", "mega", "nita", "tina")),
}

OMISSIONS = {("gina", "rate", YEAR), ("elis", "rate", YEAR)}
"""Two raters let the yearly window pass. Karna has rated in Gina's place; Ridwan has yet to do it in Elis's."""

APPRAISAL: Chapter = {
    "4 January 2027": [
        is_offered_earlier("leni", Q4, "2026-Q3"),
        *(assesses(name, Q4) for name in ("hasan", "mega", "nita", "tina")),
    ],
    "6 January 2027": [
        adopts_earlier("leni", Q4),
        is_excused("kosasih", YEAR, "Dikira bertugas di luar sepanjang tahun."),
    ],
    "7 January 2027": [assesses("firman", Q4), assesses("firman", YEAR)],
    # Darmaraja's achievement is never issued: last year's takes its place in the last days of January.
    "8 January 2027": [achieved(Q4, OFFICES), achieved(YEAR, but("KEC-DMR"))],
    "11 January 2027": [
        *(assesses(name, YEAR) for name in ("ani", "hasan", "mega", "nita", "tina")),
        *(is_rated(name, Q4) for name in ("firman", "hasan", "mega", "nita", "tina")),
        *(gets_document(name, Q4) for name in ("firman", "hasan", "mega", "nita", "tina")),
        is_evaluated_after_all("kosasih", YEAR, "Hanya satu minggu bertugas di luar."),
    ],
    "12 January 2027": [
        assesses("kosasih", YEAR),
        is_rated("tina", YEAR, results="below", behaviour="as_expected"),
        gets_document("tina", YEAR),
        is_rated("firman", YEAR, behaviour="below"),
        gets_document("firman", YEAR),
        *(receives(name, Q4) for name in ("hasan", "mega", "nita", "tina")),
    ],
    # Nita did not finish her study.
    "13 January 2027": [
        receives("tina", YEAR),
        is_rated("nita", YEAR, results="below", behaviour="as_expected", failed="sangat_kurang"),
        gets_document("nita", YEAR),
        is_handed_document("firman", Q4),
        is_handed_document("firman", YEAR),
    ],
    "14 January 2027": [receives("nita", YEAR), returns("nita", YEAR)],
    # The fifth appeal: Usep says nothing, Cecep recuses himself, and Sekar changes the result.
    "15 January 2027": [appeals("tina", YEAR, "Bukti dukung triwulan terakhir tidak dibaca.")],
    "18 January 2027": [
        is_rated("hasan", YEAR, results="below", behaviour="as_expected"),
        is_rated("mega", YEAR, results="as_expected"),
        gets_document("mega", YEAR),
    ],
    "19 January 2027": [receives("mega", YEAR)],
    "20 January 2027": [gets_document("hasan", YEAR)],
    "21 January 2027": [is_left_to_another("tina", "Ikut menyusun target yang dipersoalkan.")],
    "22 January 2027": [
        is_heard("tina", absent="Dua kali diundang, tidak hadir."),
        is_recalled("mega", YEAR, "Rekomendasi tertukar dengan milik pegawai lain."),
    ],
    "25 January 2027": [
        is_rated("mega", YEAR, results="as_expected"),
        gets_document("mega", YEAR),
        receives("hasan", YEAR),
    ],
    "26 January 2027": [
        is_granted(
            "tina",
            "Bukti dukung menunjukkan target tercapai.",
            results="as_expected",
            behaviour="as_expected",
        ),
        receives("mega", YEAR),
    ],
    "28 January 2027": [is_rated("ani", YEAR, results="above", behaviour="above")],
    "29 January 2027": [gets_document("ani", YEAR)],
    "3 February 2027": [is_rated_by("zaenal", YEAR, "karna"), gets_document("zaenal", YEAR)],
    "5 February 2027": [receives("zaenal", YEAR)],
    # One more appeal, which nobody has answered yet.
    "10 February 2027": [appeals("hasan", YEAR, "Pendampingan di dua desa tambahan tidak dihitung.")],
    # Reported all the same, marked as contested; it will be reported again. Citra has not answered Budi yet.
    "12 February 2027": [
        is_reported("hasan", YEAR),
        asks_for_stand_in(
            "budi", "1 March 2027", "5 March 2027", "Pelatihan kepemimpinan pengawas", "KEC-KASI-PEM"
        ),
    ],
}
