"""People who ask over real HTTP, and what they are told; a refusal is always read in both languages."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

LANGUAGES = ("id", "en")
SOON = 15.0  # seconds within which a running worker has told everybody, on a busy machine


@dataclass
class Traveller:
    """Somebody, or nobody, with a token; `kinds` is what he must have been told so far, in order."""

    name: str
    http: httpx.Client
    kinds: list[str] = field(default_factory=list)

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        version: object = None,
        key: str | None = None,
        **headers: str,
    ) -> httpx.Response:
        """The answer to a request; a body of bytes is sent as it stands. `version`: a number, or as it stands."""
        sent = {"Accept-Language": "en"} | {name.replace("_", "-"): text for name, text in headers.items()}
        if version is not None:
            sent["If-Match"] = f'"{version}"' if isinstance(version, int) else str(version)
        if key is not None:
            sent["Idempotency-Key"] = key
        if isinstance(body, bytes):
            return self.http.request(
                method, path, content=body, headers={"Content-Type": "application/json"} | sent
            )
        return self.http.request(method, path, json=body, headers=sent)

    def read(self, path: str) -> Any:
        return self._granted(self.ask("GET", path))

    def save(self, path: str, body: Any, edit: int) -> Any:
        return self._granted(self.ask("PUT", path, body, edit))

    def post(
        self, path: str, body: Any = None, version: object = None, key: str | None = None, **headers: str
    ) -> Any:
        return self._granted(self.ask("POST", path, body or {}, version, key, **headers))

    def _granted(self, answer: httpx.Response) -> Any:
        assert answer.is_success, answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.json() if answer.content else None

    def refused(
        self,
        status: int,
        code: str,
        method: str,
        path: str,
        body: Any = None,
        version: object = None,
        key: str | None = None,
        **headers: str,
    ) -> dict[str, Any]:
        """The problem document in English, after the same request was refused in Indonesian too."""
        told: dict[str, dict[str, Any]] = {}
        for language in LANGUAGES:
            answer = self.ask(method, path, body, version, key, **headers, Accept_Language=language)
            document = told[language] = answer.json()
            assert (answer.status_code, document["status"], document["code"]) == (status, status, code), (
                document
            )
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Content-Language"] == language
            if status in (429, 503):
                assert int(answer.headers["Retry-After"]) > 0
        assert all(told["id"][word] != told["en"][word] for word in ("title", "detail")), told
        _rules_are_told_in_both(*(each.get("blockers", []) for each in told.values()))
        return told["en"]

    def notices(self, language: str = "en") -> list[dict[str, Any]]:
        """What stands in the inbox of notices, oldest first."""
        answer = self.ask("GET", "notifications/?page_size=200", Accept_Language=language)
        page = self._granted(answer)
        assert page["next"] is None
        return page["results"][::-1]  # type: ignore[no-any-return]

    def has_heard(self) -> bool:
        """Whether as many notices have come as must have."""
        return len(self.notices()) >= len(self.kinds)

    def waiting(self) -> list[tuple[str, str, int]]:
        """What waits for him: record, step and the version to name."""
        found = self.read("inbox/")["results"]
        assert not any(each["late"] for each in found)
        return [(each["record"], each["step"], each["version"]) for each in found]


def _rules_are_told_in_both(indonesian: list[dict[str, Any]], english: list[dict[str, Any]]) -> None:
    assert [each["rule"] for each in indonesian] == [each["rule"] for each in english]
    for one, other in zip(indonesian, english, strict=True):
        assert one["message"] != other["message"], one
        assert one["who_can_help"] == other["who_can_help"]


def until(true: Callable[[], bool], seconds: float = SOON) -> bool:
    """Wait until a question is answered by yes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return true()
