"""Complaints of the year: each way that one can go, and what stands open at the end."""

from __future__ import annotations

from demo.acts.complaining import (
    complains,
    is_answered,
    is_assigned,
    is_checked,
    is_classified,
    is_forwarded,
    is_given_on,
    is_not_dealt_with,
    is_not_settled,
    is_responded_to,
)
from demo.world import Chapter

COMPLAINTS: Chapter = {
    # The first is answered, but not settled; another one answers, and the citizen is silent.
    "12 January": [
        complains(
            "paten", "complaint", "Loket tutup pukul 11, padahal jadwalnya sampai 15.00. WA 0812-0000-0001."
        )
    ],
    "13 January": [is_assigned(1, "KEC-YAN-PATEN")],
    "14 January": [is_responded_to(1, "ani", "Terima kasih. Kami memeriksa jadwal petugas loket hari itu.")],
    "19 January": [is_answered(1, "ani", "Petugas sakit dan penggantinya terlambat. Loket kembali buka.")],
    "22 January": [is_not_settled(1, "Hari Rabu kemarin tutup lagi pukul 11.")],
    "23 January": [is_given_on(1, "KEC-KASI-YAN")],
    "28 January": [
        is_answered(1, "budi", "Mulai 2 Februari dua petugas bergiliran, sehingga loket tetap buka.")
    ],
    # What came as a complaint is a question.
    "9 March": [complains("KEC-SMU-YAN", "complaint", "Apa syarat surat pindah untuk satu keluarga?")],
    "10 March": [is_classified(2, "information"), is_assigned(2, "KEC-YAN-PATEN")],
    "11 March": [is_answered(2, "ani", "KTP dan kartu keluarga asli. Tidak dipungut biaya.")],
    # The district forwards what is the civil registry's; there somebody goes and looks.
    "4 May": [complains("paten", "complaint", "Kartu keluarga salah nama, sudah dua kali diperbaiki.")],
    "5 May": [is_forwarded(3, "DISDUKCAPIL-IDENT", "Perbaikan data ada pada Dinas Dukcapil.")],
    "6 May": [is_assigned(3, "DISDUKCAPIL-LAYANAN")],
    "7 May": [is_responded_to(3, "bayu", "Kami telusuri berkas perbaikan yang terdahulu.")],
    "8 May": [is_checked(3, "bayu", "Akta asli ada di kantor kelurahan.")],
    "10 June": [is_answered(3, "bayu", "Data sudah sesuai akta. Kartu yang baru dapat diambil di loket.")],
    "3 August": [complains("paten", "complaint", "asdf")],
    "4 August": [is_not_dealt_with(4, "empty", "Mohon tuliskan apa yang terjadi, lalu kirim lagi.")],
    # Nobody responds in time; those above are told.
    "7 September": [complains("paten", "complaint", "Nomor antrean tidak dipanggil berurutan.")],
    "8 September": [is_assigned(5, "KEC-YAN-PATEN")],
    "21 September": [is_responded_to(5, "ani", "Maaf atas tanggapan yang terlambat. Kami periksa alatnya.")],
    "24 September": [is_answered(5, "ani", "Alat pemanggil sudah diperbaiki.")],
    # What stands open at the end.
    "1 February 2027": [
        complains("paten", "complaint", "Tempat parkir pelayanan penuh sejak pagi."),
        complains("ktp-identitas", "complaint", "Perekaman ditolak karena blangko habis."),
    ],
    "2 February 2027": [is_assigned(6, "KEC-YAN-ADM"), is_assigned(7, "DISDUKCAPIL-LAYANAN")],
    "3 February 2027": [
        is_responded_to(6, "rudi", "Kami sampaikan kepada pengelola halaman kantor."),
        is_responded_to(7, "bayu", "Kami periksa persediaan blangko."),
    ],
    "4 February 2027": [is_checked(7, "bayu", "Persediaan dihitung di gudang.")],
    "8 February 2027": [complains("paten", "information", "Berapa hari surat keterangan usaha selesai?")],
    "10 February 2027": [is_assigned(8, "KEC-YAN-PATEN")],
    "11 February 2027": [is_answered(8, "ani", "Satu hari kerja sejak berkas lengkap.")],
    "12 February 2027": [
        complains("paten", "complaint", "Petugas tidak ada di loket dua pada pukul 13.00."),
        complains("KEC-SMU", "complaint", "Jalan di depan kantor gelap pada malam hari."),
    ],
    "15 February 2027": [is_assigned(9, "KEC-YAN-ADM")],
}
