"""August to December 2026: the third quarter, and new posts. What is not usual, and to whom it happens."""

from __future__ import annotations

from demo.acts.appealing import appeals, gives_up, is_dismissed, is_explained_to
from demo.acts.evaluating import assesses, gets_document, is_rated, receives, returns
from demo.acts.following import is_told, notes
from demo.acts.managing import achieved, gets_rater, is_relieved, is_suspended, move
from demo.acts.planning import adds_result, begins, drops_result, is_approved, proposes, submits
from demo.world import Chapter
from demo.year.offices import but

Q3 = "2026-Q3"

APART = {(name, Q3) for name in ("dita", "mimin")}

LECTURES = {
    "id": "s2",
    "kind": "main",
    "study": True,
    "text": "Kuliah jarak jauh kepada rekan kerja setingkat tentang resume yang diperoleh dari studi",
    "indicators": [
        {
            "id": "s2.i1",
            "aspects": ["quality"],
            "text": "Cara penyampaian",
            "narrative": "Mudah dipahami rekan",
        }
    ],
}
ACADEMIC = {
    "id": "s1",
    "kind": "main",
    "study": True,
    "text": "Hasil evaluasi akademik semester 1 memuaskan",
    "indicators": [
        {
            "id": "s1.i1",
            "aspects": ["quality"],
            "text": "Indeks prestasi kumulatif",
            "narrative": "Nilai Indeks Prestasi Kumulatif di atas 3,5",
        }
    ],
}

THIRD_QUARTER: Chapter = {
    "12 August": [notes("ani", "r1.i1", "91,5"), is_told("ani", "r2", "Rekap bulanan rapi dan tepat waktu.")],
    # The acting post ends, and what it had changed is undone. Cecep leaves a vacant post behind.
    "1 September": [is_relieved("maman", "800.1.11.1/045/SETDA", "31 August"), move({"cecep": "CAMAT-PSH"})],
    "2 September": [proposes("maman", "acting_ends"), drops_result("maman", "p1"), submits("maman")],
    "3 September": [
        is_approved("maman"),
        proposes("neneng", "study_begins"),
        adds_result("neneng", ACADEMIC),
        adds_result("neneng", LECTURES),
        submits("neneng"),
    ],
    "4 September": [
        gets_rater("maman", "CAMAT", "Tugas sebagai Plt. Camat Paseh berakhir."),
        is_approved("neneng"),
        begins("cecep"),
        submits("cecep"),
    ],
    "8 September": [is_approved("cecep")],
    # Iyam and Lia change places inside the window: each still rates the third quarter of those she leaves.
    "25 September": [move({"iyam": "KEC-KASI-YAN-CMK", "lia": "KEC-KASI-YAN-JTN"})],
    "30 September": [begins("iyam"), submits("iyam"), begins("lia"), submits("lia")],
    "1 October": [assesses("dita", Q3), assesses("mimin", Q3)],
    "2 October": [is_approved("iyam"), is_approved("lia")],
    # Of Situraja nobody says what it achieved: what is known last takes its place.
    "6 October": [achieved(Q3, but("KEC-STR"))],
    "7 October": [
        is_rated("dita", Q3, results="as_expected"),
        is_rated("mimin", Q3, results="as_expected"),
        gets_document("mimin", Q3),
    ],
    "8 October": [gets_document("dita", Q3), receives("mimin", Q3)],
    # The third appeal is given up after a talk.
    "12 October": [appeals("mimin", Q3, "Pendataan penerima bantuan selesai lebih cepat.")],
    "13 October": [is_explained_to("mimin", "Pemutakhiran selesai, tetapi verifikasi lapangan belum.")],
    "14 October": [gives_up("mimin")],
    "15 October": [returns("mimin", Q3)],
    # The fourth comes too late: the document had been handed over on paper two weeks before she opened it.
    "23 October": [receives("dita", Q3)],
    "6 November": [appeals("dita", Q3, "Waktu tunggu di loket sudah turun.")],
    "9 November": [
        is_dismissed(
            "dita",
            "Dokumen cetak diterima pada 9 Oktober; tenggat keberatan sudah lewat.",
            proof="tanda-terima-9-oktober.pdf",
        )
    ],
    # Leni goes to Cimalaka.
    "16 November": [move({"leni": "KEC-PMD-DATA-CMK"})],
    "20 November": [begins("leni"), submits("leni")],
    "24 November": [is_approved("leni"), notes("ani", "r1.i1", "92")],
    # Firman is suspended, and still is when the year ends: then time ends his plan.
    "1 December": [is_suspended("firman", "Pemberhentian sementara selama penyidikan.")],
}
