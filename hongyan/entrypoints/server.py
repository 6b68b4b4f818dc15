"""The web server and the signals of one process."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

from hongyan.core.errors import Conflict
from hongyan.settings import Settings


class WebServer(uvicorn.Server):
    """uvicorn without its own signal handlers: the entry point decides when everything stops."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def serve_until_cancelled(self) -> None:
        """Serve; when cancelled, let requests end and close the application politely."""
        serving = asyncio.create_task(self.serve())
        try:
            await asyncio.shield(serving)
        except asyncio.CancelledError:
            self.should_exit = True
            await serving
            raise


def web_server(app: ASGIApp, settings: Settings) -> WebServer:
    """Return a server for ``app``; it listens where the settings say. Raises Conflict when that address is taken."""
    _check_free(settings.web.host, settings.web.port)
    return WebServer(
        uvicorn.Config(
            app,
            host=settings.web.host,
            port=settings.web.port,
            log_level="warning",
            access_log=False,
            proxy_headers=bool(settings.web.trusted_proxies),
            forwarded_allow_ips=list(settings.web.trusted_proxies),
            server_header=False,
            ws_max_size=256 * 1024,
            timeout_graceful_shutdown=3,
        )
    )


def _check_free(host: str, port: int) -> None:
    """uvicorn would end the process from inside a task, and leave what else runs in it hanging."""
    try:
        (family, *_, address) = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Conflict(
            f"cannot listen on {host}:{port}: {reason}; set HONGYAN_WEB__PORT to a free port"
        ) from error


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
