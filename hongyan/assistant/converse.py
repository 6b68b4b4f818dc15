"""The assistant as a Responder: reads a turn, steps the dialogue, asks the world and acts on it, words the answer, keeps its state."""

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import structlog

from hongyan.assistant.catalogue import TASKS
from hongyan.assistant.compose import Composer
from hongyan.assistant.dialogue import (
    Carry,
    Close,
    DialogueState,
    Event,
    Fetch,
    Fetched,
    FileReceived,
    HandOver,
    Opened,
    Pressed,
    Promise,
    Said,
    Say,
    Settled,
    Silence,
    Tapped,
)
from hongyan.assistant.dialogue.menu import CHANNEL
from hongyan.assistant.dialogue.queries import Query
from hongyan.assistant.dialogue.state import Identity
from hongyan.assistant.dialogue.step import step
from hongyan.assistant.language_model import ModelReader
from hongyan.assistant.menu_order import MenuOrder
from hongyan.assistant.ports import Act, Interpreter, Promises, Who
from hongyan.assistant.settings import AssistantSettings
from hongyan.assistant.understanding import Context, Reading
from hongyan.conversations import Conversation, Kind, Records, RobotState, Turn
from hongyan.core.clock import Clock
from hongyan.core.errors import HongyanError
from hongyan.runtime import Database
from hongyan.servicing.model import Receipt

log = structlog.get_logger(__name__)


class World(Protocol):
    """What can be asked and done (``assistant.world.World``)."""

    def in_turn(self) -> "World":
        """Return the same for the queries of one turn, until something has been carried out."""
        ...

    async def answer(self, query: Query, who: Who) -> Any:
        """Return the answer, JSON-friendly. Raises HongyanError."""
        ...

    async def carry_out(self, act: Act, who: Who) -> Receipt:
        """Do it once per ``act_id``. Raises HongyanError."""
        ...


@dataclasses.dataclass(slots=True)
class Made:
    """One turn of the robot in the making."""

    state: DialogueState
    said: list[Say] = dataclasses.field(default_factory=list)
    hand_over: HandOver | None = None
    promises: list[Promise] = dataclasses.field(default_factory=list)
    closed: str | None = None
    acts: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    asked: list[str] = dataclasses.field(default_factory=list)


class Assistant:
    """Implements ``conversations.ports.Responder``."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        records: Records,
        interpreter: Interpreter,
        world: World,
        promises: Promises | None,
        composer: Composer,
        settings: AssistantSettings,
        model_reader: ModelReader | None = None,
    ) -> None:
        self._db = db
        self._clock = clock
        self._records = records
        self._interpreter = interpreter
        self._world = world
        self._promises = promises
        self._composer = composer
        self._settings = settings
        self._model_reader = model_reader
        self._menu_order = MenuOrder(db, clock, records)

    async def open(self, conversation: Conversation) -> Sequence[Turn]:
        """Greet, and begin with what the conversation is about when that is known."""
        state = DialogueState(conversation_id=conversation.conversation_id)
        event = Opened(
            at=self._now(conversation),
            identity=identity_of(conversation.subject),
            language=short(conversation.language),
            channel=conversation.channel,
            person_wait_minutes=await self._person_wait(),
            subject=conversation.subject.get("task"),
            hears=bool(conversation.context.get("hears", True)),
            menu=await self._menu_order.now() if conversation.channel == CHANNEL else (),
        )
        made = await self._run(Made(state), event)
        if conversation.context.get("customer_first"):
            made.said = []  # they write first: what was offered to them is known, a greeting would be noise
        return await self._keep(conversation, None, made, None, 0)

    async def respond(
        self, conversation: Conversation, turn: Turn, memory: RobotState | None
    ) -> Sequence[Turn]:
        """Answer one turn. Asked again about the same turn, it does nothing twice: acts are named by what was agreed."""
        state, version = await self._remembered(conversation, memory)
        event, reading = await self._heard(state, turn, self._now(conversation))
        made = await self._run(Made(state), event)
        return await self._keep(conversation, turn, made, reading, version)

    # — one turn —

    async def _run(self, made: Made, event: Event) -> Made:
        """Step until the dialogue waits for the customer."""
        todo: list[Event] = [event]
        world = self._world.in_turn()
        for _ in range(self._settings.most_steps):
            if not todo:
                return made
            made.state, actions = step(made.state, todo.pop(0), TASKS)
            for action in actions:
                match action:
                    case Say():
                        made.said.append(action)
                    case Fetch():
                        todo.append(await self._fetch(world, made, action))
                    case Carry():
                        todo.append(await self._carry(made, action))
                        world = self._world.in_turn()  # what was read before it may have changed
                    case HandOver():
                        made.hand_over = action
                    case Promise():
                        made.promises.append(action)
                    case Close():
                        made.closed = action.disposition
        log.warning("dialogue_too_long", task=made.state.frame.task if made.state.frame else None)
        raise RuntimeError("a turn took more steps than it may")

    async def _fetch(self, world: World, made: Made, fetch: Fetch) -> Fetched:
        at = datetime.fromisoformat(made.state.now)
        made.asked.append(type(fetch.query).__name__)
        try:
            value = await world.answer(fetch.query, who_of(made.state))
        except HongyanError as error:
            return Fetched(at, fetch.key, trouble=error.slug.replace("-", "_"))
        return Fetched(at, fetch.key, value)

    async def _carry(self, made: Made, carry: Carry) -> Settled:
        at = datetime.fromisoformat(made.state.now)
        frame = made.state.frame
        number = frame.number if frame else 0
        act = Act(
            act_id=act_id(made.state.conversation_id, number, carry.key),
            kind=carry.act["kind"],
            order_id=carry.act.get("order_id"),
            passenger_ids=tuple(carry.act.get("passenger_ids", ())),
            args=dict(carry.act.get("args", {})),
            consent=carry.consent,
            said_by=f"customer:{made.state.channel}",
            language="zh-CN" if made.state.language == "zh" else "en",
        )
        try:
            receipt = await self._world.carry_out(act, who_of(made.state))
        except HongyanError as error:
            slug = error.slug.replace("-", "_")
            made.acts.append({"kind": act.kind, "state": "refused", "reason": slug})
            return Settled(at, carry.key, trouble=slug)
        made.acts.append({"kind": act.kind, "state": receipt.state, "act_id": act.act_id})
        return Settled(at, carry.key, dataclasses.asdict(receipt))

    async def _heard(self, state: DialogueState, turn: Turn, at: datetime) -> tuple[Event, Reading | None]:
        match turn.kind:
            case Kind.SILENCE:
                return Silence(at), None
            case Kind.BUTTON:
                return Tapped(at, turn.payload or "", turn.cut_in), None
            case Kind.FILE:
                return FileReceived(at, turn.attachments[0] if turn.attachments else ""), None
            case Kind.KEYS:
                digits = turn.payload or turn.text
                reading = await self._read(state, digits, at)
                pressed = Pressed(at, digits, reading, turn.cut_in)
                return pressed, reading if reading.slots else None
            case _:
                reading = await self._read(state, turn.text, at)
                return Said(at, reading, turn.cut_in), reading

    async def _read(self, state: DialogueState, text: str, at: datetime) -> Reading:
        context = context_of(state, at)
        reading = self._interpreter.read(text, context)
        if self._model_reader is None or reading.sure or not text.strip():
            return reading
        return await self._model_reader.improve(reading, context)

    # — what is kept —

    async def _remembered(
        self, conversation: Conversation, kept: RobotState | None
    ) -> tuple[DialogueState, int]:
        if kept is None:
            fresh = DialogueState(
                conversation_id=conversation.conversation_id,
                language=short(conversation.language),
                channel=conversation.channel,
                identity=identity_of(conversation.subject),
            )
            return fresh, 0
        state = DialogueState.model_validate(kept.state)
        proved = identity_of(conversation.subject)  # somebody may have signed in meanwhile
        merged = state.identity.model_copy(
            update={k: v for k, v in proved.model_dump().items() if v}
            | {"order_ids": tuple(dict.fromkeys((*state.identity.order_ids, *proved.order_ids)))}
        )
        return state.model_copy(
            update={"identity": merged, "person_wait_minutes": await self._person_wait()}
        ), kept.version

    async def _keep(
        self,
        conversation: Conversation,
        turn: Turn | None,
        made: Made,
        reading: Reading | None,
        version: int,
    ) -> Sequence[Turn]:
        """Save state, reply and what follows from them in one transaction; the reply is stored by the caller."""
        reply = self._composer.compose(
            conversation,
            made.state,
            made.said,
            reading,
            made.acts,
            made.asked,
            made.hand_over,
            made.closed,
        )
        state = made.state
        proved = state.identity.order_ids
        new_orders = bool(proved) and tuple(conversation.subject.get("order_ids", ())) != proved
        topic = reading.intent if reading is not None and reading.intent in TASKS else conversation.topic
        language = long(state.language)
        follows = (
            new_orders
            or topic != conversation.topic
            or language != conversation.language
            or bool(made.promises)
            or made.hand_over is not None
        )
        async with self._db.pipelined() if follows else self._db.glance() as conn:  # one statement alone
            await self._records.save_state(
                conn,
                conversation.conversation_id,
                state.model_dump(mode="json"),
                version,
                answers=turn,
                reply=reply,
            )
            if new_orders:
                await self._records.set_subject(
                    conn,
                    conversation.conversation_id,
                    {"order_ids": list(proved), "by": "proofs"},
                )
            if topic is not None and topic != conversation.topic:
                await self._records.set_topic(conn, conversation.conversation_id, topic)
            if language != conversation.language:
                await self._records.set_language(conn, conversation.conversation_id, language)
            for number, promise in enumerate(made.promises if self._promises else ()):
                key = f"{conversation.conversation_id}:{version}:{number}"
                await self._promises.promise(  # type: ignore[union-attr]
                    conn,
                    key,
                    promise.kind,
                    conversation.conversation_id,
                    promise.details,
                    language,
                )
            if made.promises and self._promises is None and made.hand_over is None:
                made.hand_over = HandOver(made.promises[0].kind, dict(made.promises[0].details))
            if made.hand_over is not None:
                emotion = dataclasses.asdict(reading.emotion) if reading else {}
                await self._records.hand_over(
                    conn,
                    conversation.conversation_id,
                    made.hand_over.reason,
                    {**made.hand_over.summary, "text": turn.text if turn else "", "emotion": emotion},
                )
        return reply

    def _now(self, conversation: Conversation) -> datetime:
        zone = conversation.subject.get("zone") or self._settings.zone
        return self._clock.now().astimezone(ZoneInfo(zone))

    async def _person_wait(self) -> float | None:
        if self._settings.person_wait_minutes is not None:
            return self._settings.person_wait_minutes
        return await self._promises.person_wait_minutes() if self._promises else None


def context_of(state: DialogueState, at: datetime) -> Context:
    """Tell understanding what the dialogue expects at this moment."""
    frame = state.frame
    if frame is None:
        return Context(now=at, language=state.language, prior=dict(state.memory))
    expected = tuple(dict.fromkeys((*frame.asked, *(s for o in frame.options for s in o.traits))))
    names = tuple(_names(frame.facts))
    return Context(
        now=at,
        language=state.language,
        expected=expected,
        intent=frame.task,
        names=names,
        prior={**state.memory, **frame.slots},
    )


def _names(facts: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for key, value in facts.items():
        trips = value if key.startswith("MyTrips:") else [value] if key.startswith("Identify:") else []
        found += [t["name"] for trip in trips if trip for t in trip["travellers"]]
    return found


def act_id(conversation_id: str, frame: int, key: str) -> str:
    """Name an act for ever by conversation, task and what was agreed, so that saying it again after a crash does nothing new."""
    return "act_" + hashlib.sha256(f"{conversation_id}:{frame}:{key}".encode()).hexdigest()[:26]


def who_of(state: DialogueState) -> Who:
    """Return what this conversation has proved."""
    known = state.identity
    return Who(
        conversation_id=state.conversation_id,
        phone=known.phone,
        name=known.name,
        member_no=known.member_no,
        order_ids=known.order_ids,
        party_ids=known.party_ids,
        agency_code=known.agency_code,
    )


def identity_of(subject: Mapping[str, Any]) -> Identity:
    """Return the verified facts of a conversation."""
    return Identity(
        phone=subject.get("phone"),
        name=subject.get("name"),
        member_no=subject.get("member_no"),
        agency_code=subject.get("agency_code"),
        order_ids=tuple(subject.get("order_ids", ())),
        party_ids=tuple(subject.get("party_ids", ())),
        signed_in=bool(subject.get("signed_in")),
    )


def short(language: str) -> str:
    """``zh-CN`` → ``zh``."""
    return "en" if language.lower().startswith("en") else "zh"


def long(language: str) -> str:
    """``zh`` → ``zh-CN``."""
    return "zh-CN" if language == "zh" else "en"
