"""A language model's endpoint whose answers are scripted, over real HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from hongyan.assistant.adapters.openai_compatible import OpenAiCompatible
from hongyan.assistant.settings import LanguageModelSettings


@asynccontextmanager
async def served(
    answer: Callable[[dict], str | int],
) -> AsyncIterator[tuple[LanguageModelSettings, list[dict]]]:
    """A chat-completions endpoint on a loopback port; ``answer`` gives the content, or a status code, or sleeps by "hang"."""
    asked: list[dict] = []
    hanging = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = int(head.lower().split("content-length:")[1].split("\r\n")[0])
        body = json.loads(await reader.readexactly(length))
        asked.append(body)
        content = answer(body)
        if content == "hang":
            await hanging.wait()
            writer.close()
            return
        status = content if isinstance(content, int) else 200
        payload = json.dumps(
            {"choices": [{"message": {"content": content}}]} if status == 200 else {}
        ).encode()
        writer.write(
            b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            % (status, len(payload))
        )
        writer.write(payload)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield (
            LanguageModelSettings(base_url=f"http://127.0.0.1:{port}/v1", model="m", timeout_seconds=0.5),
            asked,
        )
    finally:
        hanging.set()
        server.close()


@asynccontextmanager
async def endpoint(answer: Callable[[dict], str | int]) -> AsyncIterator[tuple[OpenAiCompatible, list[dict]]]:
    """The same with a client of it."""
    async with served(answer) as (settings, asked):
        client = OpenAiCompatible(settings)
        try:
            yield client, asked
        finally:
            await client.close()
