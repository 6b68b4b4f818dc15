"""Builders of the web process: an application with given routers and in-process clients."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
from fastapi import APIRouter, FastAPI

from hongyan.access import Access
from hongyan.entrypoints.web import create_app
from hongyan.jobs import LoggedEvent
from hongyan.runtime import Database
from hongyan.runtime.web_settings import WebSettings


@dataclass
class WiredPieces:
    """The least the web process needs."""

    db: Database
    access: Access
    web: WebSettings = field(default_factory=WebSettings)
    routers: Sequence[APIRouter] = ()


def make_app(
    db: Database,
    access: Access,
    *routers: APIRouter,
    dist: Path = Path("nowhere"),
    **settings: object,
) -> FastAPI:
    """Build the web application; keyword arguments override web settings."""
    return create_app(
        WiredPieces(db, access, WebSettings.model_validate({"dist": dist, **settings}), routers)
    )


def make_client(app: FastAPI, base_url: str = "http://hongyan.test") -> httpx.AsyncClient:
    """An in-process client; a server error comes back as an answer, as over a network."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=base_url)


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[FastAPI]:
    """Run the application's lifespan (the live event feed)."""
    async with app.router.lifespan_context(app):
        yield app


def logged(number: int, name: str = "flights.leg_changed", **payload: object) -> LoggedEvent:
    """One stored event."""
    return LoggedEvent(number, name, datetime(2026, 11, 22, tzinfo=UTC), dict(payload))
