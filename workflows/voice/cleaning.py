"""Comments without the personal data that people write into them."""

from __future__ import annotations

import re

MARK = "[…]"

ADDRESS = re.compile(r"[\w.+-]+\s?(?:@|\[at\]|\(at\))\s?[\w-]+(?:\s?\.\s?[\w-]+)+", re.IGNORECASE)
HANDLE = re.compile(r"(?<![\w@])@\w[\w.]{2,}")
LINK = re.compile(r"(?:https?://|www\.)\S+|\b(?:wa\.me|t\.me|bit\.ly)/\S+", re.IGNORECASE)
# Digits with what people put between them: NIP and NIK (18 and 16), numbers of accounts (10 and more), phones.
DIGITS = re.compile(r"(?<![\w,])\+?\(?\d(?:[\s.\-/()]{0,2}\d){6,}(?!\w)")
# A short number is an account only where it is called so.
ACCOUNT = re.compile(
    r"\b(?:no(?:mor)?\.?\s*)?(?:rekening|rek|akun|kartu|nip|nik|npwp|ktp|hp|telp|telepon|wa|whatsapp|phone|account)"
    r"\b\.?\s*(?:no(?:mor)?\.?)?\s*[:=]?\s*(?P<digits>\+?\d(?:[\s.\-/()]?\d){3,})",
    re.IGNORECASE,
)
MONEY = re.compile(r"\brp\.?\s*$", re.IGNORECASE)
DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d")
AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3})+")


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
    money = MONEY.search(text[: found.start()]) or (AMOUNT.fullmatch(number) and not number.startswith("0"))
    return number if money or DATE.fullmatch(number) else MARK
