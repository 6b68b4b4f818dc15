"""Logs of a whole storm, with people on the pages and things going wrong, name nobody."""

import io
import json
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import structlog

from hongyan.access import Role
from hongyan.entrypoints.web import create_app
from hongyan.runtime import logging as hongyan_logging
from hongyan.runtime.database import Connection
from tests.builders.access import sign_in
from tests.builders.storm_site import add_people, ids_of, personal_data, play, storm
from tests.builders.web import make_client


@pytest.fixture
def logs() -> Iterator[io.StringIO]:
    """The product's own logging at its most talkative, caught, and put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    caught = io.StringIO()
    hongyan_logging.configure("DEBUG", as_json=True, to=caught)
    root.setLevel(logging.DEBUG)
    yield caught
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


async def test_a_storm_leaves_no_name_in_the_logs(
    dsn: str, tmp_path: Path, logs: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with storm(dsn, tmp_path) as (product, worker, clock):
        await add_people(product)
        ids, secrets = await ids_of(product), await personal_data(product)
        name = next(secret for secret in secrets if " " in secret and "@" not in secret)
        async with make_client(create_app(product)) as client:
            await sign_in(client, Role.CONTROLLER)
            passenger = await client.get(f"/api/passengers/{ids['passenger_id']}")
            assert passenger.status_code == 200
            await client.get("/api/unreached", params={"q": name})
            await client.get(f"/api/disruptions/{ids['disruption_id']}/passengers", params={"q": name})
            await client.get(f"/api/passengers/{name}")
            await client.get(f"/{name}")
            page = await client.get(f"/api/p/{ids['token']}")
            assert page.status_code == 200
            await client.post(f"/api/p/{ids['token']}/talk", json={"phone": "+8613800138000", "note": name})
            await client.post(f"/api/tasks/{ids['task_id']}/note-reached", json={"note": f"spoke to {name}"})
            await client.post("/api/session", json={"username": name, "password": name})
            token = await product.access.feed_tokens.create("ops")
            bearer = {"authorization": f"Bearer {token}"}
            await client.post("/api/feeds/json", content=f'{{"pax": "{name}"'.encode(), headers=bearer)
            await client.post("/api/feeds/mvt", content=f"MVT {name}".encode(), headers=bearer)
            secrets += await _chat(client, ids["token"], name)
            await product.webchat.settle()
            await _break_one_page(client, ids, name, monkeypatch)
            secrets += [ids["token"], token, client.cookies["hongyan_session"]]
        await play(worker, clock, timedelta(minutes=20))
    written = logs.getvalue()
    assert written.count('"request"') > 10, "the test must see the logs it judges"
    assert "request failed" in written
    told = [secret for secret in [*secrets, "13800138000"] if secret in _as_text(written)]
    assert told == []


async def _chat(client: httpx.AsyncClient, link: str, name: str) -> list[str]:
    """Somebody talks, sends a file and asks for a transcript; returns what nobody may read in the logs."""
    opened = (await client.post("/api/chat", json={"link": link, "language": "zh-CN"})).json()
    head = {"authorization": f"Bearer {opened['token']}"}
    for number, text in enumerate((f"我是{name}，电话 13800138000", "卡号 4111 1111 1111 1111", "人工")):
        message = {"client_id": f"c{number}", "text": text}
        assert (await client.post("/api/chat/messages", json=message, headers=head)).status_code == 200
    sent = {"file": (f"{name}.pdf", b"%PDF-nothing", "application/pdf")}
    await client.post("/api/chat/files", data={"client_id": "f1"}, files=sent, headers=head)
    wish = {"client_id": "t1", "address": "wei.zhang@example.com", "language": "zh-CN"}
    await client.post("/api/chat/transcript", json=wish, headers=head)
    await client.get("/api/chat/turns", headers={"authorization": f"Bearer {opened['token']}x"})
    return [opened["token"], "4111 1111", "4111111111111111", "wei.zhang@example.com"]


async def _break_one_page(
    client: object, ids: dict[str, str], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error whose own words quote a passenger, as a database's often do."""

    async def failing(self: Connection, sql: str, **parameters: object) -> None:
        raise RuntimeError(f"Failing row contains ({name}, +8613800138000)")

    with monkeypatch.context() as broken:
        broken.setattr("hongyan.outreach.repository.page.travellers", failing)
        answer = await client.get(f"/api/p/{ids['token']}")
    assert answer.status_code == 500 and name not in answer.text


def _as_text(written: str) -> str:
    """JSON lines with their escapes undone, so that Chinese names are found however they are written."""
    lines = []
    for line in written.splitlines():
        try:
            lines.append(json.dumps(json.loads(line), ensure_ascii=False))
        except ValueError:
            lines.append(line)
    return "\n".join(lines)


@pytest.mark.parametrize(
    "line",
    [
        "call to +86 138 0013 8000 failed",
        "mail to wei.zhang@example.com bounced",
        "null value\nDETAIL:  Failing row contains (tsk_1, wei.zhang, 8000).\n[SQL: x]\n[parameters: ('8000',)]",
        "opened https://air.example/p/Ii13SnJOaWFHdWVp.0Fu-_u3kKyyN9VQ",
    ],
)
def test_what_slips_into_a_message_is_hidden(line: str) -> None:
    hidden = hongyan_logging.scrub(line)
    assert not re.search(r"8000|wei\.zhang|Ii13S", hidden)


def test_lines_of_libraries_are_scrubbed_too(logs: io.StringIO) -> None:
    logging.getLogger("smtp").warning("refused %s", "wei.zhang@example.com")
    try:
        raise ValueError("no line to +8613800138000 for wei.zhang@example.com")
    except ValueError:
        logging.getLogger("procrastinate").exception("job failed")
        structlog.get_logger("hongyan").exception("job failed", surname="Zhang")
    written = logs.getvalue()
    assert "refused" in written and "job failed" in written
    for secret in ("wei.zhang", "13800138000", "Zhang"):
        assert secret not in written
