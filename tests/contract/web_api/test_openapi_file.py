"""The description the TypeScript client is generated from is the description of the product."""

from pathlib import Path

from hongyan.entrypoints.web_openapi import PLACE, description
from hongyan.settings import Settings


async def test_the_file_is_not_stale(dsn: str, tmp_path: Path) -> None:
    now = await description(Settings(dsn=dsn, home=tmp_path))
    stale = "routes changed: run `python -m hongyan.entrypoints.web_openapi`, then `npm run api` in web/"
    assert PLACE.read_text(encoding="utf-8") == now, stale
