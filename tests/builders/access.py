"""Builders of access: the service with a quick hasher, people of each role, and signed-in clients."""

from dataclasses import dataclass

import httpx
from argon2 import PasswordHasher

from hongyan.access import CSRF_HEADER, Access, AccessSettings, Role
from hongyan.core.clock import Clock, SystemClock
from hongyan.runtime import Database

PASSWORD = "storks fly over the gate"


def make_access(db: Database, clock: Clock | None = None, **settings: object) -> Access:
    """Access with cheap password hashes; keyword arguments override settings."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    chosen = AccessSettings.model_validate(settings)
    return Access(db, clock or SystemClock(), chosen, b"k" * 32, hasher=quick)


async def add_everyone(access: Access) -> None:
    """Add one user of each role, named after it."""
    for role in Role:
        await access.users.add_user(role.value, PASSWORD, role)


@dataclass
class SignedIn:
    """A client with the session cookie that sends the CSRF token along."""

    client: httpx.AsyncClient
    csrf: str


async def sign_in(client: httpx.AsyncClient, role: Role) -> SignedIn:
    """Sign ``client`` in as the user of ``role``; its changes carry the CSRF token from then on."""
    answer = await client.post("/api/session", json={"username": role.value, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    csrf = answer.json()["csrf"]
    client.headers[CSRF_HEADER] = csrf
    return SignedIn(client, csrf)
