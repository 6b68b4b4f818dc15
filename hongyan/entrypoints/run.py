"""Run the parts of the product in this process until it is told to stop."""

import asyncio
import gc
from collections.abc import Callable

from hongyan.bootstrap import Product, opened
from hongyan.entrypoints.server import until_stopped, web_server
from hongyan.entrypoints.web import create_app
from hongyan.jobs import Worker
from hongyan.runtime.patience import patiently
from hongyan.settings import Settings

_PATIENCE_SECONDS = 300.0

Announce = Callable[[str], None]


async def up(settings: Settings, *, web: bool, worker: bool, announce: Announce) -> None:
    """Run the web pages and/or a worker against the database of ``settings``; returns after Ctrl-C."""
    async with opened(settings) as product:
        await patiently(product.knowledge.begin, _PATIENCE_SECONDS)
        tasks = []
        if web:
            tasks.append(
                asyncio.create_task(web_server(create_app(product), settings).serve_until_cancelled())
            )
            announce(f"Hongyan is at http://{settings.web.host}:{settings.web.port}")
            announce(await patiently(lambda: sign_in_line(product), _PATIENCE_SECONDS))
        if worker:
            tasks.append(asyncio.create_task(work(product)))
        gc.collect()
        gc.freeze()  # what was loaded for good need not be looked at by every later collection
        await until_stopped(*tasks)


async def work(product: Product) -> None:
    """Run jobs and sweepers until cancelled, and the calls of a real line."""
    worker = Worker(product.queue, product.registry, product.clock, product.settings.worker_concurrency)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(worker.run())
        if product.line_work is not None:
            tasks.create_task(product.line_work(product.voice_talks))


async def sign_in_line(product: Product) -> str:
    """Return how to sign in: a one-time link while nobody has an account, else the hint to use one."""
    if await product.access.users.any_user():
        return "Sign in with your account (hongyan user add NAME makes another)."
    return "There is nobody who may sign in yet: hongyan user add NAME --role admin"
