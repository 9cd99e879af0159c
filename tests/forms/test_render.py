"""Printing happens in a process that runs nothing of what people wrote, and is stopped when it takes too much."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from forms import render as printing
from forms.__main__ import TEMPLATES, legible
from forms.documents import FORMS
from forms.render import HOUSE, NotPrinted, UnknownForm, render
from tests.forms.examples import example, text_of

MARKUP = (
    '#import "@preview/cetz:0.3.0": canvas',
    '#read("/etc/passwd")',
    '#eval("1 + 1") #panic("x")',
    "$ a^2 + b_2 $ \\ \\textbf{x}",
    "= Judul *tebal* _miring_ `kode` <label> @rujukan // catatan /* tutup",
    "{{ 7 * 7 }} %s \"kutip\" 'tunggal' ~ -- ---",
)


# Forms of a year's work have other fields that people write in.
DURING_THE_YEAR = {"B.1.1", "B.1.2", "B.1.6", "B.1.7", "B.1.8", "B.1.9", "B.1.10"}
PROSE = {"activity", "note", "output", "problem", "because", "recommendation", "done", "matter"}


def _written(value: Any, said: str, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _written(each, said, key) for key, each in value.items()}
    if isinstance(value, list):
        return [_written(each, said, name) for each in value]
    return said if isinstance(value, str) and name in PROSE else value


def _with_everywhere(form: str, said: str) -> dict[str, Any]:
    """The example of a form in which one person wrote this wherever he could."""
    printed = example(form)
    document = printed["document"].get("evaluation", printed["document"])
    if form in DURING_THE_YEAR:
        return printed | {"document": _written(document, said)}
    result = document["results"][0]
    result |= {"text": said, "serves": said, "assigned_by": said, "feedback": said}
    indicator = result["indicators"][0]
    indicator |= {"text": said, "unit": said, "realised": {"value": said, "note": said, "none_because": said}}
    document["behaviours"][0] |= {"expectation": said, "feedback": said}
    document["recommendation"] = said
    document["annexes"] = {"resources": [said], "accountability": [said], "consequences": [said]}
    printed["identities"]["employee"]["post"] = said
    if form == "D.1.3":
        printed["document"]["objection"]["reasons"] = said
    return printed


@pytest.mark.parametrize("form", FORMS)
def test_the_same_document_gives_the_same_bytes(form: str) -> None:
    assert render(form, example(form)) == render(form, example(form))


@pytest.mark.parametrize("form", FORMS)
def test_what_looks_like_commands_is_printed_as_it_was_written(form: str) -> None:
    said = "\n".join(MARKUP)
    text = text_of(form, _with_everywhere(form, said))
    assert [line for line in MARKUP if line not in text] == []


def test_letters_of_other_scripts_are_printed_and_what_has_no_shape_is_named() -> None:
    text = text_of("A.1.8", _with_everywhere("A.1.8", "é Ω Я العربية 🙂 日本 \u202eterbalik \x07"))
    assert "é Ω Я" in text
    assert "العربية" in text
    assert "[U+1F642]" in text
    assert "[U+65E5][U+672C]" in text
    assert "[U+202E]terbalik [U+0007]" in text


def test_only_what_is_written_is_named_by_its_code() -> None:
    assert legible({"a": ["b\r\nc", 1, None, True, "\x00"]}) == {"a": ["b\nc", 1, None, True, "[U+0000]"]}


@pytest.mark.parametrize("form", ["A.1.1", "A.1.7", "A.1.8", "C.1.3", "D.1.3"])
@pytest.mark.parametrize("word", ["x", "kata "], ids=["one word", "many words"])
def test_twenty_thousand_characters_are_all_there(form: str, word: str) -> None:
    most = 20_000
    text = text_of(form, _with_everywhere(form, (word * most)[:most] + "AKHIR."))
    assert text.count(word.strip()) >= most // len(word)
    assert "AKHIR." in text


def test_a_document_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "SECONDS", 0.001)
    with pytest.raises(NotPrinted):
        render("A.1.7", example("A.1.7"))


def test_a_document_that_takes_too_much_memory_is_stopped() -> None:
    printed = example("A.1.8")
    printed["document"]["annexes"]["resources"] = ["kata " * 400] * 20_000
    with pytest.raises(NotPrinted):
        render("A.1.8", printed)


def test_a_document_in_which_something_is_missing_is_not_printed() -> None:
    printed = example("A.1.7")
    del printed["document"]["results"]
    with pytest.raises(NotPrinted):
        render("A.1.7", printed)


def test_an_unknown_form_is_refused_before_anything_is_started() -> None:
    for name in ("A.1.9", "", "../main", "--help"):
        with pytest.raises(UnknownForm):
            render(name, {})


def test_the_process_can_open_nothing_once_it_prints() -> None:
    spy = (
        "import sys, forms.__main__ as program, typst\n"
        "class Spy:\n"
        "    def __init__(self, *args, **kwargs): pass\n"
        "    def compile(self, format):\n"
        "        import socket\n"
        "        for attempt in (lambda: open('/etc/passwd'), lambda: socket.socket()):\n"
        "            try: attempt()\n"
        "            except OSError as error: sys.stderr.write(error.strerror + ';')\n"
        "        return b''\n"
        "import socket\n"
        "typst.Compiler = Spy\n"
        "program.main('A.1.8')\n"
    )
    asked = json.dumps(example("A.1.8")).encode()
    done = subprocess.run([sys.executable, "-c", spy], input=asked, capture_output=True, cwd=HOUSE)
    assert done.stderr.decode() == "Too many open files;Too many open files;"


def test_the_templates_need_nothing_from_elsewhere() -> None:
    texts = [file.read_text(encoding="utf-8") for file in TEMPLATES.glob("*.typ")]
    assert len(texts) >= 5
    assert [
        word for word in ("@preview", "@local", "eval(", "read(", "plugin(") for text in texts if word in text
    ] == []
