"""Forms of evaluations and decided appeals over HTTP."""

from __future__ import annotations

from typing import Any

from tests.api.asking import Asking, Client, code
from tests.api.test_evaluations import RATED, at, done, take
from tests.forms.examples import Text, pages
from tests.workflows.evaluation.office import YEAR, Office, rated
from workflows.appeals.data import Dismissal
from workflows.appeals.models import Appeal
from workflows.evaluation.models import Document, Evaluation


def printed(client: Client, evaluation: Evaluation, form: str) -> Text:
    answer = client.get(f"{at(evaluation)}forms/{form}.pdf")
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"] == "application/pdf"
    name = f'attachment; filename="{form}-evaluation-{evaluation.pk}.pdf"'
    assert answer.headers["Content-Disposition"] == name
    return Text(" ".join(pages(answer.content)))


def forms(client: Client, evaluation: Evaluation) -> list[str]:
    """Which forms there are, as a refusal names them."""
    answer = client.get(f"{at(evaluation)}forms/x.pdf")
    assert code(answer) == (404, "no_such_form")
    return list(answer.json()["forms"])


def test_a_delivered_evaluation_is_printed_with_its_people_figures_and_hash(
    ask: Asking, office: Office
) -> None:
    evaluation = office.received()
    office.take(evaluation, "acknowledge", "ani")
    assert forms(ask.ani, evaluation) == ["C.1.3", "D.1.1"]
    details, dossier = (printed(ask.ani, evaluation, form) for form in ("C.1.3", "D.1.1"))
    for text in (details, dossier):
        for said in (Document.objects.get().hash, "Ani Contoh", "Budi Contoh", "UNIT KAB", "TRIWULAN I"):
            assert said in text, said
        assert ask.agency.people["ani"].nip in text
    for said in (
        "Terlayaninya pemohon KTP",
        "28 menit",
        "Capaian 106,67%",
        "Pelayanan cepat",
        "SESUAI EKSPEKTASI",
    ):
        assert said in details, said
    for said in ("PREDIKAT KINERJA PEGAWAI : BAIK", "Pertahankan", "Citra Contoh"):
        assert said in dossier, said
    assert "6. Pejabat Penilai Kinerja tercatat dalam sistem 20 Maret 2026" in dossier
    assert "7. Pegawai yang Dinilai tercatat dalam sistem 20 Maret 2026" in dossier


def test_before_the_delivery_the_owner_finds_no_form_and_others_do(ask: Asking, office: Office) -> None:
    evaluation = office.rated()
    for name in ("ani", "budi", "citra", "dewi", "indah"):
        assert code(getattr(ask, name).get(f"{at(evaluation)}forms/D.1.1.pdf")) == (404, "not_found"), name
    office.signed(evaluation)
    for form in ("C.1.3", "D.1.1", "D.1.2", "D.1.3", "x"):
        assert code(ask.ani.get(f"{at(evaluation)}forms/{form}.pdf")) == (404, "not_found"), form
    for name in ("budi", "citra", "dewi", "indah"):
        assert getattr(ask, name).get(f"{at(evaluation)}forms/D.1.1.pdf").status_code == 200, name
    office.delivered(evaluation)
    assert ask.ani.get(f"{at(evaluation)}forms/D.1.1.pdf").status_code == 200


def test_what_the_superior_rated_is_on_his_form_and_not_returned_is_said(ask: Asking, office: Office) -> None:
    evaluation = office.opened()
    office.at("2026-04-23 08:00")
    office.take(evaluation, "rate_by_superior", "citra", data=rated())
    office.delivered(office.signed(evaluation, "citra"), "citra")
    assert forms(ask.ani, evaluation) == ["C.1.3", "D.1.2"]
    text = printed(ask.ani, evaluation, "D.1.2")
    assert "6. Atasan Pejabat Penilai Kinerja tercatat dalam sistem 23 April 2026" in text
    assert "2. PEJABAT PENILAI KINERJA NAMA : Budi Contoh" in text
    assert "3. ATASAN PEJABAT PENILAI KINERJA NAMA : Citra Contoh" in text
    assert "tidak mengembalikan" not in text
    office.tick("2026-06-10 09:00")
    office.tick("2026-07-10 09:00")
    assert ask.ani.read(at(evaluation))["state"] == "settled"
    assert "tidak mengembalikan" in printed(ask.ani, evaluation, "D.1.2")


def test_a_year_that_is_signed_after_its_end_names_what_of_the_raters_plan_was_served(
    ask: Asking, office: Office
) -> None:
    leading, contents = (office.agency.complete_contents() for _ in "12")
    leading["results"][0]["text"] = "Pelayanan kecamatan yang dipercaya warga"
    contents["results"][0]["serves"] = {"result": "r1"}
    office.in_force("budi", by="citra", contents=leading)
    evaluation = office.opened(YEAR, plan=office.in_force(contents=contents))
    for period in ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"):
        office.take(office.of(evaluation.plan, period), "excuse", "dewi")
    office.at("2027-01-11 09:00")
    office.delivered(office.signed(office.rated(office.assessed(evaluation))))
    assert "Pelayanan kecamatan yang dipercaya warga" in printed(ask.ani, evaluation, "C.1.3")


def test_a_qualitative_plan_and_a_leaders_have_their_own_forms(ask: Asking, office: Office) -> None:
    contents = office.agency.complete_contents() | {"approach": "kualitatif"}
    for result in contents["results"]:
        for indicator in result["indicators"]:
            for name in ("target", "unit", "direction"):
                del indicator[name]
            indicator["narrative"] = "Pelayanan cepat dan ramah"
    evaluation = office.opened(plan=office.in_force(contents=contents))
    office.delivered(office.signed(office.rated(office.assessed(evaluation))))
    assert forms(ask.ani, evaluation) == ["C.1.1", "D.1.1"]
    assert "Pelayanan cepat dan ramah" in printed(ask.ani, evaluation, "C.1.1")


def test_a_decided_appeal_is_printed_with_all_that_was_said_and_the_new_result(
    ask: Asking, office: Office
) -> None:
    appeal = office.heard()
    evaluation: Any = appeal.evaluation
    for name in ("ani", "budi", "citra"):
        assert forms(getattr(ask, name), evaluation) == ["C.1.3", "D.1.1"], name
    better = RATED | {"results_rating": "above", "behaviour_rating": "above", "recommendation": "Promosikan"}
    done(take(ask.citra, at(appeal), "amend", better | {"reason": "Bukti baru"}))
    assert forms(ask.ani, evaluation) == ["C.1.3", "D.1.1", "D.1.3"]
    text = printed(ask.ani, evaluation, "D.1.3")
    for said in (
        "Hasil kerja di atas target",
        "Ekspektasi pimpinan lebih tinggi",
        "Menjelaskan",
        "Sakit",
        "Keputusan : Mengubah hasil evaluasi kinerja",
        "Alasan : Bukti baru",
        "Predikat kinerja : Sangat Baik",
        "Promosikan",
        "Pegawai yang Dinilai tercatat dalam sistem 20 Maret 2026",  # who filed the appeal
        "Pejabat Penilai Kinerja tercatat dalam sistem 20 Maret 2026",  # who explained
        "11. Atasan Pejabat Penilai Kinerja tercatat dalam sistem 20 Maret 2026",
        "Citra Contoh",
    ):
        assert said in text, said
    assert "tidak mengembalikan" not in text
    assert printed(ask.budi, evaluation, "D.1.3") == text


def test_who_gave_no_explanation_has_not_signed_the_decided_appeal(ask: Asking, office: Office) -> None:
    appeal = office.filed()
    office.take(appeal, "dismiss", "citra", data=Dismissal("late", [office.evidence(appeal.plan)]))
    text = printed(ask.ani, appeal.evaluation, "D.1.3")
    assert "Pegawai yang Dinilai tercatat dalam sistem" in text
    said = " ".join(text.split())
    assert said.count("Pejabat Penilai Kinerja tercatat dalam sistem") == 1  # who decided


def test_the_form_of_an_appeal_is_for_its_parties_and_for_who_may_read_all_of_it(
    ask: Asking, office: Office
) -> None:
    appeal = office.heard()
    office.take(Appeal.objects.get().plan, "reassign_rater", "dewi", data=office.rater("eko"))
    office.take(appeal, "confirm", "citra")
    for name in ("ani", "budi", "citra", "dewi", "indah"):
        assert "D.1.3" in forms(getattr(ask, name), appeal.evaluation), name
    assert forms(ask.eko, appeal.evaluation) == ["C.1.3", "D.1.1"]


def test_an_appeal_that_was_withdrawn_has_no_form(ask: Asking, office: Office) -> None:
    appeal = office.heard()
    office.take(appeal, "withdraw", "ani")
    assert forms(ask.citra, appeal.evaluation) == ["C.1.3", "D.1.1"]
