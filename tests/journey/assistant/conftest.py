"""The wired product, for conversations and their scripts."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hongyan.bootstrap import Product
from hongyan.core.clock import ManualClock
from tests.builders.scripted import product_on


@pytest.fixture
async def product(dsn: str, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Product]:
    async with product_on(dsn, tmp_path, clock) as made:
        yield made
