"""Each form has the fields of the regulation's, filled with what the document says."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from forms.documents import FORMS, LEADING, evaluation_forms, plan_forms
from forms.render import render
from tests.forms.examples import HASH, example, example_text, pages, text_of

TITLES = {
    "A.1.1": "SASARAN KINERJA PEGAWAI PENDEKATAN HASIL KERJA KUALITATIF BAGI PEJABAT PIMPINAN TINGGI",
    "A.1.2": "SASARAN KINERJA PEGAWAI PENDEKATAN HASIL KERJA KUANTITATIF BAGI PEJABAT PIMPINAN TINGGI",
    "A.1.6": "SASARAN KINERJA PEGAWAI PENDEKATAN HASIL KERJA KUALITATIF BAGI PEJABAT ADMINISTRASI",
    "A.1.7": "SASARAN KINERJA PEGAWAI PENDEKATAN HASIL KERJA KUANTITATIF BAGI PEJABAT ADMINISTRASI",
    "A.1.3": "MANUAL INDIKATOR KINERJA SKP PEJABAT PIMPINAN TINGGI DAN PIMPINAN UNIT KERJA MANDIRI",
    "A.1.4": "WORKBLOCK UNTUK IDENTIFIKASI STRATEGI PENCAPAIAN HASIL KERJA",
    "A.1.5": "MATRIKS PEMBAGIAN PERAN DAN HASIL",
    "A.1.8": "LAMPIRAN SASARAN KINERJA PEGAWAI",
    "B.1.1": "RENCANA AKSI",
    "B.1.2": "PENDOKUMENTASIAN KINERJA",
    "B.1.3": "REKAMAN INFORMASI UMPAN BALIK BERKELANJUTAN PENDEKATAN HASIL KERJA KUALITATIF PERIODE: TRIWULAN II",
    "B.1.4": "REKAMAN INFORMASI UMPAN BALIK BERKELANJUTAN PENDEKATAN HASIL KERJA KUANTITATIF BAGI PEJABAT PIMPINAN",
    "B.1.5": "REKAMAN INFORMASI UMPAN BALIK BERKELANJUTAN PENDEKATAN HASIL KERJA KUANTITATIF BAGI PEJABAT ADMIN",
    "B.1.6": "PELAKSANAAN COACHING",
    "B.1.7": "PELAKSANAAN MENTORING",
    "B.1.8": "UMPAN BALIK PELAKSANAAN BIMBINGAN KINERJA",
    "B.1.9": "EVALUASI KOMPETENSI PEGAWAI SEBAGAI TINDAK LANJUT BIMBINGAN KINERJA",
    "B.1.10": "LAPORAN PERMASALAHAN PERILAKU KERJA",
    "C.1.1": "HASIL EVALUASI KINERJA PEGAWAI PENDEKATAN HASIL KERJA KUALITATIF PERIODE: TRIWULAN II",
    "C.1.2": "HASIL EVALUASI KINERJA PEGAWAI PENDEKATAN HASIL KERJA KUANTITATIF BAGI PEJABAT PIMPINAN TINGGI",
    "C.1.3": "HASIL EVALUASI KINERJA PEGAWAI PENDEKATAN HASIL KERJA KUANTITATIF BAGI PEJABAT ADMINISTRASI",
    "D.1.1": "DOKUMEN EVALUASI KINERJA PEGAWAI PERIODE: TRIWULAN II",
    "D.1.2": "DOKUMEN EVALUASI KINERJA PEGAWAI PERIODE: TRIWULAN II",
    "D.1.3": "DOKUMEN EVALUASI KINERJA PEGAWAI PERIODE: TRIWULAN II",
}
WITHOUT_AGENCY = ("B.1.8", "B.1.9", "B.1.10")
COLUMNS = {
    "B.1.3": ["REALISASI BERDASARKAN BUKTI DUKUNG", "UMPAN BALIK BERKELANJUTAN BERDASARKAN BUKTI DUKUNG"],
    "B.1.4": ["PERSPEKTIF", "REALISASI BERDASARKAN BUKTI DUKUNG", "INSTANSI", "(7)"],
    "B.1.5": ["YANG DIINTERVENSI", "ASPEK", "REALISASI BERDASARKAN BUKTI DUKUNG", "(8)"],
    "A.1.2": ["RENCANA HASIL KERJA", "INDIKATOR KINERJA INDIVIDU", "TARGET", "PERSPEKTIF", "(5)"],
    "A.1.7": ["RENCANA HASIL KERJA PIMPINAN YANG DIINTERVENSI", "ASPEK", "TARGET", "(6)"],
    "C.1.1": ["REALISASI BERDASARKAN BUKTI DUKUNG", "UMPAN BALIK BERKELANJUTAN BERDASARKAN BUKTI DUKUNG"],
    "C.1.2": ["PERSPEKTIF", "REALISASI BERDASARKAN BUKTI DUKUNG", "INSTANSI", "(7)"],
    "C.1.3": ["YANG DIINTERVENSI", "ASPEK", "REALISASI BERDASARKAN BUKTI DUKUNG", "(8)"],
}
VALUES = (
    *("Berorientasi Pelayanan", "Akuntabel", "Kompeten", "Harmonis", "Loyal", "Adaptif", "Kolaboratif"),
    "Ekspektasi Khusus Pimpinan:",
)


@pytest.mark.parametrize("form", FORMS)
def test_a_form_has_its_title_its_people_and_on_each_page_its_hash_and_number(form: str) -> None:
    printed = pages(render(form, example(form)))
    assert TITLES[form] in printed[0]
    assert ("KEMENTERIAN X" in printed[0]) is (form not in WITHOUT_AGENCY)
    for number, page in enumerate(printed, start=1):
        assert f"sha256:{HASH}" in page
        assert f"Format {form}" in page
        assert f"Halaman {number} dari {len(printed)}" in page
        assert "bukan dokumen asli" in page


@pytest.mark.parametrize("form", [form for form in FORMS if form not in (*LEADING, "A.1.8")])
def test_a_form_says_who_is_rated_by_whom(form: str) -> None:
    text, people = example_text(form), example(form)["identities"]
    for field in people["employee"].values():
        assert field in text
    assert people["rater"]["post"] in text
    assert [each in text for each in ("NAMA", "NIP", "PANGKAT/ GOL. RUANG", "JABATAN", "UNIT KERJA")] == [
        True
    ] * 5


@pytest.mark.parametrize(
    "form", ["A.1.1", "A.1.2", "A.1.6", "A.1.7", "B.1.3", "B.1.4", "B.1.5", "C.1.1", "C.1.2", "C.1.3"]
)
def test_a_form_has_its_columns_and_every_result_and_indicator(form: str) -> None:
    text = example_text(form)
    assert [each for each in (*COLUMNS.get(form, ()), *VALUES) if each not in text] == []
    assert "A. UTAMA" in text
    assert "B. TAMBAHAN" in text
    for result in example(form)["document"]["results"]:
        assert result["text"] in text
        assert [each["text"] for each in result["indicators"] if each["text"] not in text] == []


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("A.1.1", "Indikator Kinerja Individu, Target, dan Perspektif:"),
        ("A.1.1", "ditindaklanjuti sesuai prosedur (Penguatan Internal)"),
        ("A.1.1", "untuk hidup sehat (penugasan dari Bupati)"),
        ("A.1.2", "61,95% Penerima Layanan"),
        ("A.1.2", "3,5 dari skala 5"),
        ("A.1.6", "Indikator Kinerja Individu dan Target:"),
        ("A.1.7", "Kualitas Tingkat kesesuaian fitur aplikasi dengan NSPK 80 \u2013 90%"),
        ("A.1.7", "Menjadi panutan dalam menjunjung integritas"),
        ("A.1.3", "TUJUAN Pelayanan publik yang prima Definisi Nilai rata-rata survei kepuasan"),
        ("A.1.3", "Formula Jumlah nilai : jumlah responden SATUAN PENGUKURAN indeks"),
        ("A.1.3", "( ) Outcome ( ) Outcome Antara ( ) Output kendali rendah"),
        ("A.1.3", "( ) Bulanan (✓) Triwulanan ( ) Semesteran ( ) Tahunan"),
        ("A.1.4", "PEMILIK STRATEGI Ani Contoh Direktur Jenderal"),
        ("A.1.4", "PIHAK YANG TERLIBAT Eko Contoh: Hasil survei tersaji"),
        ("A.1.4", "WAKTU PENYELESAIAN 31 Desember 2026 PENERIMA MANFAAT"),
        ("A.1.4", "STRATEGI (KEY ACTIVITIES) A. RUTIN 1. B. TRANSFORMATIF 2. KELUARAN KUNCI (KEY MILESTONE)"),
        ("A.1.5", "PEGAWAI JABATAN OUTCOME ANTARA/ OUTPUT/ LAYANAN Ani Contoh"),
        ("A.1.5", "Eko Contoh Analis Kebijakan Hasil survei tersaji TIDAK ADA PERAN"),
        ("A.1.5", "Fitri Contoh Pranata Komputer Data survei bersih"),
        ("A.1.8", "DUKUNGAN SUMBER DAYA 1. Kendaraan operasional 2. Pelatihan aplikasi"),
        ("A.1.8", "SKEMA PERTANGGUNGJAWABAN 1. Kinerja pelayanan direviu setiap dua minggu KONSEKUENSI"),
        ("B.1.1", "Rencana Aksi: 1"),
        ("B.1.1", "1. Menyusun modul (Februari): Satu modul 2. Melatih kader (Februari)"),
        ("B.1.2", "1. 9 Februari 2026: 1 modul Selesai diuji (bukti dukung: modul.pdf)"),
        ("B.1.5", "Rekan kerja: selalu siap membantu"),
        ("B.1.6", "TUJUAN: APA YANG INGIN SAYA CAPAI? (diisi oleh Pegawai)"),
        ("B.1.6", "FAKTA: DIMANA SAYA SEKARANG? (diisi oleh Pegawai)"),
        ("B.1.6", "Membuka loket kedua YA"),
        ("B.1.6", "PELUANG: APA YANG DAPAT SAYA LAKUKAN? (diisi oleh Pegawai) Pendaftaran daring"),
        (
            "B.1.6",
            "Pimpinan/ Pihak Lain yang Diberikan Penugasan Khusus tercatat dalam sistem 10 Februari 2026",
        ),
        (
            "B.1.7",
            "JURNAL MENTORING WAKTU DAN TEMPAT MATERI MENTORING RENCANA AKSI TARGET WAKTU RENCANA AKSI",
        ),
        ("B.1.7", "2 Februari Kerangka laporan Draf pertama 9 Februari"),
        (
            "B.1.8",
            "8. Saya tahu apa yang harus saya lakukan setelah mengikuti kegiatan bimbingan kinerja ini Ya",
        ),
        ("B.1.8", "9. Saya memahami maksud dan tujuan kegiatan bimbingan kinerja ini Sebagian"),
        ("B.1.9", "6. Pengembangan Diri dan Orang Lain 3 Terlihat"),
        (
            "B.1.9",
            "2 Sosio Kultural 1. Perekat dan Pemersatu Bangsa 3 Terlihat 3 Teknis 1. Pelayanan KTP 4 Cekatan",
        ),
        ("B.1.9", "REKOMENDASI Ikut pelatihan pelayanan"),
        ("B.1.9", "Gita Contoh NIP 197001012000012901"),
        ("B.1.10", "DIDASARKAN PADA NILAI DASAR ASN? (diisi oleh pejabat penilai kinerja) Harmonis"),
        ("B.1.10", "PERILAKU KERJA SERUPA JUGA TERJADI PADA PEGAWAI LAINNYA? TIDAK"),
        ("B.1.10", "MEMPERBAIKI PERILAKU KERJA PEGAWAI ADALAH: Sudah ditegur"),
        ("C.1.1", "tidak ada kesalahan dalam pemberian layanan ANC"),
        ("C.1.1", "komplain sebagian kecil ibu, perbaiki tahun berikutnya"),
        ("C.1.2", "3,0 dari skala 5 hasil survei layanan"),
        ("C.1.3", "85% penilaian Pimpinan"),
        ("C.1.3", "Rekan kerja: selalu siap membantu"),
        (
            "C.1.3",
            "POLA DISTRIBUSI KURVA DISTRIBUSI PREDIKAT KINERJA PEGAWAI DENGAN CAPAIAN KINERJA ORGANISASI BAIK",
        ),
        ("C.1.3", "CAPAIAN KINERJA ORGANISASI BAIK (CAPAIAN TERAKHIR YANG DIKETAHUI)"),
        ("C.1.3", "RATING HASIL KERJA SESUAI EKSPEKTASI"),
        ("C.1.3", "RATING PERILAKU KERJA DIATAS EKSPEKTASI PREDIKAT KINERJA PEGAWAI BAIK"),
        ("C.1.3", "PERIODE PENILAIAN: 1 APRIL SD 30 JUNI TAHUN 2026"),
        ("D.1.1", "ATASAN PEJABAT PENILAI KINERJA NAMA : Citra Contoh NIP : 196801011993012901"),
        ("D.1.1", "PREDIKAT KINERJA PEGAWAI : BAIK 5. CATATAN/ REKOMENDASI Tingkatkan ketepatan waktu."),
        ("D.1.1", "6. Pejabat Penilai Kinerja"),
        ("D.1.1", "7. Pegawai yang Dinilai"),
        ("D.1.2", "6. Atasan Pejabat Penilai Kinerja"),
        ("D.1.3", "6. KEBERATAN Laporan Juni tidak dihitung. (3 Agustus 2026 pukul 10.00 WIB)"),
        ("D.1.3", "Dikirim tanggal 30 Juni. (pemeriksaan 6 Agustus 2026)"),
        ("D.1.3", "Laporan diterima terlambat. (5 Agustus 2026 pukul 11.00 WITA) Tidak hadir: dinas luar"),
        ("D.1.3", "Keputusan : Mengubah hasil evaluasi kinerja Alasan : Bukti kirim ditemukan."),
        ("D.1.3", "Predikat kinerja : Sangat Baik Rekomendasi : Perbaiki alur pelaporan."),
        ("D.1.3", "11. Atasan Pejabat Penilai Kinerja tercatat dalam sistem 7 Agustus 2026"),
    ],
)
def test_a_field_is_filled_with_what_the_document_says(form: str, said: str) -> None:
    assert said in example_text(form)


@pytest.mark.parametrize(
    ("form", "most"),
    [
        *(("A.1.7", 2), ("A.1.8", 1), ("B.1.6", 2), ("B.1.8", 1), ("B.1.9", 2), ("B.1.10", 1)),
        *(("C.1.3", 4), ("D.1.1", 1), ("D.1.3", 2)),
    ],
)
def test_a_worked_example_takes_no_more_pages_than_it_needs(form: str, most: int) -> None:
    assert len(pages(render(form, example(form)))) <= most


def test_a_result_that_goes_over_to_the_next_page_begins_beside_its_first_indicator() -> None:
    printed = example("C.1.3")
    first = deepcopy(printed["document"]["results"][0])
    indicators = [{"id": str(each), "text": f"Ukuran {each}", "aspects": ["time"]} for each in (1, 2)]
    text = "Hasil kedua diuraikan panjang sehingga memerlukan tiga baris dalam kolomnya"
    second = {"kind": "main", "text": text, "indicators": indicators}
    printed["document"]["results"] = [first, second]
    for lines in (5, 8):
        first["indicators"] = [first["indicators"][0] | {"text": "\n".join(["Baris"] * lines)}]
        begun, ended = pages(render("C.1.3", printed))[:2]
        assert "Hasil kedua" in begun
        assert "Ukuran 1" in begun
        assert "Ukuran 2" in ended


def test_a_signature_is_shown_with_its_moment_and_what_is_not_signed_stays_open() -> None:
    printed = example("A.1.7")
    text = example_text("A.1.7")
    assert "Pegawai yang Dinilai tercatat dalam sistem 12 Januari 2026 pukul 09.15 WIB Ani Contoh" in text
    assert "14 Januari 2026 Pejabat Penilai Kinerja" in text
    unsigned = text_of("A.1.7", printed | {"signatures": []})
    assert "tercatat" not in unsigned
    assert ".............................. Pejabat Penilai Kinerja Budi Contoh" in unsigned


def test_a_stand_in_signs_for_whom_he_stands_by_his_letter() -> None:
    signature = {
        "capacity": "rater",
        "name": "Eko Contoh",
        "nip": "199001012015011905",
        "at": "2026-01-14T10:05:00+07:00",
        "on_behalf_of": "Budi Contoh",
        "letter": "Plh nomor 800/1/2026",
    }
    text = text_of("A.1.7", example("A.1.7") | {"signatures": [signature]})
    assert "a.n. Pejabat Penilai Kinerja" in text
    assert "berdasarkan surat Plh nomor 800/1/2026 Eko Contoh NIP 199001012015011905" in text


def test_what_the_superior_set_or_signed_is_signed_by_him() -> None:
    signature = {"capacity": "superior", "name": "Citra Contoh", "at": "2026-02-03T08:00:00+07:00"}
    refused = {"capacity": "employee", "name": "Ani Contoh", "at": None, "because": "not_signed"}
    text = text_of("A.1.7", example("A.1.7") | {"signatures": [signature, refused]})
    assert "Atasan Pejabat Penilai Kinerja tercatat dalam sistem 3 Februari 2026" in text
    assert "Pegawai yang Dinilai (tidak menandatangani) Ani Contoh" in text


@pytest.mark.parametrize(
    ("standing", "mark"), [("draft", "DRAF"), ("frozen", "BELUM DITETAPKAN"), ("in_force", None)]
)
def test_what_is_not_in_force_is_marked_on_each_page(standing: str, mark: str | None) -> None:
    for page in pages(render("A.1.7", example("A.1.7") | {"standing": standing})):
        assert [each for each in ("DRAF", "BELUM DITETAPKAN") if each in page] == ([mark] if mark else [])


@pytest.mark.parametrize(
    ("period", "kind", "said"),
    [
        ({"name": "2026", "from": "2026-01-01", "to": "2026-12-31"}, "yearly", "PERIODE: AKHIR"),
        ({"name": "2026-06", "from": "2026-06-01", "to": "2026-06-30"}, "periodic", "PERIODE: BULAN JUNI"),
    ],
)
def test_a_period_is_called_as_the_form_calls_it(period: dict[str, str], kind: str, said: str) -> None:
    printed = example("D.1.1")
    printed["document"] |= {"period": period, "kind": kind}
    assert said in text_of("D.1.1", printed)


def test_what_was_not_achieved_taken_over_or_never_known_is_said() -> None:
    printed = example("C.1.3")
    document = printed["document"]
    document["organisation"] = {}
    document |= {"failed_study": "kurang", "predicate": "kurang"}
    first, second = document["results"][:2]
    first["taken_over"] = True
    first["indicators"][0] |= {"realised": {"none_because": "aplikasi dihentikan"}, "achievement": None}
    evidence = [{"name": "laporan.pdf", "sha256": HASH}]
    second["indicators"][0] |= {
        "realised": {"value": "1234567.5", "evidence": evidence},
        "achievement": "98.5",
    }
    document["results"][2]["indicators"][0]["realised"] = None
    text = text_of("C.1.3", printed)
    assert "Diambil alih oleh Pimpinan" in text
    assert "Tidak ada realisasi: aplikasi dihentikan" in text
    assert "1.234.567,5" in text
    assert "Capaian 98,5%" in text
    assert "Bukti dukung: laporan.pdf" in text
    assert "CAPAIAN KINERJA ORGANISASI \u2013 POLA DISTRIBUSI \u2013" in text
    assert "KURANG (MISCONDUCT) (tidak menyelesaikan tugas belajar)" in text


@pytest.mark.parametrize("form", ["A.1.1", "A.1.2", "A.1.6", "A.1.7", "A.1.8", "C.1.1", "C.1.2", "C.1.3"])
def test_what_is_not_written_yet_leaves_its_place_empty(form: str) -> None:
    printed = example(form)
    printed["document"] |= {"results": [], "behaviours": [], "annexes": {}}
    assert "Halaman 1 dari" in text_of(form, printed)
    printed["document"]["results"] = [{"id": "r1", "kind": "main", "text": "Baru dimulai", "indicators": []}]
    assert form == "A.1.8" or "Baru dimulai" in text_of(form, printed)


def test_a_target_below_which_to_stay_is_told_from_one_to_reach() -> None:
    printed = example("A.1.7")
    indicator: dict[str, Any] = printed["document"]["results"][0]["indicators"][0]
    del indicator["target_low"], indicator["target_high"]
    indicator |= {"target": "30", "unit": "menit", "direction": "lower"}
    assert "≤ 30 menit" in text_of("A.1.7", printed)


def test_a_workblock_stays_on_one_page_however_many_its_result_has() -> None:
    printed = deepcopy(example("A.1.4"))
    result = printed["document"]["results"][0]
    result["indicators"] = [deepcopy(result["indicators"][0]) for _ in range(7)]
    found = pages(render("A.1.4", printed))
    begun, ended = ([page.count(each) for page in found] for each in ("JUDUL INISIATIF", "KELUARAN KUNCI"))
    assert begun == ended
    assert len(found) > 2


def test_which_forms_there_are_follows_from_approach_leader_and_signer() -> None:
    assert plan_forms("kualitatif", leader=True) == ("A.1.1", *LEADING, "A.1.8")
    assert plan_forms("kuantitatif", leader=True) == ("A.1.2", *LEADING, "A.1.8")
    assert plan_forms("kualitatif", leader=False) == ("A.1.6", "A.1.8")
    assert plan_forms("kuantitatif", leader=False) == ("A.1.7", "A.1.8")
    assert evaluation_forms("kualitatif", leader=True, by_superior=False) == ("C.1.1", "D.1.1")
    assert evaluation_forms("kuantitatif", leader=True, by_superior=True) == ("C.1.2", "D.1.2")
    assert evaluation_forms("kuantitatif", leader=False, by_superior=False) == ("C.1.3", "D.1.1")
