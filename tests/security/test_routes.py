"""Every route of the whole product has somebody who decided who may call it, and says so in the description."""

import re

import httpx
import pytest

from hongyan.access import Role
from hongyan.entrypoints.web_guard import PUBLIC, needs_session
from tests.builders.access import PASSWORD
from tests.builders.storm_site import StormSite


def test_no_route_is_undecided(site: StormSite) -> None:
    undecided = [(fact.method, fact.path) for fact in site.routes if not fact.open]
    assert undecided == [], "give each a guard (hongyan.access.require) or, after thought, a line in PUBLIC"


def test_the_public_list_holds_nothing_that_is_gone(site: StormSite) -> None:
    known = {(fact.method, fact.path) for fact in site.routes}
    assert known >= PUBLIC


def test_what_is_not_public_is_behind_the_edge_too(site: StormSite) -> None:
    for fact in site.routes:
        path = re.sub(r"\{[^}]*\}", "x", fact.path)
        behind = needs_session(path)
        public = (fact.method, fact.path) in PUBLIC or path.startswith(("/api/feeds/", "/api/sms/"))
        assert behind is not public, fact


def test_routes_that_change_things_are_not_open_to_every_role(site: StormSite) -> None:
    """Reading is for all; whatever acts on operations leaves somebody out."""
    changing = [
        fact for fact in site.routes if fact.method in ("POST", "PUT", "PATCH", "DELETE") and fact.roles
    ]
    assert changing, "the product has routes that act"
    for fact in changing:
        assert set(fact.roles) < {role.value for role in Role}, fact


def test_the_contract_routes_are_there(site: StormSite) -> None:
    known = {(fact.method, fact.path) for fact in site.routes}
    for method, path in (
        ("POST", "/api/feeds/{kind}"),
        ("GET", "/api/flights"),
        ("GET", "/api/dead-letters"),
        ("GET", "/api/overview"),
        ("GET", "/api/disruptions"),
        ("GET", "/api/disruptions/{disruption_id}/passengers"),
        ("GET", "/api/unreached"),
        ("GET", "/api/passengers/{passenger_id}"),
        ("GET", "/api/events"),
        ("GET", "/api/p/{token}"),
    ):
        assert (method, path) in known, path


def test_every_route_is_described_with_an_operation_id_of_its_own(site: StormSite) -> None:
    ids = [operation["operationId"] for path in site.openapi["paths"].values() for operation in path.values()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("role", [None, *Role])
def test_a_real_passenger_is_seen_by_those_who_may(site: StormSite, role: Role | None) -> None:
    """With real ids: nobody signed out sees a name, everybody signed in with the right sees one and is audited."""
    path = f"/api/passengers/{site.ids['passenger_id']}"
    with httpx.Client(base_url=site.base_url, timeout=20) as client:
        if role is not None:
            client.post(
                "/api/session", json={"username": role.value, "password": PASSWORD}
            ).raise_for_status()
        answer = client.get(path, params={"disruption_id": site.ids["disruption_id"]})
        if role is None:
            assert answer.status_code == 401
            assert not any(secret in answer.text for secret in site.secrets)
            return
        assert answer.status_code == 200, answer.text
        if role in (Role.SUPERVISOR, Role.ADMIN):
            trail = client.get("/api/audit").json()["items"]
            assert any(row["subject"] == site.ids["passenger_id"] and row["actor"] == role for row in trail)
