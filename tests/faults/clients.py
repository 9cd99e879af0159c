"""Clients that insist: each repeats a request, under the same key and version, until it is answered."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from threading import Semaphore

import httpx

AROUND = (("submit", 0), ("return_for_revision", 1), ("submit", 0), ("withdraw", 0))  # owner: 0, rater: 1
PATIENCE = 60.0  # seconds until a step must have been answered


@dataclass
class Client:
    """The owner of a plan and his rater, at one desk, with their tokens; what they were answered."""

    base: str
    plan: int
    tokens: tuple[str, str]
    version: int = 1
    answered: list[str] = field(default_factory=list)
    refused: int = 0

    def work(self, steps: int, turns: Semaphore) -> None:
        """Take so many steps, around and around, each when it is somebody's turn."""
        with httpx.Client(base_url=self.base, timeout=10) as http:
            for step, who in islice(cycle(AROUND), steps):
                assert turns.acquire(timeout=PATIENCE)
                self._insist(http, step, self.tokens[who])

    def _insist(self, http: httpx.Client, step: str, token: str) -> None:
        headers = {
            "Authorization": f"Bearer {token}",
            "If-Match": f'"{self.version}"',
            "Idempotency-Key": uuid.uuid4().hex,
        }
        for _ in self._tries():
            try:
                response = http.post(
                    f"/api/v1/plans/{self.plan}/steps/{step}/", json={"reason": "Lagi"}, headers=headers
                )
            except httpx.TransportError:
                continue
            if response.status_code == 200:
                self.version += 1
                assert response.json()["version"] == self.version
                self.answered.append(step)
                return
            assert response.json()["code"] in ("in_progress", "unavailable"), response.text
        raise AssertionError(f"{step} was not answered")

    def _tries(self) -> Iterator[None]:
        yield
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self.refused += 1
            time.sleep(0.1)
            yield
