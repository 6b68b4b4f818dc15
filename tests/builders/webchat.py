"""Builders of the web chat: an application on real sockets, and customers who talk over an open line."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect

from hongyan.access import Access, AccessSettings
from hongyan.conversations import Doorbell, Files, Transcripts
from hongyan.conversations.ports import Mailer
from hongyan.conversations.settings import ConversationsSettings
from hongyan.core.clock import Clock, SystemClock
from hongyan.core.errors import NotFound
from hongyan.messaging.adapters.webchat import WebChat
from hongyan.messaging.adapters.webchat_api import router
from hongyan.messaging.adapters.webchat_identity import Identity
from hongyan.messaging.ports import LinkHolder
from hongyan.messaging.settings import WebChatSettings
from hongyan.runtime import Database
from tests.builders.conversations import World
from tests.builders.web import make_app

SECRET = b"s" * 32
ORIGIN = "https://www.airline.example"


class Links:
    """Two passengers' links."""

    async def holder(self, token: str) -> LinkHolder:
        if token not in ("link-1", "link-2"):
            raise NotFound
        n = token[-1]
        return LinkHolder((f"pty_{n}",), (f"ord_{n}",), f"+861380013800{n}", "zh-CN")


class Post:
    """A mail sender that answers ``answer`` and remembers what it took."""

    def __init__(self) -> None:
        self.answer: str | None = "sent"
        self.known = "unknown"
        self.taken: list[tuple[str, str, str, str]] = []

    async def send(
        self, request_id: str, to: str, language: str, subject: str, body: str, valid_until: datetime
    ) -> str | None:
        self.taken.append((to, language, subject, body))
        return self.answer

    async def standing(self, request_id: str) -> str:
        return self.known


def make_chat(world: World, **settings: Any) -> WebChat:
    """The channel, wired to a world's conversations."""
    chosen = WebChatSettings.model_validate(settings)
    chat = WebChat(world.conversations, Doorbell(world.db), Identity(Links(), chosen), chosen, SECRET)
    world.conversations.add_channel(chat)
    return chat


def make_chat_app(
    db: Database,
    chat: WebChat,
    clock: Clock,
    limits: dict[str, int] | None = None,
    mailer: Mailer | None = None,
) -> FastAPI:
    """The web application with the chat's routes alone."""
    settings = AccessSettings.model_validate(limits or {})
    access = Access(db, SystemClock(), settings, b"x" * 32)
    talk = chat.conversations
    mailer = mailer or Post()
    files = Files(db, clock, talk, ConversationsSettings())
    transcripts = Transcripts(db, clock, talk, mailer, ConversationsSettings())
    return make_app(db, access, router(chat, files, transcripts, access, clock, [ORIGIN]))


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """Serve on a free port; yields host:port."""
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=1, ws="websockets-sansio")
    )
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
        await asyncio.sleep(0.01)
    host, port = server.servers[0].sockets[0].getsockname()
    try:
        yield f"{host}:{port}"
    finally:
        server.should_exit = True
        await task


@dataclass
class Customer:
    """Somebody on an open line; ``turns`` is what the widget would show."""

    line: ClientConnection
    turns: list[dict[str, Any]]
    acks: dict[str, int]
    others: list[dict[str, Any]]

    async def until(self, test: Any, seconds: float = 10) -> None:
        """Read until ``test()`` holds."""
        async with asyncio.timeout(seconds):
            while not test():
                self.take(json.loads(await self.line.recv()))

    def take(self, told: dict[str, Any]) -> None:
        if told["type"] == "turn":
            self.turns.append(told["turn"])
        elif told["type"] == "ack":
            self.acks[told["client_id"]] = told["number"]
        else:
            self.others.append(told)

    async def say(self, client_id: str, text: str) -> None:
        await self.line.send(json.dumps({"type": "say", "client_id": client_id, "text": text}))

    @property
    def numbers(self) -> list[int]:
        return [turn["number"] for turn in self.turns]

    @property
    def texts(self) -> list[str]:
        return [turn["text"] for turn in self.turns]


@asynccontextmanager
async def on_line(
    address: str, token: str, after: int = 0, origin: str | None = None
) -> AsyncIterator[Customer]:
    """Open a line and say hello."""
    async with connect(f"ws://{address}/api/chat/ws", origin=origin) as line:  # type: ignore[arg-type]
        await line.send(json.dumps({"type": "hello", "token": token, "after": after}))
        yield Customer(line, [], {}, [])
