"""What people of the demo say to each other."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_THOUGHT = "Dialog kinerja dengan atasan setiap bulan"
REASON = "Mohon dilengkapi sebelum ditetapkan."
PYB = "Kepala BKPSDM selaku pejabat yang berwenang"


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark of a rater, the answer to it, and the line that it adds to an annex of the plan."""

    text: str
    answer: str
    annex: str
    line: str


PROOF = Remark(
    "Sebutkan bukti dukung untuk hasil ini.",
    "Bukti dukung sudah ditambahkan pada skema pertanggungjawaban.",
    "accountability",
    "Bukti dukung berupa rekapitulasi bulanan yang diketahui atasan",
)
MEANS = Remark(
    "Sumber daya untuk hasil ini belum disebut.",
    "Sudah ditambahkan pada sumber daya.",
    "resources",
    "Pendampingan teknis dari atasan",
)
SCHEDULE = Remark(
    "Kapan kemajuan hasil ini dilaporkan?",
    "Jadwal laporan sudah ditambahkan.",
    "accountability",
    "Laporan kemajuan setiap tanggal 5 bulan berikutnya",
)
REMARKS = (PROOF, MEANS, SCHEDULE)

CAUSES = {
    "assignment": "Tim kerja lintas perangkat daerah",
    "resources": "Satu komputer tambahan",
    "expectation": "Pendampingan pada bulan pertama",
    "coaching": "Bimbingan teknis dari rekan senior",
}
"""Why plans are usually changed, and what it adds to the resources."""

OF_RESULT = {
    "above": ("Melampaui yang disepakati, pertahankan.", "Hasil dan waktunya di atas harapan."),
    "as_expected": ("Sesuai yang disepakati.", "Sudah baik, jaga ketepatan waktunya.", "Sesuai target."),
    "below": ("Di bawah target, susun langkah perbaikan.", "Belum sesuai harapan, mari dibahas bersama."),
}
OF_VALUE = {
    "above": ("Menjadi panutan bagi rekan.", "Konsisten dan mengajak yang lain."),
    "as_expected": ("Konsisten.", "Sesuai harapan.", "Sudah baik."),
    "below": ("Belum konsisten, perlu diperbaiki.",),
}
RECOMMENDATION = {
    "sangat_baik": "Diusulkan untuk penghargaan dan pengembangan karier.",
    "baik": "Pertahankan; ikuti pelatihan sesuai kebutuhan jabatan.",
    "butuh_perbaikan": "Bimbingan kinerja selama satu triwulan.",
    "kurang": "Bimbingan kinerja dan konseling.",
    "sangat_kurang": "Program perbaikan kinerja selama enam bulan.",
}
DEPARTURE = "Pembagian tugas di unit ini tidak merata; predikat mengikuti bukti dukung tiap pegawai."
"""Why the predicates of a unit depart from the guide."""
PRAISE_AND_BLAME = (
    "Petugasnya ramah dan cepat, terima kasih.",
    "Antrean lama karena jaringan terputus. Tolong kabari lewat 0812-0000-0000.",
    "Ruang tunggu panas, kursinya kurang.",
    "Syaratnya jelas dan tidak dipungut biaya.",
)
"""What citizens write at a counter."""
