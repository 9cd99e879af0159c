"""January to March 2026: plans are set and changed. What is not usual, and to whom it happens."""

from __future__ import annotations

from demo.acts.following import is_told, notes
from demo.acts.leading import says_who_does_what
from demo.acts.managing import (
    achieved,
    asks_for_stand_in,
    gets_rater,
    is_appointed,
    is_exempt,
    is_resumed,
    is_suspended,
    is_voided,
    move,
)
from demo.acts.planning import (
    adds_result,
    answers,
    begins,
    gets_back,
    is_approved,
    is_asked_to_change,
    is_remarked_on,
    is_set_by,
    is_set_unsigned,
    loses_result,
    proposes,
    submits,
    withdraws,
    writes,
)
from demo.words import CAUSES, MEANS, PROOF, SCHEDULE
from demo.world import Chapter
from demo.year.offices import OFFICES

LEFT_OUT = frozenset({"hani", "oktavia"})
"""Hani should have had no plan; Oktavia's nobody ever asks for, and a year later time voids it."""

JANUARY: Chapter = {
    "12 January": [
        writes("ani", "resources", "Dua petugas loket pada hari ramai"),
        submits("ani"),
        submits("opik"),
        # A decree of unpaid leave comes late: there should have been no plan.
        is_exempt("hani", "unpaid_leave", "1 January", "31 December"),
        is_voided("hani", "Cuti di luar tanggungan negara sejak 1 Januari 2026."),
    ],
    "13 January": [gets_back("ani", PROOF)],
    "14 January": [
        answers("ani", PROOF),
        gets_back("opik", SCHEDULE),
        asks_for_stand_in("budi", "19 January", "23 January", "Cuti tahunan", "KEC-KASI-PEM"),
    ],
    "15 January": [is_approved("ani"), answers("opik", SCHEDULE), submits("yanti")],
    # Budi is on leave for a week; Dadang, whom he proposed, stands in for him.
    "19 January": [
        is_appointed("dadang", "plh", "800.1.11.1/014/KEC", "citra", "KEC-KASI-YAN", "23 January"),
        submits("rudi"),
        is_remarked_on("opik", MEANS, "r2"),
    ],
    "20 January": [
        is_suspended("kosasih", "Pemberhentian sementara selama pemeriksaan."),
        achieved("2025", OFFICES),
    ],
    "21 January": [is_approved("rudi")],
    # Maman lets January pass, and Citra decides in his place.
    "4 February": [is_set_by("opik", "citra"), is_set_by("yanti", "citra")],
    "5 February": [is_set_unsigned("gilang", "Sudah diingatkan dan dipanggil, tetap tidak menandatangani.")],
    "9 February": [
        is_resumed("kosasih", "Pemeriksaan selesai; tidak terbukti."),
        says_who_does_what("lilis"),
    ],
    "10 February": [submits("kosasih")],
    "12 February": [is_approved("kosasih")],
}

STUDY = {
    "id": "s1",
    "kind": "main",
    "study": True,
    "text": "Lulus semester pertama program profesi bidan",
    "indicators": [
        {"id": "s1.i1", "aspects": ["quality"], "text": "Indeks prestasi", "narrative": "IPK di atas 3,5"}
    ],
}

CHANGES: Chapter = {
    "11 February": [proposes("ani", "assignment", "Surat tugas layanan keliling")],
    "13 February": [submits("ani")],
    # Salma goes to Jatinangor; her year there begins with a new plan.
    "18 February": [
        gets_back("ani", MEANS),
        move({"salma": "KEC-YAN-ARSIP-JTN"}),
        is_asked_to_change("ida", "galih", "Laporan kunjungan rumah setiap bulan"),
    ],
    "19 February": [answers("ani", MEANS), submits("ida")],
    "20 February": [is_approved("ani"), withdraws("ida"), proposes("nita", "study_begins")],
    "23 February": [
        writes("ida", "resources", "Kendaraan dinas untuk kunjungan rumah"),
        submits("ida"),
        adds_result("nita", STUDY),
        submits("nita"),
    ],
    "24 February": [
        is_approved("ida"),
        is_approved("nita"),
        proposes("yanti", "resources", CAUSES["resources"]),
        submits("yanti"),
        says_who_does_what("budi"),
    ],
    "25 February": [
        begins("salma"),
        submits("salma"),
        gets_rater("intan", "LURAH", "Kepala seksi bertugas penuh pada tim pemutakhiran data."),
    ],
    "27 February": [is_approved("salma")],
    # Agus and Putri change places; within two weeks each has a new plan in force.
    "2 March": [
        move({"agus": "DISDUKCAPIL-SIAK", "putri": "BKPSDM-SIMPEG"}),
        proposes("rini", "resources", CAUSES["resources"]),
        notes("ani", "r1.i1", "91", "Layanan dua bulan pertama"),
    ],
    "4 March": [is_approved("yanti", by="citra")],
    "5 March": [
        begins("agus"),
        submits("agus"),
        begins("putri"),
        submits("putri"),
        is_suspended("rini", "Pemberhentian sementara selama pemeriksaan."),
    ],
    "10 March": [
        is_approved("agus"),
        is_approved("putri"),
        loses_result(
            "mega", "r2", ["adjusted", "guided"], "Bimbingan dan penyesuaian belum menghasilkan kemajuan."
        ),
        is_told("ani", "r1", "Antrean loket jauh berkurang, teruskan."),
    ],
    "12 March": [is_resumed("rini", "Pemeriksaan selesai; tidak terbukti.")],
    "13 March": [submits("rini")],
    # Heads of sections change places, and a vacant post is filled: those below have another rater.
    "16 March": [
        is_approved("rini"),
        move(
            {
                "euis": "DISDUKCAPIL-KASUBAG-UMPEG",
                "enung": "DISDUKCAPIL-KASI-IDENT",
                "opik": "KEC-KASI-PMD",
            }
        ),
    ],
    "26 March": [begins("euis"), submits("euis"), begins("enung"), submits("enung")],
    "30 March": [
        gets_back("enung", PROOF),
        is_approved("euis"),
        begins("opik"),
        submits("opik"),
        proposes("ani", "expectation", "Survei singkat setelah setiap layanan keliling"),
        submits("ani"),
    ],
    "31 March": [gets_back("ani", MEANS)],
    "1 April": [answers("enung", PROOF), is_approved("opik")],
    "2 April": [is_approved("enung"), answers("ani", MEANS)],
    "6 April": [is_approved("ani")],
}
