"""Settings of the web process."""

from pathlib import Path

from pydantic import BaseModel, Field

_BESIDE_THE_PACKAGE = Path(__file__).resolve().parents[2] / "web" / "dist"


class WebSettings(BaseModel):
    """Where the web process listens, what it serves and how much it takes in."""

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on; 0 picks a free one")
    trusted_proxies: list[str] = Field(
        default_factory=list,
        description="addresses or networks of reverse proxies whose X-Forwarded-For and -Proto are believed; none by default",
    )
    https: bool = Field(False, description="the site is reached by https: secure cookies and HSTS")
    dist: Path = Field(_BESIDE_THE_PACKAGE, description="folder of the built web front end")
    body_limit_kb: int = Field(256, gt=0, description="largest request body in KiB, the feed door excepted")
    file_body_limit_kb: int = Field(
        10_752, gt=0, description="largest request body with a customer's file in KiB"
    )
    embed_origins: list[str] = Field(
        default_factory=list,
        description="sites that may show the chat in their pages (https://www.airline.example)",
    )
    feed_body_limit_kb: int = Field(32768, gt=0, description="largest request body of the feed door in KiB")
    heartbeat_seconds: float = Field(10, gt=0, description="a live stream sends a sign of life this often")
    live_batch_seconds: float = Field(
        0.25, ge=0, description="live events are gathered this long, so that slow screens are not flooded"
    )
    live_burst: int = Field(
        100, ge=1, description="more live events than this at once are thinned to the newest of each name"
    )
