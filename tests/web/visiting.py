"""A browser without scripts, for tests of pages: it reads pages, and sends their forms as they stand."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.agency import Agency

Sent = dict[str, list[Any]]


@dataclass
class Form:
    """A form of a page: where it goes, what stands in its fields, and the labels of its buttons."""

    action: str
    method: str
    fields: Sent = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, label

    def put(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


class Reading(HTMLParser):
    """The forms, links and words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []  # address, words
        self.words: list[str] = []
        self._form: Form | None = None
        self._area: str | None = None
        self._select: tuple[str, bool] | None = None
        self._collect: list[str] | None = None
        self._open: tuple[str, dict[str, str]] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(has.get("action", ""), has.get("method", "get"))
            self.forms.append(self._form)
        elif tag == "input" and self._form is not None:
            self._input(has)
        elif tag == "textarea":
            self._area, self._collect = has.get("name", ""), []
        elif tag == "select":
            self._select = (has.get("name", ""), False)
        elif tag == "option" and self._select and self._form is not None:
            name, chosen = self._select
            if "selected" in has or not chosen:
                if "selected" in has:
                    self._form.fields.pop(name, None)
                if "selected" in has or name not in self._form.fields:
                    self._form.put(name, has.get("value", ""))
                self._select = (name, "selected" in has)
        elif tag in ("a", "button"):
            self._open, self._collect = (tag, has), []

    def _input(self, has: dict[str, str]) -> None:
        assert self._form is not None
        kind, name = has.get("type", "text"), has.get("name", "")
        if kind in ("checkbox", "radio") and "checked" not in has:
            return
        if name and kind not in ("submit", "file") and "disabled" not in has:
            self._form.put(name, has.get("value", "on" if kind == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._collect is not None:
            self._collect.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._area is not None:
            if self._form is not None and self._area:
                self._form.put(self._area, "".join(self._collect or []).removeprefix("\n"))
            self._area = self._collect = None
        elif self._open and tag == self._open[0]:
            has, words = self._open[1], " ".join("".join(self._collect or []).split())
            if tag == "a":
                self.links.append((has.get("href", ""), words))
            elif self._form is not None:
                self._form.buttons.append((has.get("name", ""), has.get("value", ""), words))
            self._open = self._collect = None


@dataclass
class Shown:
    """A page as it was answered, after all redirections."""

    answer: Any
    address: str

    @property
    def status(self) -> int:
        return int(self.answer.status_code)

    @property
    def html(self) -> str:
        return str(self.answer.content.decode())

    @property
    def words(self) -> str:
        """All that can be read on it, with single blanks."""
        return " ".join(" ".join(Reading(self.html).words).split())

    @property
    def links(self) -> list[tuple[str, str]]:
        return Reading(self.html).links

    def link(self, words: str) -> str:
        """The address of the link with these words."""
        (found,) = {address for address, said in self.links if words in said}
        return urljoin(self.address, found)

    def form(self, button: str) -> Form:
        """The form with the button of these words, and no other button's value."""
        for form in Reading(self.html).forms:
            for name, value, label in form.buttons:
                if label == button:
                    if name:
                        form.put(name, value)
                    return form
        said = [label for form in Reading(self.html).forms for _, _, label in form.buttons]
        raise AssertionError(f"no button {button!r} among {said}")


class Visitor:
    """Somebody before a browser, signed in. Pages are in English unless he reads Indonesian."""

    def __init__(self, agency: Agency, name: str, language: str = "en") -> None:
        user = agency.user(name)
        type(user)._default_manager.filter(pk=user.pk).update(language=language)
        user.language = language
        self.client = Client()
        self.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def get(self, address: str, status: int = 200) -> Shown:
        """The page at this address."""
        answer = self.client.get(address, follow=True)
        return self._shown(answer, address, status)

    def press(self, shown: Shown, button: str, status: Any = 200, **fields: Any) -> Shown:
        """Send the form with this button as it stands on the page, with these fields changed (None: left out)."""
        form = shown.form(button)
        given = {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
        sent: Sent = {**form.fields, **given}
        sent = {name: values for name, values in sent.items() if values != [None]}
        address = urljoin(shown.address, form.action)
        ask = self.client.post if form.method == "post" else self.client.get
        return self._shown(ask(address, sent, follow=True), address, status)

    def rows(self, shown: Shown) -> list[dict[str, str]]:
        """What a page shows, as its sheet has it: by the names of the columns."""
        sent = self.client.get(shown.link("s CSV"))
        assert "attachment" in sent["Content-Disposition"]
        assert self.client.get(shown.link("s a workbook")).content[:2] == b"PK"
        return list(csv.DictReader(io.StringIO(sent.content.decode("utf-8-sig"))))

    def queries(self, address: str) -> int:
        """How many queries the page takes, its second time."""
        from django.db import connection

        self.get(address)
        with CaptureQueriesContext(connection) as found:
            self.get(address)
        return len(found)

    def _shown(self, answer: Any, address: str, status: int) -> Shown:
        chain = answer.redirect_chain
        shown = Shown(answer, urljoin(address, chain[-1][0]) if chain else address)
        assert shown.status == status, f"{shown.address}: {shown.status}\n{shown.words[:2000]}"
        return shown


class Visitors:
    """The people of the agency, each before a browser of his own: `visit.ani.get("/")`."""

    def __init__(self, agency: Agency) -> None:
        self.agency = agency
        self._known: dict[str, Visitor] = {}

    def __getattr__(self, name: str) -> Visitor:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._known:
            self._known[name] = Visitor(self.agency, name)
        return self._known[name]

    def __iter__(self) -> Iterator[Visitor]:
        return iter(self._known.values())
