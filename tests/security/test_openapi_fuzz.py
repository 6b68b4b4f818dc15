"""OpenAPI fuzz with schemathesis, as nobody and as each role: never a 5xx, never data across roles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode

from hongyan.access import CSRF_HEADER, Role
from hongyan.entrypoints.web_guard import RouteFacts
from tests.builders.access import PASSWORD
from tests.builders.storm_site import StormSite

EXAMPLES = 12  # for each operation, kind of input and caller
NOT_FUZZED = {
    ("GET", "/api/events"),  # never ends; tests/contract/web_api/test_live_stream.py
    ("DELETE", "/api/session"),  # would sign the caller out
}
REFUSALS = {401, 403, 404, 405, 409, 410, 413, 415, 422, 429}


@dataclass
class Caller:
    """Who fuzzes: nobody, a role, or a feed."""

    name: str
    role: Role | None
    session: requests.Session
    headers: dict[str, str]


@pytest.fixture(scope="session", params=["nobody", "feed", *(role.value for role in Role)])
def caller(request: pytest.FixtureRequest, site: StormSite) -> Iterator[Caller]:
    session = requests.Session()
    headers = {}
    role = Role(request.param) if request.param in set(Role) else None
    if role is not None:
        answer = session.post(
            f"{site.base_url}/api/session", json={"username": role.value, "password": PASSWORD}
        )
        headers[CSRF_HEADER] = answer.json()["csrf"]
    if request.param == "feed":
        headers["Authorization"] = f"Bearer {site.feed_token}"
    yield Caller(request.param, role, session, headers)
    session.close()


def operations(site: StormSite) -> list[Any]:
    schema = schemathesis.openapi.from_dict(site.openapi)
    found = [result.ok() for result in schema.get_all_operations()]
    return [operation for operation in found if (operation.method.upper(), operation.path) not in NOT_FUZZED]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_nothing_breaks_and_nothing_leaks(site: StormSite, caller: Caller, mode: GenerationMode) -> None:
    tried: dict[str, int] = {}
    found = []
    for operation in operations(site):
        label = f"{operation.method.upper()} {operation.path}"
        try:
            tried[label] = fuzz(site, caller, operation, mode)
        except AssertionError as error:
            found.append(str(error))
    assert not found, "\n".join(found)
    assert sum(tried.values()) > 100
    if mode is GenerationMode.POSITIVE:
        assert all(tried.values()), [label for label, count in tried.items() if not count]


def fuzz(site: StormSite, caller: Caller, operation: Any, mode: GenerationMode) -> int:
    """Send generated requests to one operation; returns how many (0 = it has no input of this kind)."""
    key = (operation.method.upper(), operation.path)
    fact = next(fact for fact in site.routes if (fact.method, fact.path) == key)
    sent = 0

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), real=st.integers(0, 2))
    def run(case: Case, real: int) -> None:
        nonlocal sent
        if real:  # two of three cases go to things that exist
            given_ids = case.path_parameters or {}
            case.path_parameters = {name: site.ids.get(name, value) for name, value in given_ids.items()}
        answer = case.call(base_url=site.base_url, session=caller.session, headers=caller.headers, timeout=30)
        sent += 1
        judge(site, caller, fact, answer.status_code, answer.text)

    try:
        run()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, key  # an operation without parameters has no wrong ones
    return sent


def judge(site: StormSite, caller: Caller, fact: RouteFacts, status: int, text: str) -> None:
    where = f"{caller.name} {fact.method} {fact.path}: {status} {text[:300]}"
    assert status < 500, where
    if status >= 400:
        assert re.search(r'"error":\s*"[a-z_-]+"', text), where
    if not fact.guards:
        return  # public
    if fact.path.startswith("/api/feeds/"):
        allowed = caller.name == "feed"
    else:
        allowed = caller.role is not None and caller.role.value in fact.roles
    if not allowed:
        # A feed's token is known, but not for text messages: refused as somebody who is signed in.
        known = caller.role is not None or (caller.name == "feed" and fact.path == "/api/sms/inbound")
        assert status in (REFUSALS if known else {401, 404, 405, 413}), where
        assert not any(secret in text for secret in site.secrets), where


def test_signed_out_answers_do_not_tell_what_exists(site: StormSite) -> None:
    """A real id and an invented one get the same answer."""
    for template in (
        "/api/disruptions/{disruption_id}",
        "/api/passengers/{passenger_id}",
        "/api/flights/{leg_id}",
    ):
        real = requests.get(site.base_url + template.format(**site.ids), timeout=10)
        invented = requests.get(site.base_url + re.sub(r"\{.*\}", "nothing_like_it", template), timeout=10)
        assert (real.status_code, real.json()) == (invented.status_code, invented.json())
        assert real.status_code == 401
