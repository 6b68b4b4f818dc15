"""A conversation in the terminal, on the same record, robot and world as every other channel."""

import asyncio

from rich.console import Console

from hongyan.bootstrap import opened
from hongyan.conversations import Kind, Said, Speaker, Turn
from hongyan.core.ids import new_id
from hongyan.settings import Settings

console = Console()


async def talk(settings: Settings, language: str, phone: str | None) -> None:
    """Read lines, print answers, until the customer leaves or the conversation ends."""
    async with opened(settings) as product:
        subject = {"phone": phone} if phone else {}
        conversation = await product.conversations.open(
            "terminal", language, subject=subject, customer_key=phone
        )
        _print(await product.conversations.answer(conversation.conversation_id))
        while True:
            try:
                line = await asyncio.to_thread(input, "> ")
            except EOFError:
                return
            if line.strip() == "/quit":
                return
            said = _said(line)
            await product.conversations.hear(conversation.conversation_id, said)
            _print(await product.conversations.answer(conversation.conversation_id))


def _said(line: str) -> Said:
    client_id = new_id("cli")
    if line.strip() == "/silence":
        return Said(client_id, kind=Kind.SILENCE)
    if line.startswith("/keys "):
        return Said(client_id, line[6:], kind=Kind.KEYS, payload=line[6:].strip())
    return Said(client_id, line)


def _print(turns: list[Turn]) -> None:
    for turn in turns:
        who = turn.author if turn.speaker is not Speaker.ROBOT else "鸿雁"
        console.print(f"{who}: {turn.text}", style="cyan", highlight=False, markup=False)
        if turn.buttons:
            console.print(
                "   " + "  ".join(f"[{b.label}]" for b in turn.buttons), highlight=False, markup=False
            )
