"""Writes the API's description to ``web/openapi.json``: ``python -m hongyan.entrypoints.web_openapi``."""

import asyncio
import json
import tempfile
from pathlib import Path

from hongyan.bootstrap import opened
from hongyan.entrypoints.web import create_app, export_openapi
from hongyan.settings import Settings

PLACE = Path(__file__).resolve().parents[2] / "web" / "openapi.json"


async def description(settings: Settings) -> str:
    """Return the description of the whole product as text that does not change without a reason."""
    async with opened(settings) as product:
        described = export_openapi(create_app(product))
    return json.dumps(described, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    """Describe the product on a database of its own and write the file."""
    with tempfile.TemporaryDirectory(prefix="hongyan-openapi-") as home:
        Path(home).chmod(0o755)  # the embedded database may run as another user
        PLACE.write_text(asyncio.run(description(Settings(home=Path(home), dsn=None))), encoding="utf-8")


if __name__ == "__main__":
    main()
