"""The exchange, for entry points: its configuration."""

from collections.abc import Mapping
from pathlib import Path

from hongyan.settings import Settings
from hongyan.telephony.adapters.asterisk.configure import write_configuration


def write_exchange_configuration(
    settings: Settings, folder: Path, folders: Mapping[str, str] | None = None
) -> list[str]:
    """Write Asterisk's configuration files; ``folders`` = where Asterisk keeps things, by its own view."""
    return write_configuration(settings.telephony.asterisk, folder, folders)
