"""Many open web chats at once: from a customer's message to the robot's answer on their open line, and the time of a step.

A database server, a web process and a worker run as on a site, with generated bookings in the sandbox airline. Every customer is
signed in by the airline's page, holds an open line and writes about once a minute. This process plays the customers, so on a small
machine it takes processor from what it measures.
"""

import asyncio
import contextlib
import json
import random
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
from itsdangerous import URLSafeTimedSerializer
from site_processes import site_processes
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

import hongyan.assistant.converse as converse
from hongyan.bootstrap import Product, SandboxFlight, opened
from hongyan.conversations import Said
from hongyan.entrypoints.replay import storm
from hongyan.runtime.embedded_postgres import EmbeddedPostgres
from hongyan.settings import Settings

ORDERS_PER_FLIGHT = 70
EVERY_SECONDS = 60.0
SIGN_OF_LIFE = 25.0
AT_ONCE = 16  # customers opening their chat at the same moment
LONGEST_WAIT = 30.0
STEPPED_CHATS = 24
_SECRET = "of this benchmark alone"

# Each is one visit; a customer goes through it message by message and begins the next one.
VISITS: dict[str, list[list[str]]] = {
    "zh-CN": [
        ["我的航班准点吗？", "几点到？", "好的谢谢"],
        ["国内经济舱可以免费托运多少公斤行李？", "充电宝能带上飞机吗？", "谢谢"],
        ["我要改签", "改到明天", "下午的吧", "不改了，太贵了", "谢谢，再见"],
        ["我想改到后天的航班", "第一个", "手续费是多少？", "先不改了"],
        ["退票要扣多少钱？", "算了，不退了", "谢谢你"],
        ["航班取消了有什么补偿？", "明白了"],
    ],
    "en": [
        ["Is my flight on time?", "When does it land?", "Great, thanks"],
        ["How much baggage can I check in?", "Can I take a power bank on board?", "Thank you"],
        ["I need to change my flight", "Tomorrow please", "In the afternoon", "No, leave it as it is", "Thanks, bye"],
        ["Can I move to the day after tomorrow?", "The first one", "What is the fee?", "No, don't change it"],
        ["What would a refund cost me?", "No, I keep the ticket", "Thank you"],
        ["What do I get when my flight is cancelled?", "I see"],
    ],
}  # fmt: skip


@dataclass
class Measured:
    """What the customers saw."""

    answers: list[float] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)
    refused: int = 0
    unanswered: int = 0
    lost_lines: int = 0
    cards: int = 0

    def forget(self) -> None:
        """Begin anew."""
        self.__dict__.update(Measured().__dict__)


def run(chats: int, seconds: float, webs: int = 1) -> dict[str, Any]:
    """Hold ``chats`` open for ``seconds`` and return the figures."""
    return asyncio.run(_run(chats, seconds, webs))


async def _run(chats: int, seconds: float, webs: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="hongyan-bench-") as folder:
        home = Path(folder)
        with EmbeddedPostgres(home / "postgres") as postgres:
            settings = Settings(home=home, dsn=postgres.dsn)
            async with opened(settings) as product:
                people = await _build(product, chats)
                limits = {
                    "HONGYAN_ACCESS__CHAT_OPENS_PER_MINUTE_PER_ADDRESS": "1000000",  # all come from one address
                    "HONGYAN_ACCESS__CHAT_REQUESTS_PER_MINUTE_PER_ADDRESS": "1000000",
                    "HONGYAN_MESSAGING__WEBCHAT__ASSERTION_SECRET": _SECRET,
                }
                async with site_processes(settings, postgres.dsn, 1, limits, webs) as (processes, addresses):
                    figures = await _talk(
                        addresses, people, seconds, processes, psutil.Process(postgres.process_id())
                    )
                stepped = await _steps(product, people[:STEPPED_CHATS])
    return {
        "benchmark": "chat",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        **figures,
        "step_ms": stepped,
    }


async def _build(product: Product, chats: int) -> list[dict[str, Any]]:
    """Put flights and bookings into the sandbox; return as many who are signed in, each with an order of their own."""
    legs = storm.invent(product.clock.now(), max(1, -(-chats // ORDERS_PER_FLIGHT)))
    await product.feed_door.accept(
        "json", [storm.schedule_message(legs, product.clock.now())], source="bench"
    )
    while await product.feed_door.process_pending():
        pass
    flights = [
        SandboxFlight(leg.key, leg.departs, leg.arrives, {"J": 12, "Y": leg.seats - 12}, None, leg.cancelled)
        for leg in legs
    ]
    await product.generate_bookings(flights, 7)
    async with product.db.snapshot() as conn:
        rows = await conn.rows("select order_id from sandbox.orders order by order_id")
    if len(rows) < chats:
        raise RuntimeError(f"only {len(rows)} bookings for {chats} customers")
    return [{"name": f"Customer {n}", "order_ids": [row["order_id"]]} for n, row in enumerate(rows[:chats])]


async def _talk(
    addresses: list[str],
    people: list[dict[str, Any]],
    seconds: float,
    processes: list[psutil.Process],
    postmaster: psutil.Process,
) -> dict[str, Any]:
    measured, gate = Measured(), asyncio.Semaphore(AT_ONCE)
    ready, over = asyncio.Event(), asyncio.Event()
    began = time.monotonic()
    webs = len(addresses)
    async with httpx.AsyncClient(timeout=60) as client:
        customers = [Customer(n, who, client, addresses[n % webs], measured) for n, who in enumerate(people)]
        await asyncio.gather(*(customer.come(gate) for customer in customers))
        opening = time.monotonic() - began
        # The first question lets a process build its index, which is paid once.
        for customer in customers[-webs:]:
            await customer.ask_first()
        measured.forget()
        at_rest = [p.memory_info().rss for p in processes[:webs]]
        talking = [asyncio.create_task(customer.talk(ready, over)) for customer in customers]
        ready.set()
        used = [sum(p.cpu_times()[:2]) for p in processes]
        used_by_database = _processor_of_all(postmaster)
        load = psutil.getloadavg()[0]
        await asyncio.sleep(seconds)
        over.set()
        spent = [sum(p.cpu_times()[:2]) - u for p, u in zip(processes, used, strict=True)]
        spent_by_database = _processor_of_all(postmaster) - used_by_database
        peak = [p.memory_info().rss for p in processes[:webs]]
        said = len(measured.answers)
        await asyncio.gather(*talking)
        await asyncio.gather(*(customer.leave() for customer in customers))
    return {
        "chats": len(people),
        "seconds": seconds,
        "opened_per_second": round(len(people) / opening, 1),
        "messages": len(measured.answers),
        "messages_per_second": round(len(measured.answers) / seconds, 1),
        "answer_ms": _milliseconds(measured.answers),
        "stored_ms": _milliseconds(measured.acknowledged),
        "answers_with_a_card": measured.cards,
        "refused": measured.refused,
        "unanswered": measured.unanswered,
        "lost_lines": measured.lost_lines,
        "web_processes": webs,
        "web_memory_mb": {"all_open": _megabytes(at_rest), "after": _megabytes(peak)},
        "processor_share": {
            "web": [round(s / seconds, 2) for s in spent[:webs]],
            "worker": round(spent[webs] / seconds, 2),
        },
        "processor_ms_per_message": {
            "web": round(sum(spent[:webs]) * 1000 / said, 1),
            "worker": round(spent[webs] * 1000 / said, 1),
            "database": round(spent_by_database * 1000 / said, 1),
        },
        "load_average": {"before": load, "after": psutil.getloadavg()[0]},
    }


class Customer:
    """One person with one open line."""

    def __init__(
        self, number: int, who: dict[str, Any], client: httpx.AsyncClient, address: str, measured: Measured
    ) -> None:
        self._random = random.Random(number)
        self._number = number
        self._language = "en" if number % 3 == 0 else "zh-CN"
        self._proof = URLSafeTimedSerializer(_SECRET, salt="hongyan-chat").dumps(who)
        self._client = client
        self._address = address
        self._ws_address = address.replace("http", "ws", 1) + "/api/chat/ws"
        self._measured = measured
        self._line: ClientConnection | None = None
        self._visit: list[str] = []
        self._sent = 0

    async def come(self, gate: asyncio.Semaphore) -> None:
        """Open the chat and its line, and wait for the greeting."""
        async with gate:
            answer = await self._client.post(
                f"{self._address}/api/chat", json={"language": self._language, "assertion": self._proof}
            )
            answer.raise_for_status()
            self._line = await connect(self._ws_address, compression=None, ping_interval=None)
            await self._line.send(json.dumps({"type": "hello", "token": answer.json()["token"], "after": 0}))
            async with asyncio.timeout(60):
                await self._robot_turn(after=0)

    async def ask_first(self) -> None:
        self._visit = [VISITS[self._language][1][0]]
        await self._say()

    async def talk(self, ready: asyncio.Event, over: asyncio.Event) -> None:
        """Write about once a minute until it is over; the first message comes at a moment of the first minute."""
        await ready.wait()
        pause = self._random.uniform(0, EVERY_SECONDS)
        try:
            while not await self._rest(pause, over):
                began = time.monotonic()
                await self._say()
                pause = max(1.0, self._random.uniform(0.7, 1.3) * EVERY_SECONDS - (time.monotonic() - began))
        except ConnectionClosed:
            self._measured.lost_lines += 1

    async def leave(self) -> None:
        if self._line is not None:
            await self._line.close()

    async def _rest(self, pause: float, over: asyncio.Event) -> bool:
        """Keep the line alive for a while, reading what comes; says whether it is over."""
        assert self._line is not None
        until = time.monotonic() + pause
        while (left := until - time.monotonic()) > 0:
            try:
                async with asyncio.timeout(min(left, SIGN_OF_LIFE)):
                    await over.wait()
                return True
            except TimeoutError:
                if until - time.monotonic() > 0:
                    await self._line.send(json.dumps({"type": "ping"}))
        return over.is_set()

    async def _say(self) -> None:
        assert self._line is not None
        if not self._visit:
            self._visit = list(self._random.choice(VISITS[self._language]))
        self._sent += 1
        message = {"type": "say", "client_id": f"c{self._number}-{self._sent}", "text": self._visit.pop(0)}
        began = time.monotonic()
        await self._line.send(json.dumps(message, ensure_ascii=False))
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                number = await self._acknowledged(message["client_id"])
                if number is None:
                    self._measured.refused += 1
                    return
                self._measured.acknowledged.append(time.monotonic() - began)
                turn = await self._robot_turn(after=number)
        except TimeoutError:
            self._measured.unanswered += 1
            return
        self._measured.answers.append(time.monotonic() - began)
        self._measured.cards += bool(turn["cards"])

    async def _acknowledged(self, client_id: str) -> int | None:
        while True:
            told = await self._told()
            if told["type"] == "refused":
                return None
            if told["type"] == "ack" and told["client_id"] == client_id:
                return int(told["number"])

    async def _robot_turn(self, after: int) -> dict[str, Any]:
        while True:
            told = await self._told()
            if (
                told["type"] == "turn"
                and told["turn"]["speaker"] != "customer"
                and told["turn"]["number"] > after
            ):
                turn: dict[str, Any] = told["turn"]
                return turn

    async def _told(self) -> dict[str, Any]:
        assert self._line is not None
        told: dict[str, Any] = json.loads(await self._line.recv())
        return told


async def _steps(product: Product, people: list[dict[str, Any]]) -> dict[str, Any]:
    """Play whole visits in this process and time each ``step`` alone: no database, no understanding."""
    taken: list[float] = []
    step = converse.step

    def timed(*args: Any) -> Any:
        began = time.perf_counter()
        try:
            return step(*args)
        finally:
            taken.append(time.perf_counter() - began)

    converse.step = timed
    try:
        for number, who in enumerate(people):
            language = "en" if number % 3 == 0 else "zh-CN"
            conversation = await product.conversations.open("terminal", language, subject=who)
            cid = conversation.conversation_id
            await product.conversations.answer(cid)
            for order, text in enumerate(VISITS[language][number % len(VISITS[language])]):
                await product.conversations.hear(cid, Said(f"s{order}", text))
                await product.conversations.answer(cid)
    finally:
        converse.step = step
    return {"steps": len(taken), **_milliseconds(taken)}


def _processor_of_all(parent: psutil.Process) -> float:
    """Return the processor seconds of a process and of its children, living and ended."""
    living = 0.0
    for child in parent.children():
        with contextlib.suppress(psutil.NoSuchProcess):
            living += sum(child.cpu_times()[:2])
    return float(sum(parent.cpu_times()[:4]) + living)


def _megabytes(sizes: list[int]) -> list[int]:
    return [round(size / 2**20) for size in sizes]


def _milliseconds(seconds: list[float]) -> dict[str, float] | None:
    if len(seconds) < 2:
        return None
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return {
        "p50": round(cuts[49] * 1000, 2),
        "p95": round(cuts[94] * 1000, 2),
        "p99": round(cuts[98] * 1000, 2),
        "max": round(max(seconds) * 1000, 2),
    }
