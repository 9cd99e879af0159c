"""April to July 2026: the first quarter, and the mid-year review. What is not usual, and to whom it happens."""

from __future__ import annotations

from demo.acts.appealing import appeals, is_confirmed, is_explained_to, is_granted, is_heard
from demo.acts.evaluating import (
    assesses,
    gets_document,
    is_asked_for_evidence,
    is_delivered,
    is_evaluated_after_all,
    is_excused,
    is_rated,
    is_recalled,
    is_reconsidered,
    is_signed_by,
    receives,
    returns,
)
from demo.acts.following import asks, notes, replies
from demo.acts.managing import achieved, gets_rater, is_appointed, leaves
from demo.acts.planning import adds_result, is_approved, proposes, submits
from demo.world import Chapter
from demo.year.offices import OFFICES

Q1, Q2, YEAR = "2026-Q1", "2026-Q2", "2026"

APART = {
    *((name, Q1) for name in ("bima", "intan", "rizky", "rudi")),
    *((name, Q2) for name in ("elin", "lina", "rudi", "teti")),
}
"""Whose evaluation over which period goes as is told here."""

OMISSIONS = {("siti", "deliver", Q1), ("diah", "sign", Q2)}
"""Siti never delivers what she signed in April, so time does; Diah leaves the mid-year review unsigned."""

FIRST_QUARTER: Chapter = {
    "1 April": [assesses("rudi", Q1), assesses("bima", Q1), assesses("intan", Q1), assesses("rizky", Q1)],
    "2 April": [is_asked_for_evidence("rudi", Q1, "Rekap layanan bulan Maret belum terlampir.")],
    "6 April": [assesses("rudi", Q1, proof="rekap-layanan-maret.pdf")],
    "7 April": [achieved(Q1, OFFICES)],
    # In the ministry superiors calibrate: Danu asks Ana to look at Bima's rating again.
    "8 April": [
        is_rated("bima", Q1, results="above"),
        is_rated("intan", Q1),
        gets_document("intan", Q1),
        is_rated("rizky", Q1, results="below"),
        gets_document("rizky", Q1),
    ],
    "9 April": [
        is_reconsidered("bima", Q1, "danu", "Bandingkan dengan pejabat fungsional lain di direktorat."),
        receives("intan", Q1),
        receives("rizky", Q1),
        is_rated("rudi", Q1),
        gets_document("rudi", Q1),
    ],
    "10 April": [is_rated("bima", Q1, results="as_expected"), receives("rudi", Q1), returns("rudi", Q1)],
    "13 April": [
        gets_document("bima", Q1),
        is_recalled("intan", Q1, "Salah ketik pada umpan balik hasil kedua."),
    ],
    "14 April": [is_rated("intan", Q1), gets_document("intan", Q1), receives("bima", Q1)],
    "15 April": [receives("intan", Q1), returns("intan", Q1)],
    # The first appeal: both are heard, and the result stands.
    "20 April": [appeals("rizky", Q1, "Dua modul selesai lebih cepat dari jadwal dan sudah dipakai.")],
    "22 April": [is_explained_to("rizky", "Modul belum lulus uji keamanan pada akhir triwulan.")],
    "24 April": [is_heard("rizky")],
    "28 April": [is_confirmed("rizky", "Uji keamanan adalah bagian dari target yang disepakati.")],
}

MIDDLE: Chapter = {
    "4 May": [asks("ani", "KEC-KASI-PEM", "Bagaimana layanan keliling kami di kelurahan?")],
    "6 May": [replies("dadang", "Warga terbantu; jadwalnya perlu diumumkan lebih awal.")],
    "8 June": [notes("ani", "r1.i1", "92", "Layanan keliling di tiga kelurahan")],
    # Sudrajat retires. Until his successor comes, Maman is acting head of the district beside his own post.
    "29 May": [leaves("sudrajat", "retirement", "31 May")],
    "2 June": [
        is_appointed("maman", "plt", "800.1.11.1/045/SETDA", "sekar", "CAMAT-PSH", ""),
        assesses("sudrajat", YEAR),
    ],
    "3 June": [
        proposes("maman", "acting_begins"),
        adds_result(
            "maman",
            {
                "id": "p1",
                "kind": "main",
                "text": "Terselenggaranya pelayanan Kecamatan Paseh selama jabatan Camat kosong",
                "serves": {"indicator": "KEC-PSH.1"},
                "indicators": [
                    {
                        "id": "p1.i1",
                        "aspects": ["quantity"],
                        "text": "Persentase layanan kepada masyarakat",
                        "target_low": "95",
                        "target_high": "100",
                        "unit": "%",
                        "direction": "range",
                    }
                ],
            },
        ),
        submits("maman"),
    ],
    "4 June": [is_approved("maman")],
    "5 June": [
        gets_rater("maman", "SEKDA", "Melapor kepada Sekretaris Daerah selama menjadi Plt. Camat Paseh.")
    ],
    "10 June": [
        is_rated("sudrajat", YEAR, results="above", behaviour="above"),
        gets_document("sudrajat", YEAR),
    ],
    "11 June": [receives("sudrajat", YEAR), returns("sudrajat", YEAR)],
}

MID_YEAR: Chapter = {
    # Dewi excuses Rudi too soon: he is back before the window closes.
    "23 June": [is_excused("rudi", Q2, "Cuti sakit sampai akhir Juli.")],
    # Elin takes unpaid leave; her half year is appraised now.
    "30 June": [leaves("elin", "unpaid_leave", "30 June"), assesses("lina", Q2), assesses("teti", Q2)],
    "1 July": [assesses("elin", Q2), assesses("elin", YEAR)],
    "6 July": [achieved(Q2, OFFICES)],
    "7 July": [
        is_rated("elin", Q2),
        gets_document("elin", Q2),
        is_rated("lina", Q2, results="below"),
        gets_document("lina", Q2),
        is_rated("teti", Q2, results="as_expected", behaviour="as_expected"),
        gets_document("teti", Q2),
    ],
    "8 July": [
        receives("elin", Q2),
        receives("lina", Q2),
        returns("lina", Q2),
        receives("teti", Q2),
        is_rated("elin", YEAR),
        gets_document("elin", YEAR),
    ],
    "9 July": [receives("elin", YEAR), returns("elin", YEAR)],
    "10 July": [is_evaluated_after_all("rudi", Q2, "Sudah kembali bertugas.")],
    # What was reviewed at mid-year changes what is expected of Lina.
    "13 July": [assesses("rudi", Q2), proposes("lina", "expectation", "Aplikasi rekonsiliasi kas kecamatan")],
    "14 July": [is_rated("rudi", Q2), gets_document("rudi", Q2), submits("lina")],
    "15 July": [is_approved("lina"), receives("rudi", Q2), returns("rudi", Q2)],
    # The second appeal: Gugum lets his days pass, Teti alone is heard, and the result changes.
    "16 July": [appeals("teti", Q2, "Target layanan terlampaui setiap bulan menurut rekap.")],
    # Yogi signs what Diah left unsigned when the window closed.
    "22 July": [is_signed_by("dara", Q2, "yogi")],
    "23 July": [is_delivered("dara", Q2), is_heard("teti", absent="Dua kali diundang, tidak hadir.")],
    "24 July": [
        receives("dara", Q2),
        is_granted(
            "teti", "Rekap bulanan menunjukkan target terlampaui.", results="above", behaviour="as_expected"
        ),
    ],
}
