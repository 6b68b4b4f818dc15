"""The exchange, for entry points: its configuration, and whether it could place calls now."""

from collections.abc import Mapping
from pathlib import Path

from hongyan.settings import Settings
from hongyan.telephony.adapters.asterisk.check import check
from hongyan.telephony.adapters.asterisk.configure import write_configuration


def write_exchange_configuration(
    settings: Settings, folder: Path, folders: Mapping[str, str] | None = None
) -> list[str]:
    """Write Asterisk's configuration files; ``folders`` = where Asterisk keeps things, by its own view."""
    return write_configuration(settings.telephony.asterisk, folder, folders)


async def check_exchange(settings: Settings) -> tuple[bool, str, str]:
    """Return whether calls could be placed now, what was found, and what to do."""
    return await check(settings.telephony.asterisk)
