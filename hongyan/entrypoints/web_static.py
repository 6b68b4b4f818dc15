"""The pages: files of the built front end, hashed ones for ever, and an HTML page for every address of the client."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

_FOR_EVER = "public, max-age=31536000, immutable"


def pages(dist: Path) -> Route:
    """Build the last route: ``/p/*`` gets the passenger's page, other addresses the control room's."""

    async def page(request: Request) -> Response:
        path = request.url.path
        if path == "/api" or path.startswith("/api/"):
            raise HTTPException(404, "There is no such thing.")
        file = _file_of(dist, path)
        if file is not None:
            hashed = path.startswith("/assets/")
            return FileResponse(file, headers={"Cache-Control": _FOR_EVER if hashed else "no-cache"})
        link = path.startswith("/p/")  # a link's token holds a dot
        if path.startswith("/assets/") or (not link and "." in path.rsplit("/", 1)[-1]):
            raise HTTPException(404, "There is no such file.")
        if path == "/chat":
            return _html(dist, "chat.html", private=True)
        return _html(dist, "p.html" if link else "index.html", private=link)

    return Route("/{path:path}", page, methods=["GET"])


def _file_of(dist: Path, path: str) -> Path | None:
    """Return the file a path means, if there is one inside ``dist`` (links out of it are not followed)."""
    if path.endswith((".html", "/")) or "\x00" in path:
        return None
    try:
        file = (dist / path.lstrip("/")).resolve()
        inside = file.is_relative_to(dist.resolve()) and file.is_file()
    except (OSError, ValueError):  # too long a name
        return None
    return file if inside else None


def _html(dist: Path, name: str, private: bool) -> Response:
    file = dist / name
    if not file.is_file():
        return PlainTextResponse(
            "The web pages are not built: run ./bin/demo, or npm run build in web/.", 503
        )
    headers = {"Cache-Control": "no-store" if private else "no-cache"}
    if private:
        headers["X-Robots-Tag"] = "noindex, nofollow"
    return FileResponse(file, headers=headers)
