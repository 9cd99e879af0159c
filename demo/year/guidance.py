"""Who is helped during the year, and what is planned beside the plan."""

from __future__ import annotations

from demo.acts.guiding import (
    agrees,
    gets_counsellor,
    is_assessed,
    is_counselled,
    is_guided,
    is_reported,
    is_warned,
    means_to,
    was_coached,
)
from demo.world import Chapter

GUIDANCE: Chapter = {
    "9 March": [
        means_to(
            "ani",
            "r1",
            (
                "Mendata permohonan yang berulang setiap pekan",
                "Maret sampai Mei",
                "Daftar persyaratan yang sering kurang",
            ),
            ("Layanan keliling di tiga kelurahan", "Juni", "Berita acara layanan"),
        )
    ],
    "11 May": [is_guided("ani", "coaching")],
    "18 May": [
        was_coached(
            "ani",
            "r1.i1",
            "Berkas pemohon sering kurang lengkap",
            "Persyaratan diumumkan di kelurahan sebelum layanan keliling",
            "Ketua RT bersedia membantu mengumumkan",
        )
    ],
    "19 May": [agrees("ani", "Terbantu menemukan langkah sendiri.")],
    "21 May": [is_assessed("ani", "Diberi kesempatan memimpin layanan keliling.")],
    # Lina's results were below what was expected at mid-year; Dadang lets her look over his shoulder.
    "3 August": [is_guided("lina", "mentoring", "KEC-KASI-PEM")],
    "20 July": [is_warned("lina", "adaptif", "Menunda memakai aplikasi rekonsiliasi kas yang baru.")],
    "10 August": [
        is_reported(
            "lina",
            "Rekonsiliasi masih dicatat di buku sehingga laporan kecamatan terlambat.",
            "Sudah diingatkan dan didampingi dua kali.",
        )
    ],
    "12 August": [gets_counsellor("lina", "KEC-KASI-PMD", "Rabu, 19 Agustus pukul 10, ruang konseling")],
    "20 August": [
        is_counselled(
            "lina",
            "Cemas salah memasukkan angka karena belum pernah dilatih.",
            "Pelatihan aplikasi sebelum dipakai sendiri.",
            "Didaftarkan pada pelatihan aplikasi keuangan bulan September.",
        )
    ],
}
