"""Comments without the personal data that people write into them."""

from __future__ import annotations

import re

MARK = "[…]"

AT, DOT = r"(?:@|\[at\]|\(at\))", r"(?:\.|\[dot\]|\(dot\))"
ADDRESS = re.compile(
    rf"[\w.+-]{{1,64}}(?:\s?{AT}\s?[\w-]+(?:\s?{DOT}\s?[\w-]+)+|@[a-z][\w-]*)", re.IGNORECASE
)
HANDLE = re.compile(r"(?<![\w@])@[^\W\d][\w.]{2,}")
LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]{1,63}\.(?:com|id|me|ly|net|org)(?:\.[a-z]{2})?/\S+", re.IGNORECASE
)
# Digits with what people put between them: NIP and NIK (18 and 16), numbers of accounts (10 and more), phones.
BETWEEN = r"(?:[^\w\n]|_){0,3}"
DIGITS = re.compile(rf"\+?\(?\d(?:{BETWEEN}\d){{6,}}")
# A short number is an account only where it is called so.
ACCOUNT = re.compile(
    r"\b(?:no(?:mor)?\.?\s*)?(?:rekening|rek|akun|kartu|nip|nik|npwp|ktp|hp|telp|telepon|wa|whatsapp|phone|account)"
    r"\b\.?\s*(?:no(?:mor)?\.?)?\s*[:=]?\s*(?P<digits>\+?\d(?:[\s.\-/()]?\d){3,})",
    re.IGNORECASE,
)
# Which digits are none of these: money, up to a million millions, and days, hours and years.
RUPIAH = re.compile(r"\brp\.?\s*$", re.IGNORECASE)
MONEY = re.compile(r"[1-9](?:\.?\d){0,11}(?:,\d\d)?")
AMOUNT = r"[1-9]\d{0,2}(?:\.\d{3}){1,3}(?:,\d\d)?"
DAY = r"(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)\d\d"
HOUR, YEAR = r"(?:[01]?\d|2[0-3])[.:][0-5]\d", r"(?:19|20)\d\d"
NOBODYS = rf"(?:{AMOUNT}|{DAY}|{HOUR}|{YEAR})"
HARMLESS = re.compile(rf"{NOBODYS}(?:(?:\s?[-–—/,;]\s?|\s){NOBODYS})*")  # noqa: RUF001 - dashes of people


def clean(text: str) -> str:
    """The text with […] in place of phone numbers, NIP, NIK, e-mail addresses, links, and numbers of accounts.

    Amounts of money, days and short numbers stay. Names cannot be told from words, and stay too.
    """
    for pattern in (LINK, ADDRESS, HANDLE):
        text = pattern.sub(MARK, text)
    text = ACCOUNT.sub(lambda found: found[0].removesuffix(found["digits"]) + MARK, text)
    return DIGITS.sub(lambda found: _digits(text, found), text)


def _digits(text: str, found: re.Match[str]) -> str:
    number = found[0]
    money = RUPIAH.search(text[: found.start()]) and MONEY.fullmatch(number)
    return number if money or HARMLESS.fullmatch(number) else MARK
