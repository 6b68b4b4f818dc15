"""X-Forwarded-For counts only from a proxy that the settings name."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from hongyan.entrypoints.server import web_server
from hongyan.settings import Settings


@pytest.mark.parametrize(
    ("trusted", "peer", "seen"),
    [
        ([], "10.0.0.5", "10.0.0.5"),
        (["10.0.0.0/24"], "10.0.0.5", "203.0.113.9"),
        (["10.0.0.0/24"], "198.51.100.7", "198.51.100.7"),
    ],
)
async def test_the_callers_address(tmp_path: Path, trusted: list[str], peer: str, seen: str) -> None:
    app = FastAPI()

    @app.get("/who")
    async def who(request: Request) -> str:
        return request.client.host if request.client else ""

    settings = Settings(home=tmp_path, web={"port": 0, "trusted_proxies": trusted})
    config = web_server(app, settings).config
    config.load()
    assert isinstance(config.loaded_app, ProxyHeadersMiddleware) is bool(trusted)
    transport = httpx.ASGITransport(config.loaded_app, client=(peer, 1234))
    async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
        forged = {"X-Forwarded-For": "192.0.2.66, 203.0.113.9"}  # the client may have written the first one
        assert (await client.get("/who", headers=forged)).json() == seen
