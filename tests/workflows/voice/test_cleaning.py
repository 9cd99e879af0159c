"""What is taken out of comments, and what must stay."""

from __future__ import annotations

import time

import pytest

from workflows.voice.cleaning import MARK, clean


@pytest.mark.parametrize(
    "personal",
    [
        *(
            "081234567890",
            "0812-3456-7890",
            "+62 812 3456 7890",
            "(0274) 512345",
            "0274-512 345",
            "628123456789",
        ),
        *("198501012010011901", "19850101 201001 1 901", "3404012303850002", "34.0401.230385.0002"),
        *("ani@example.org", "ani.contoh+skm@dinas.go.id", "ani [at] example.org", "ani @ example . org"),
        *("0812 - 3456 - 7890", "0812—3456—7890", "0812_3456_7890", "0812,3456,7890", "0812   3456   7890"),
        *("0812\u200b3456\u200b7890", "198.503.122.010.011.001"),
        "\uff10\uff18\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff10",
        *("ani.contoh@gmail", "ani(at)gmail(dot)com", "fb.com/anicontoh", "instagram.com/ani"),
        *("1234567890", "0123-01-012345-53-4", "@anicontoh", "https://wa.me/62812345", "wa.me/62812345"),
    ],
)
def test_personal_data_are_taken_out(personal: str) -> None:
    assert clean(f"Hubungi {personal} ya") == f"Hubungi {MARK} ya"
    assert clean(personal) == MARK


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("HP08123456789", f"HP{MARK}"),
        ("Hubungi saya,08123456789ya", f"Hubungi saya,{MARK}ya"),
        ("Rp 081234567890", f"Rp {MARK}"),
        ("Rp 6281234567890", f"Rp {MARK}"),
        ("Tgl 12-01-2026, 08123456789", f"Tgl {MARK}"),
        ("O8123456789", f"O{MARK}"),
        ("NIK3404012303850002", f"NIK{MARK}"),
        ("no rek 12345", f"no rek {MARK}"),
        ("Rekening: 4321-0", f"Rekening: {MARK}"),
        ("WA 0812345 saja", f"WA {MARK} saja"),
        ("NIP. 19850101", f"NIP. {MARK}"),
        ("HP 08123456789, surel a.b@c.id", f"HP {MARK}, surel {MARK}"),
    ],
)
def test_a_number_that_is_called_so_goes_however_short(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "Antre 3 jam di loket 4, padahal nomor antrean 127.",
        "Membayar Rp 1.250.000 untuk 2 dokumen",
        "Diminta Rp25000000",
        "Datang 12-01-2026 pukul 09.30 sampai 11.45",
        "Perda 5/2019 pasal 12 ayat (3)",
        "Buka jam 08.00-16.00, tahun 2025/2026, dari 12-01-2026 - 14-01-2026",
        "Biaya 1.250.000 - 2.500.000, katanya Rp1.250.000,00 atau Rp 1250000",
        "Tiga buah @5000 per lembar",
        "Bagus sekali!!! 100% puas",
        "",
    ],
)
def test_money_days_and_short_numbers_stay(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    "hostile", ["1 " * 500, "a@" * 500, "." * 1000, "+(" * 500, "no rek " * 600, "1-" * 499 + "x", "a" * 4000]
)
def test_no_comment_takes_long_to_clean(hostile: str) -> None:
    begun = time.perf_counter()
    clean(hostile)
    assert time.perf_counter() - begun < 0.5
