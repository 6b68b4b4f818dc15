"""The database server, the web server and the signals of one process."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Iterator

import structlog
import uvicorn
from starlette.types import ASGIApp

from hongyan.runtime.embedded_postgres import EmbeddedPostgres
from hongyan.settings import Settings

log = structlog.get_logger(__name__)


class WebServer(uvicorn.Server):
    """uvicorn without its own signal handlers: the entry point decides when everything stops."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def web_server(app: ASGIApp, settings: Settings) -> WebServer:
    """Return a server for ``app``; it listens where the settings say."""
    return WebServer(
        uvicorn.Config(
            app,
            host=settings.web.host,
            port=settings.web.port,
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=3,
        )
    )


@contextlib.asynccontextmanager
async def database_server(settings: Settings) -> AsyncIterator[str]:
    """Yield the DSN to use. Without one in the settings, run the embedded server, or join the one already running."""
    if settings.dsn:
        yield settings.dsn
        return
    postgres = EmbeddedPostgres(settings.home / "postgres")
    running = postgres.running_dsn()
    if running:
        yield running
        return
    dsn = await asyncio.to_thread(postgres.start)
    guard = asyncio.create_task(_keep_alive(postgres))
    try:
        yield dsn
    finally:
        guard.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await guard
        await asyncio.to_thread(postgres.stop)


async def _keep_alive(postgres: EmbeddedPostgres) -> None:
    while True:
        await asyncio.sleep(0.5)
        if await asyncio.to_thread(postgres.restart_if_dead):
            log.error("the embedded PostgreSQL had died and was started again")


async def until_stopped(*tasks: asyncio.Task[None]) -> None:
    """Return when the process is told to stop (Ctrl-C, SIGTERM) or a task fails; tasks are cancelled then."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    stopping = asyncio.create_task(stop.wait())
    try:
        done, _ = await asyncio.wait({stopping, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        for task in done - {stopping}:
            task.result()  # a task that failed says why
    finally:
        for task in (stopping, *tasks):
            task.cancel()
        await asyncio.gather(stopping, *tasks, return_exceptions=True)
