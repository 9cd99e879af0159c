"""What people learn during the year, and what follows its results."""

from __future__ import annotations

from demo.acts.developing import (
    gets_targets,
    has_learnt,
    has_to_learn,
    is_credited,
    is_promised,
    is_recognised,
    is_reviewed,
    signs_targets,
    wants_to_learn,
    was_sent,
)
from demo.world import Chapter

YEAR = "2026"

DEVELOPMENT: Chapter = {
    "14 April": [
        has_learnt("ani", "Pelayanan publik berbasis digital", "technical", ("7 April", "8 April"), 12)
    ],
    "16 April": [is_credited("ani")],
    # As a PPPK Mega may learn more than 24 hours a contract year; what is above does not count.
    "12 May": [has_learnt("mega", "Keamanan jaringan", "technical", ("4 May", "8 May"), 30)],
    "13 May": [is_credited("mega")],
    "9 June": [
        wants_to_learn(
            "hasan", "Menulis laporan", "soft", "Laporan pendampingan sering dikembalikan untuk diperbaiki."
        )
    ],
    "10 June": [is_promised("hasan", "Diusulkan dalam rencana pengembangan kompetensi 2027.")],
    "21 July": [was_sent("budi", "Kepemimpinan pengawas", "soft", ("6 July", "17 July"), 24)],
    "8 September": [has_learnt("tina", "Komunikasi pelayanan", "soft", ("1 September", "2 September"), 10)],
    "10 September": [is_credited("tina", "refused", "Sertifikat belum ditandatangani penyelenggara.")],
    "14 December": [has_learnt("ani", "Arsip dinamis", "technical", ("8 December", "9 December"), 6)],
    "14 January 2027": [
        has_to_learn("nita", YEAR, "Manajemen waktu studi", "soft", "Studi tidak selesai pada waktunya.")
    ],
    # Nita's result was Sangat Kurang, and it is settled: she has six months.
    "8 February 2027": [
        gets_targets(
            "nita",
            "Pelayanan kebidanan kembali penuh sejak Maret 2027",
            "Catatan asuhan kebidanan lengkap pada hari yang sama",
        )
    ],
    "9 February 2027": [signs_targets("nita")],
    "12 February 2027": [is_reviewed("nita", "Sudah kembali melayani; catatan asuhan mulai lengkap.")],
    "15 February 2027": [
        is_recognised(
            "oman",
            YEAR,
            ["succession_pool", "development_priority"],
            "Semua target tercapai dan tertib sepanjang tahun.",
        )
    ],
}
