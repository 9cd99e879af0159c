"""The people of the small agency, asking over HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from knox.models import AuthToken
from rest_framework.test import APIClient

from tests.agency import Agency

ROOT = "/api/v1/"


class Client:
    """Somebody, or nobody, who asks. `version`: for If-Match; `key`: for Idempotency-Key."""

    def __init__(self, token: str | None = None) -> None:
        self.http = APIClient(raise_request_exception=False)
        if token:
            self.http.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    def get(self, path: str, **headers: str) -> Any:
        return self.http.get(_url(path), headers=headers)

    def post(
        self, path: str, body: Any = None, version: object = None, key: str | None = None, **headers: str
    ) -> Any:
        return self.http.post(
            _url(path), {} if body is None else body, headers=_headers(version, key) | headers
        )

    def put(self, path: str, body: Any, version: object = None, **headers: str) -> Any:
        return self.http.put(_url(path), body, headers=_headers(version, None) | headers)

    def delete(self, path: str) -> Any:
        return self.http.delete(_url(path))

    def raw(
        self, path: str, body: bytes | str, content_type: str = "application/json", **headers: str
    ) -> Any:
        """A body as it stands."""
        sent: Any = body
        return self.http.generic("POST", _url(path), sent, content_type, headers=headers)

    def read(self, path: str) -> Any:
        """What an address answers, which must be an answer and no refusal."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.content
        return answer.json()


def _url(path: str) -> str:
    return path if path.startswith(("/", "http")) else ROOT + path


def _headers(version: object, key: str | None) -> dict[str, str]:
    found = (
        {} if version is None else {"If-Match": f'"{version}"' if isinstance(version, int) else str(version)}
    )
    return found | ({"Idempotency-Key": key} if key else {})


@dataclass
class Asking:
    """Each person of the agency as a client, by name, and what they have written so far."""

    agency: Agency
    clients: dict[str, Client] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Client:
        if name not in self.agency.people:
            raise AttributeError(name)
        if name not in self.clients:
            self.clients[name] = Client(AuthToken.objects.create(self.agency.user(name))[1])
        return self.clients[name]

    def new_plan(self, name: str = "ani") -> dict[str, str]:
        """The body of a plan's birth."""
        return {
            "cycle": str(self.agency.cycle.pk),
            "employee": str(self.agency.people[name].pk),
            "post": str(self.agency.posts[name].pk),
        }

    def drafted(self, name: str = "ani") -> str:
        """A new plan, complete, in drafting at version 1; its address."""
        born = getattr(self, name).post("plans/", self.new_plan(name))
        assert born.status_code == 201, born.content
        address = f"plans/{born.json()['id']}/"
        saved = getattr(self, name).put(f"{address}contents/", self.agency.complete_contents(), 0)
        assert saved.status_code == 200, saved.content
        return address

    def submitted(self, name: str = "ani") -> str:
        """A plan that waits for its rater at version 2."""
        address = self.drafted(name)
        done = getattr(self, name).post(f"{address}steps/submit/", {}, 1)
        assert done.status_code == 200, done.content
        return address

    def in_force(self) -> str:
        """Ani's plan in force at version 3."""
        address = self.submitted()
        done = self.budi.post(f"{address}steps/approve/", {"revision": self.submitted_hash(address)}, 2)
        assert done.status_code == 200, done.content
        return address

    def submitted_hash(self, address: str) -> str:
        return str(self.budi.read(address)["revision_submitted"]["hash"])

    def amendment(self) -> str:
        """A proposed amendment of Ani's plan in force; its address."""
        born = self.ani.post(f"{self.in_force()}amendments/", {"cause": "strategy"})
        assert born.status_code == 201, born.content
        return f"amendments/{born.json()['id']}/"


def code(answer: Any) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer.status_code, answer.json()["code"]
