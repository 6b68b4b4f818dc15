"""Plays scripted conversations against the whole product: real record, robot, servicing and sandbox airline, one clean world each."""

import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hongyan.assistant import Gate, Observed, Script, differences, read_scripts
from hongyan.bootstrap import Product, opened
from hongyan.conversations import Kind, Said, Speaker, Turn
from hongyan.core.clock import ManualClock
from hongyan.core.phone import to_e164
from hongyan.settings import Settings

VOICE, TEXT = "voice", "webchat"


@dataclass(slots=True)
class Played:
    """What came of one script: differences by turn (from 0), the conversation, keys of its world that are not served."""

    script: Script
    differences: list[tuple[int, str]] = field(default_factory=list)
    transcript: list[tuple[str, str, str]] = field(default_factory=list)
    not_served: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.script.id,
            "passed": not self.differences,
            "differences": [{"turn": n + 1, "what": what} for n, what in self.differences],
            "not_served": self.not_served,
            "transcript": [{"user": u, "reply": r, "state": s} for u, r, s in self.transcript],
        }


def scripts_in(path: Path) -> Iterator[Script]:
    """Yield the scripts of a file, or of every ``*.jsonl`` in a folder."""
    for file in sorted(path.glob("*.jsonl")) if path.is_dir() else [path]:
        yield from read_scripts(file)


class ScriptPlayer:
    """Keeps one product open; each script gets a clean sandbox and its own clock."""

    def __init__(self, product: Product, clock: "AnyTimeClock") -> None:
        self._product = product
        self._clock = clock
        self._gate = Gate(product.settings.assistant.forbidden_file)

    @classmethod
    @contextlib.asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["ScriptPlayer"]:
        clock = AnyTimeClock()
        async with opened(settings, clock=clock, played=True) as product:
            await product.knowledge.begin()
            yield cls(product, clock)

    async def play(self, script: Script) -> Played:
        """Load the script's world, speak as its facts say, and compare every turn."""
        played = Played(script)
        self._clock.start_at(script.now)
        await self._product.clear_world()
        world = {k: v for k, v in script.world.items() if not k.startswith(("expected_", "voluntary_"))}
        played.not_served = await self._product.load_world(world, self._clock.now())
        subject = await self._subject(script)
        channel = VOICE if script.channel == "voice" else TEXT
        conversation = await self._product.conversations.open(
            channel,
            "zh-CN" if script.lang == "zh" else "en",
            subject=subject,
            customer_key=subject.get("phone"),
        )
        await self._product.conversations.answer(conversation.conversation_id)
        before: list[dict[str, Any]] = []
        for number, turn in enumerate(script.turns):
            if turn.events:
                await self._product.load_world({"events": turn.events}, self._clock.now())
            mark = await self._product.ledger_mark()
            said = _said(number, turn.user, turn.input)
            await self._product.conversations.hear(conversation.conversation_id, said)
            await self._product.conversations.answer(conversation.conversation_id)
            reply = await self._replies(conversation.conversation_id)
            ledger = [_entry(c, script) for c in await self._product.ledger_since(mark)]
            seen = await self._observed(conversation.conversation_id, reply, ledger, before, bool(subject))
            played.transcript.append((turn.user, seen.reply, seen.state))
            played.differences += [(number, d) for d in differences(script, number, seen, self._gate)]
            before += ledger
        return played

    async def _replies(self, conversation_id: str) -> list[Turn]:
        """Return what was said since the customer's last turn, by the robot and by the conversation itself."""
        turns = await self._product.conversations.turns(conversation_id)
        last = max((t.number for t in turns if t.speaker is Speaker.CUSTOMER), default=0)
        return [t for t in turns if t.number > last]

    async def _observed(
        self,
        conversation_id: str,
        reply: list[Turn],
        ledger: list[dict[str, Any]],
        before: list[dict[str, Any]],
        known: bool,
    ) -> Observed:
        conversation = await self._product.conversations.read(conversation_id)
        said = [t for t in reply if t.speaker in (Speaker.ROBOT, Speaker.SYSTEM)]
        reasons = next((t.reasons for t in reversed(said) if t.speaker is Speaker.ROBOT), {})
        stored = json.dumps(
            [
                [t.text, t.payload, t.reasons]
                for t in await self._product.conversations.turns(conversation_id)
            ],
            ensure_ascii=False,
        )
        handed_over = conversation.state.value in ("waiting_for_person", "with_person")
        return Observed(
            reply="\n".join(t.text for t in said),
            intent=reasons.get("intent"),
            slots={**reasons.get("slots", {}), **reasons.get("heard", {})},
            state=str(reasons.get("outcome", "handed_over" if handed_over else "")),
            asked=reasons.get("asked", ()),
            ledger=ledger,
            before=before,
            handed_over=handed_over,
            hand_over_summary=reasons.get("hand_over", {}),
            verified=known or bool(conversation.subject.get("order_ids")),
            stored=stored,
        )

    async def _subject(self, script: Script) -> dict[str, Any]:
        """Return what the conversation has proved at its start: the calling number, or a signed-in session."""
        facts, subject = script.facts, dict[str, Any]()
        if facts.get("caller_phone"):
            subject["phone"] = to_e164(str(facts["caller_phone"]))
        if facts.get("logged_in"):
            subject |= {"signed_in": True, "name": facts.get("name"), "member_no": facts.get("member_no")}
            subject["order_ids"] = await self._orders_of(script)
        return {k: v for k, v in subject.items() if v}

    async def _orders_of(self, script: Script) -> list[str]:
        """Return the orders a signed-in customer may see: those of the world that name them."""
        found: list[str] = []
        locator, name = script.facts.get("locator"), script.facts.get("name") or ""
        proofs = [
            (b.get("locator"), None, b.get("contact_phone"), b) for b in script.world.get("bookings", [])
        ]
        proofs = [p for p in proofs if p[0] == locator or _names(p[3], name)]
        proofs += [(None, r.get("ticket_no"), None, r) for r in script.world.get("refunds", [])]
        for proof_locator, ticket_no, phone, holder in proofs:
            trip = await self._product.servicing.identify(
                locator=proof_locator, ticket_no=ticket_no, name=holder.get("name") or name, phone=phone
            )
            if trip is not None:
                found.append(trip.order_id)
        return list(dict.fromkeys(found))


_CABINS = {"F": "first", "J": "business", "W": "premium", "Y": "economy"}
_KINDS = {"linked_change": "linked", "linked_cancel": "linked"}


def _entry(committed: Any, script: Script) -> dict[str, Any]:
    """Return one committed act in the words of the checks."""
    party: list[dict[str, Any]] = next(
        (b["pax"] for b in script.world.get("bookings", []) if b.get("locator") == committed.locator), []
    )
    infants = [p["name"] for p in party if p.get("type") == "INF"]
    adults_go = set(committed.travellers) >= {p["name"] for p in party if p.get("type") != "INF"}
    own_payee = committed.details.get("payee", "original_payment") == "original_payment"
    return {
        "kind": _KINDS.get(committed.kind, committed.kind),
        "subject": (committed.order_id, committed.passenger_ids, str(committed.flights)),
        "passengers": committed.travellers,
        "order_size": len(party) or len(committed.travellers),
        "infants_left": adults_go and not set(infants) <= set(committed.travellers),
        "cabin": _CABINS.get(committed.flights[0]["cabin"]) if committed.flights else None,
        "amount": committed.details.get("amount", 0),
        "payee": "original" if own_payee else "other",
    }


def _names(booking: dict[str, Any], name: str) -> bool:
    return any(p.get("name") and p["name"].split()[0] in name for p in booking.get("pax", []))


def _said(number: int, text: str, how: str) -> Said:
    client_id = f"turn-{number}"
    if how == "dtmf":
        return Said(client_id, text, kind=Kind.KEYS, payload=text)
    if not text:
        return Said(client_id, kind=Kind.SILENCE)
    return Said(client_id, text)


class AnyTimeClock(ManualClock):
    """Stands still within a script, and may start anywhere for the next."""

    def __init__(self) -> None:
        super().__init__(datetime(2026, 1, 1, tzinfo=UTC))

    def start_at(self, instant: datetime) -> None:
        self._now = instant.astimezone(UTC)
