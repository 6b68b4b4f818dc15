"""A telephone in a browser tab, over a real WebSocket: an offer taken by keys, no consent from whoever cuts in, and the door."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from hongyan.bootstrap import Product
from hongyan.core.clock import ManualClock
from hongyan.entrypoints.web import create_app
from hongyan.jobs.worker import Worker
from hongyan.telephony.settings import TelephonySettings
from tests.builders.storm_site import play, storm, undecided_holder
from tests.builders.webchat import served

ON = TelephonySettings(handset=True)


@dataclass
class Phone:
    """Somebody with a handset; ``told`` is everything that came down."""

    line: ClientConnection
    told: list[dict[str, Any]] = field(default_factory=list)

    async def tell(self, **message: Any) -> None:
        await self.line.send(json.dumps(message))

    async def until(self, kind: str) -> dict[str, Any]:
        """Read up to the next message of ``kind``."""
        async with asyncio.timeout(30):
            while True:
                self.told.append(json.loads(await self.line.recv()))
                if self.told[-1]["type"] == kind:
                    return self.told[-1]

    async def hear(self) -> dict[str, Any]:
        """Hear the next words to their end."""
        said = await self.until("say")
        await self.tell(type="played", id=said["id"])
        return said

    async def press(self, key: str) -> None:
        await self.tell(type="key", key=key)


@dataclass
class Site:
    product: Product
    worker: Worker
    clock: ManualClock
    address: str
    party_id: str
    token: str

    @asynccontextmanager
    async def phone(self, token: str | None = None, origin: str | None = None) -> AsyncIterator[Phone]:
        async with connect(f"ws://{self.address}/api/handset/ws", origin=origin) as line:  # type: ignore[arg-type]
            phone = Phone(line)
            await phone.tell(type="hello", token=token or self.token)
            yield phone

    @asynccontextmanager
    async def call(self) -> AsyncIterator[Phone]:
        async with self.phone() as phone:
            await phone.until("ringing")
            await phone.tell(type="pick_up")
            yield phone

    async def changes(self) -> list[dict[str, Any]]:
        await play(self.worker, self.clock, timedelta(minutes=2))
        async with self.product.db.snapshot() as conn:
            return await conn.rows(
                "select kind, state, requested_by from bookings.change where subject = :p", p=self.party_id
            )

    async def conversation(self) -> dict[str, Any]:
        async with self.product.db.snapshot() as conn:
            row = await conn.row(
                "select state, disposition from conversations.conversation where channel = 'voice'"
                " order by opened_at desc limit 1"
            )
        assert row is not None
        return row


@asynccontextmanager
async def site_with(dsn: str, home: Path, **settings: Any) -> AsyncIterator[Site]:
    async with storm(dsn, home, **settings) as (product, worker, clock):
        who = await undecided_holder(product)
        link = await product.outreach.link_for(party_ids=[who["party_id"]])
        async with served(create_app(product)) as address:
            yield Site(product, worker, clock, address, who["party_id"], link.removeprefix("/p/"))


@pytest.fixture
async def site(dsn: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with site_with(dsn, tmp_path, telephony=ON) as found:
        yield found


async def to_the_read_back(phone: Phone) -> dict[str, Any]:
    """Choose the first offer; returns the read-back, which is still being said."""
    greeting = await phone.hear()
    assert greeting["keys"] >= 1 and ("请按 1" in greeting["text"] or "press 1" in greeting["text"].lower())
    await phone.press("1")
    said = await phone.until("say")
    assert said["keys"] == 2, said
    return said


async def test_an_offer_is_taken_by_keys(site: Site) -> None:
    async with site.call() as phone:
        read_back = await to_the_read_back(phone)
        assert await site.changes() == []
        await phone.tell(type="played", id=read_back["id"])
        await phone.press("1")
        done = await phone.until("say")
        assert done["text"] != read_back["text"]
        (change,) = await site.changes()
        assert (change["kind"], change["requested_by"]) == ("rebook", "customer:voice")
        assert change["state"] in ("confirmed", "told")
        await phone.tell(type="hang_up")
        assert (await phone.until("ended"))["why"] == "hung_up"
    assert (await site.conversation())["state"] == "closed"


async def test_a_yes_while_the_read_back_is_said_counts_for_nothing(site: Site) -> None:
    async with site.call() as phone:
        first = await to_the_read_back(phone)
        await phone.press("1")
        assert (await phone.until("stop"))["id"] == first["id"], "it is silent at once"
        again = await phone.until("say")
        assert again["keys"] == 2
        assert await site.changes() == []
        await phone.tell(
            type="played", id=first["id"]
        )  # the end of what was broken off is the end of nothing
        await phone.press("1")
        third = await phone.hear()
        assert third["keys"] == 2
        assert await site.changes() == []
        await phone.press("1")
        await phone.until("say")
        assert len(await site.changes()) == 1


async def test_the_words_come_as_telephone_audio(site: Site) -> None:
    async with site.call() as phone:
        said = await phone.until("say")
        parts = [await phone.until("audio") for _ in range(said["parts"])]
        assert [part["part"] for part in parts] == list(range(said["parts"]))
        assert all(base64.b64decode(part["wav"])[:4] == b"RIFF" for part in parts)


async def test_without_a_voice_captions_go_on(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    async with site.call() as phone:
        said = await phone.until("say")
        assert said["text"] and (await phone.until("no_audio"))["id"] == said["id"]
        await phone.tell(type="text", text="人工")
        assert (await phone.hear())["text"]
        assert (await phone.until("ended"))["why"] == "person"
    assert (await site.conversation())["state"] == "waiting_for_person", "the promised call stays on the list"


async def test_who_says_nothing_is_asked_again_and_taken_leave_of(dsn: str, tmp_path: Path) -> None:
    quick = TelephonySettings.model_validate({"handset": True, "asterisk": {"listen_seconds": 0.2}})
    async with site_with(dsn, tmp_path, telephony=quick) as site, site.call() as phone:
        said = [(await phone.hear())["text"] for _ in range(4)]
        assert len(set(said)) == 4
        assert (await phone.until("ended"))["why"] == "goodbye"


async def test_a_tab_that_is_closed_hangs_up(site: Site) -> None:
    async with site.call() as phone:
        await phone.until("say")
    async with asyncio.timeout(10):
        while (await site.conversation())["state"] != "closed":  # noqa: ASYNC110 - the server finds out by itself
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"type": "key", "key": "12"}, 1003),
        ({"type": "key", "key": "A"}, 1003),
        ({"type": "text", "text": "x" * 501}, 1003),
        ({"type": "say", "text": "hello"}, 1003),
        ({"type": "text", "text": "x" * 5000}, 1009),
    ],
)
async def test_what_is_no_telephone_is_hung_up_on(site: Site, message: dict[str, Any], code: int) -> None:
    async with site.call() as phone:
        await phone.hear()
        await phone.tell(**message)
        assert await closed_with(phone) == code


async def closed_with(phone: Phone) -> int | None:
    with pytest.raises(ConnectionClosed) as closed:
        await phone.until("nothing ever")
    return closed.value.rcvd.code if closed.value.rcvd else None


async def test_the_door(site: Site) -> None:
    async with site.phone("no.such-link") as stranger:
        assert await closed_with(stranger) == 4401
    async with site.phone() as first:
        await first.until("ringing")
        async with site.phone() as second:
            assert await closed_with(second) == 4409, "one call per link at a time"
    with pytest.raises(InvalidStatus) as refused:
        async with site.phone(origin="https://elsewhere.example"):
            pass
    assert refused.value.response.status_code == 403


async def test_it_is_off_unless_switched_on(dsn: str, tmp_path: Path) -> None:
    async with site_with(dsn, tmp_path) as site:
        with pytest.raises(InvalidStatus) as refused:
            async with site.phone():
                pass
        assert refused.value.response.status_code == 404
        async with httpx.AsyncClient() as client:
            page = (await client.get(f"http://{site.address}/api/p/{site.token}")).json()
        assert page["handset"] is False
