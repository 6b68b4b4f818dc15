"""The web process around the routes: guards, errors, headers, limits, pages."""

import json
import logging
from pathlib import Path
from typing import Annotated, Any

import httpx
import pytest
import structlog
from fastapi import APIRouter, Body, Depends

from hongyan.access import CSRF_HEADER, FeedSource, Role, require, require_feed_token
from hongyan.core.errors import Conflict, Unavailable
from hongyan.entrypoints.web_guard import walk
from hongyan.runtime import Database
from tests.builders.access import PASSWORD, add_everyone, make_access, sign_in
from tests.builders.web import make_app, make_client


def probe_routes(db: Database) -> APIRouter:
    """Routes that misbehave in every way the process must survive."""
    routes = APIRouter()

    @routes.get("/api/forgotten")
    async def forgotten() -> dict[str, str]:
        return {"secret": "nobody decided who may see this"}

    @routes.post("/api/act", dependencies=[Depends(require(Role.CONTROLLER))])
    async def act(body: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
        return body

    @routes.get("/api/store", dependencies=[Depends(require("operations.read"))])
    async def store(value: str = "", number: int = 0) -> dict[str, Any]:
        async with db.snapshot() as conn:
            row = await conn.row("select cast(:v as text) as v, cast(:n as int) as n", v=value, n=number)
        return row or {}

    @routes.get("/api/broken", dependencies=[Depends(require("operations.read"))])
    async def broken() -> None:
        raise RuntimeError("Zhang San, +8613800138000, missed the flight")

    @routes.get("/api/busy", dependencies=[Depends(require("operations.read"))])
    async def busy() -> None:
        raise Unavailable("airline system", retry_after_s=3)

    @routes.get("/api/changed", dependencies=[Depends(require("operations.read"))])
    async def changed() -> None:
        raise Conflict("seat gone", offers=[{"offer_id": "off_2"}])

    @routes.get("/api/long", dependencies=[Depends(require("operations.read"))])
    async def long() -> dict[str, str]:
        return {"text": "stork " * 2000}

    @routes.post("/api/feeds/{kind}", status_code=202)
    async def feed(kind: str, source: Annotated[FeedSource, Depends(require_feed_token)]) -> dict[str, str]:
        return {"source": source.name, "kind": kind}

    return routes


@pytest.fixture
async def client(db: Database, tmp_path: Path) -> Any:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "app-1a2b.js").write_text("export {}")
    (tmp_path / "index.html").write_text("<title>control</title>")
    (tmp_path / "p.html").write_text("<title>passenger</title>")
    (tmp_path / "favicon.svg").write_text("<svg/>")
    access = make_access(db)
    await add_everyone(access)
    app = make_app(db, access, probe_routes(db), dist=tmp_path, body_limit_kb=4, feed_body_limit_kb=8)
    async with make_client(app) as made:
        made.headers["x-test"] = "1"
        yield made


def error_of(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    assert set(body) == {"error", "message", "details", "retry"}
    return answer.status_code, body["error"]


@pytest.mark.parametrize(
    "path",
    ["/api/forgotten", "/api/act", "/api/audit", "/api/openapi.json", "/api/nothing", "/api", "/api/events"],
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH"])
async def test_without_a_session_every_api_path_answers_401(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    answer = await client.request(
        method, path, content=b"{not json", headers={"content-type": "application/json"}
    )
    assert error_of(answer) == (401, "not-signed-in")


async def test_a_route_nobody_guarded_is_closed_to_everyone(client: httpx.AsyncClient) -> None:
    for role in Role:
        await sign_in(client, role)
        answer = await client.get("/api/forgotten")
        assert error_of(answer) == (403, "not-allowed")
        assert "secret" not in answer.text


async def test_roles_and_csrf(client: httpx.AsyncClient) -> None:
    signed = await sign_in(client, Role.CONTROLLER)
    assert (await client.post("/api/act", json={"a": 1})).json() == {"a": 1}
    for wrong in ("", "0" * 64, signed.csrf.upper(), "ü"):
        answer = await client.post("/api/act", json={}, headers={CSRF_HEADER: wrong.encode()})
        assert error_of(answer) == (403, "csrf-failed")
    await sign_in(client, Role.AGENT)
    assert error_of(await client.post("/api/act", json={})) == (403, "not-allowed")
    answer = await client.post("/api/act", json={}, headers={CSRF_HEADER: signed.csrf})
    assert error_of(answer) == (403, "csrf-failed"), "a token of another session is worth nothing"


async def test_session_routes(client: httpx.AsyncClient) -> None:
    assert error_of(await client.get("/api/session")) == (401, "not-signed-in")
    wrong = await client.post("/api/session", json={"username": "controller", "password": "no"})
    assert error_of(wrong) == (401, "wrong-credentials")
    answer = await client.post("/api/session", json={"username": "controller", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/" in cookie and "secure" not in cookie
    body = answer.json()
    assert body["user"]["role"] == "controller" and "campaigns.act" in body["permissions"]
    again = (await client.get("/api/session")).json()
    assert again == body
    assert error_of(await client.delete("/api/session")) == (403, "csrf-failed")
    assert (await client.delete("/api/session", headers={CSRF_HEADER: body["csrf"]})).status_code == 204
    assert (await client.get("/api/session")).status_code == 401


async def test_another_site_cannot_sign_the_browser_in(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/api/session",
        json={"username": "controller", "password": PASSWORD},
        headers={"sec-fetch-site": "cross-site"},
    )
    assert error_of(answer) == (403, "csrf-failed")


async def test_cookies_are_secure_over_https(db: Database) -> None:
    access = make_access(db)
    await add_everyone(access)
    async with make_client(make_app(db, access), base_url="https://hongyan.test") as client:
        answer = await client.post("/api/session", json={"username": "agent", "password": PASSWORD})
    assert "secure" in answer.headers["set-cookie"].lower()
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("value=ok&number=7", 200),
        ("value=%00", 422),
        ("value=%ff%fe", 200),  # replaced by the server's decoder, nothing breaks
        ("number=99999999999", 422),
        ("number=" + "9" * 60, 422),
        ("number=x", 422),
    ],
)
async def test_values_a_database_cannot_hold_are_bad_input(
    client: httpx.AsyncClient, query: str, status: int
) -> None:
    await sign_in(client, Role.AGENT)
    answer = await client.get(f"/api/store?{query}")
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize("body", [b"{", b"[1", b"\xff\xfe", b"null", b'"x"', b"[" * 3000, b"NaN"])
async def test_malformed_bodies_are_bad_input(client: httpx.AsyncClient, body: bytes) -> None:
    await sign_in(client, Role.CONTROLLER)
    answer = await client.post("/api/act", content=body, headers={"content-type": "application/json"})
    assert error_of(answer) == (422, "invalid-input")


@pytest.mark.parametrize("name", ["\\ud800", "a\\u0000b", "x" * 3000])
async def test_unreadable_names_are_refused_like_any_other(client: httpx.AsyncClient, name: str) -> None:
    body = f'{{"username": "{name}", "password": "{name[:150]}"}}'.encode()
    answer = await client.post("/api/session", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (401, 422)


async def test_validation_errors_never_echo_what_was_sent(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/session", json={"username": "a", "password": ["hunter2 hunter2"]})
    assert error_of(answer) == (422, "invalid-input")
    assert "hunter2" not in answer.text
    assert answer.json()["details"]["fields"][0]["at"] == "body.password"


async def test_the_unexpected_is_a_500_without_words_about_people(
    client: httpx.AsyncClient, capfd: pytest.CaptureFixture[str]
) -> None:
    await sign_in(client, Role.AGENT)
    with structlog.testing.capture_logs() as logs:
        answer = await client.get("/api/broken")
    assert error_of(answer) == (500, "internal")
    told = answer.text + json.dumps(logs, default=str) + "".join(capfd.readouterr())
    assert "Zhang" not in told and "13800138000" not in told
    assert any("test_web_app.py" in place for entry in logs for place in entry.get("where", []))
    assert answer.headers["content-security-policy"]


async def test_our_errors_carry_details_and_say_whether_to_retry(client: httpx.AsyncClient) -> None:
    await sign_in(client, Role.AGENT)
    busy = await client.get("/api/busy")
    assert error_of(busy) == (503, "unavailable") and busy.json()["retry"] is True
    assert busy.headers["retry-after"] == "3"
    changed = await client.get("/api/changed")
    assert error_of(changed) == (409, "conflict")
    assert changed.json()["details"] == {"offers": [{"offer_id": "off_2"}]}


async def test_a_lost_database_is_a_503(db: Database) -> None:
    gone = Database("postgresql://nobody@127.0.0.1:1/nowhere", patience_seconds=0.5)
    async with make_client(make_app(gone, make_access(gone))) as client:
        assert error_of(await client.get("/api/health")) == (503, "unavailable")
        assert error_of(await client.get("/api/audit", cookies={"hongyan_session": "x"})) == (
            503,
            "unavailable",
        )
    await gone.close()


async def test_wrong_methods_and_large_bodies(client: httpx.AsyncClient) -> None:
    await sign_in(client, Role.CONTROLLER)
    assert error_of(await client.put("/api/act", json={})) == (405, "method-not-allowed")
    assert error_of(await client.get("/api/nothing")) == (404, "not-found")
    assert error_of(await client.post("/api/act", json={"a": "x" * 5000})) == (413, "too-large")

    async def endless() -> Any:
        for _ in range(10):
            yield b" " * 1000

    answer = await client.post("/api/act", content=endless(), headers={"content-type": "application/json"})
    assert error_of(answer) == (413, "too-large")


async def test_feed_door_takes_tokens_not_cookies(client: httpx.AsyncClient, db: Database) -> None:
    await sign_in(client, Role.ADMIN)
    assert error_of(await client.post("/api/feeds/aidx", content=b"<x/>")) == (401, "not-signed-in")
    token = await make_access(db).feed_tokens.create("ops", kinds=["aidx"])
    bearer = {"authorization": f"Bearer {token}"}
    answer = await client.post("/api/feeds/aidx", content=b"<x/>", headers=bearer)
    assert (answer.status_code, answer.json()) == (202, {"source": "ops", "kind": "aidx"})
    assert error_of(await client.post("/api/feeds/ssim", content=b"", headers=bearer)) == (403, "not-allowed")


async def test_security_headers_are_on_every_answer(client: httpx.AsyncClient) -> None:
    for path in ("/", "/p/some-link", "/api/health", "/api/audit", "/assets/app-1a2b.js", "/nothing.png"):
        headers = (await client.get(path)).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self';" in policy and "frame-ancestors 'none'" in policy, path
        assert "unsafe-eval" not in policy and policy.count("unsafe-inline") == 1
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert "geolocation=()" in headers["permissions-policy"]
        assert headers["x-request-id"].startswith("req_")
        assert "strict-transport-security" not in headers  # plain http here


async def test_pages_assets_and_traversal(client: httpx.AsyncClient) -> None:
    for path in ("/", "/flights", "/disruptions/dis_1"):
        answer = await client.get(path)
        assert "control" in answer.text and answer.headers["cache-control"] == "no-cache"
    passenger = await client.get("/p/abc")
    assert "passenger" in passenger.text
    assert passenger.headers["cache-control"] == "no-store" and "noindex" in passenger.headers["x-robots-tag"]
    asset = await client.get("/assets/app-1a2b.js")
    assert "immutable" in asset.headers["cache-control"] and "javascript" in asset.headers["content-type"]
    assert (await client.get("/favicon.svg")).status_code == 200
    for path in (
        "/assets/none.js",
        "/..%2f..%2fetc%2fpasswd.txt",
        "/%2e%2e/%2e%2e/etc/hosts.txt",
        "/a%00.js",
    ):
        answer = await client.get(path)
        assert answer.status_code == 404, path
    assert "root:" not in (await client.get("/..%2f..%2f..%2f..%2fetc%2fpasswd")).text
    assert (await client.get("/" + "x" * 5000)).status_code == 200


async def test_long_answers_are_compressed(client: httpx.AsyncClient) -> None:
    await sign_in(client, Role.AGENT)
    answer = await client.get("/api/long")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "no-store"


async def test_log_lines_name_templates_only(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as logs:
        await client.get("/p/SECRET-LINK")
        await client.get("/api/session", params={"q": "Zhang San"})
        await client.get("/api/unheard/Zhang")
    assert [entry["route"] for entry in logs] == ["/{path:path}", "/api/session", "(none)"]
    assert "SECRET" not in str(logs) and "Zhang" not in str(logs)
    assert logging.getLogger("hongyan").handlers == []


async def test_only_an_administrator_reads_the_description(client: httpx.AsyncClient) -> None:
    await sign_in(client, Role.AGENT)
    assert (await client.get("/api/openapi.json")).status_code == 403
    await sign_in(client, Role.ADMIN)
    described = (await client.get("/api/openapi.json")).json()
    assert "/api/session" in described["paths"]


async def test_the_walk_sees_routes_of_included_routers(db: Database) -> None:
    app = make_app(db, make_access(db), probe_routes(db))
    facts = {(f.method, f.path): f for f in walk(app)}
    assert not facts["GET", "/api/forgotten"].open
    assert facts["POST", "/api/act"].roles == ["controller"]
    closed = [path for (_, path), fact in facts.items() if not fact.open]
    assert closed == ["/api/forgotten"], "every route of the web process itself is decided"
