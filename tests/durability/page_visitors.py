"""Passengers with the link of their text message, who choose on the page while it is being killed."""

import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import httpx

from tests.durability.site import Site

_LINK = re.compile(r"/p/([A-Za-z0-9_\-.~]+)")
_TRIES = 120  # a minute: more than a web process needs that is killed again while it starts
_PATIENCE = 0.5  # seconds between two tries of somebody whose page does not load


@dataclass(frozen=True)
class Promise:
    """What the page told a passenger when it answered their confirmation."""

    party_id: str
    change_id: str
    kind: str


class Visitors:
    """A few people at a time; whoever gets no answer presses the same button again, as people do."""

    def __init__(self, site: Site, seed: int, most: int, at_once: int = 3) -> None:
        self._site = site
        self._left = most
        self._dice = random.Random(seed)
        self._threads = [threading.Thread(target=self._visit_for_ever) for _ in range(at_once)]
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._after = 0
        self.promises: list[Promise] = []
        self.interrupted = 0
        self.errors: list[str] = []

    def __enter__(self) -> "Visitors":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def _visit_for_ever(self) -> None:
        with httpx.Client(base_url=f"http://127.0.0.1:{self._site.port}", timeout=10) as page:
            while not self._stop.is_set():
                token = self._next_link()
                if token is None:
                    time.sleep(0.2)
                    continue
                try:
                    self._visit(page, token)
                except Exception as error:
                    self.errors.append(repr(error))

    def _next_link(self) -> str | None:
        """Return the link of the next text message that has been sent."""
        with self._lock:
            if not self._left:
                return None
            rows = self._site.rows(
                "select message_id, body from simulated_messages.message where message_id > %s and channel = 'sms' "
                "order by message_id limit 1",
                self._after,
            )
            if not rows:
                return None
            self._after = rows[0]["message_id"]
            self._left -= 1
        found = _LINK.search(rows[0]["body"])
        return found.group(1) if found else None

    def _visit(self, page: httpx.Client, token: str) -> None:
        read = self._ask(page, "GET", f"/api/p/{token}")
        for party in read.get("parties", ()):
            if party["decision"] != "undecided":
                continue
            choice = self._choice(party)
            said = self._ask(
                page, "POST", f"/api/p/{token}/read-back", {"party_id": party["party_id"], "choice": choice}
            )
            if "token" not in said:
                continue
            done = self._ask(page, "POST", f"/api/p/{token}/confirm", {"read_back_token": said["token"]})
            if done.get("change_id"):
                self.promises.append(Promise(party["party_id"], done["change_id"], choice["kind"]))

    def _choice(self, party: dict[str, Any]) -> dict[str, Any]:
        seats = [o for o in party["offers"] if o["kind"] not in ("refund", "same_flight")]
        with self._lock:
            if seats and self._dice.random() < 0.8:
                return {"kind": "accept", "offer_id": seats[0]["offer_id"]}
        return {"kind": "refund"}

    def _ask(self, page: httpx.Client, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Ask until there is an answer; a refusal (the seat is gone, somebody was faster) is one."""
        met: Counter[str] = Counter()
        started = time.monotonic()
        for _ in range(_TRIES):
            try:
                answer = page.request(method, path, json=body)
            except httpx.TransportError as error:
                met[repr(error)] += 1
            else:
                if answer.status_code < 500 and answer.status_code != 429:
                    return dict(answer.json())
                met[f"{answer.status_code} {answer.text[:200]}"] += 1
            self.interrupted += 1
            time.sleep(_PATIENCE)
        waited = time.monotonic() - started
        raise AssertionError(f"{method} {path.split('/')[-1]}: no answer for {waited:.0f} s: {met}")
