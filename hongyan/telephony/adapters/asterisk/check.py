"""Asks a running exchange whether calls could be placed through it now."""

import re

from hongyan.telephony.adapters.asterisk.ari import AriRefused, connected
from hongyan.telephony.errors import LineUnavailable
from hongyan.telephony.settings import AsteriskSettings

_LEAST = (22, 8)  # the first whose audio streams speak JSON


async def check(settings: AsteriskSettings) -> tuple[bool, str, str]:
    """Return whether all is well, what was found, and what to do. Uses a name of its own: running calls are left alone."""
    address = f"{settings.host}:{settings.port}"
    if not settings.password.get_secret_value():
        return False, "no password", "set HONGYAN_TELEPHONY__ASTERISK__PASSWORD as in Asterisk's ari.conf"
    try:
        async with connected(settings, app=f"{settings.app}-check") as ari:
            version = await ari.version()
            trunk = await ari.trunk()
    except LineUnavailable as error:
        return (
            False,
            str(error),
            "start Asterisk, or correct HONGYAN_TELEPHONY__ASTERISK__HOST, __PORT and __PASSWORD",
        )
    except AriRefused as error:
        return False, str(error), "let the ARI user write: read_only = no in ari.conf"
    found = f"Asterisk {version} at {address}"
    number = re.match(r"(\d+)\.(\d+)", version)
    if number is None or not _LEAST <= (int(number[1]), int(number[2])) < (23, 0):
        return False, found, f"Asterisk {_LEAST[0]} from {_LEAST[0]}.{_LEAST[1]} is needed"
    if trunk is None:
        return (
            False,
            f"{found}, without a trunk",
            "set HONGYAN_TELEPHONY__ASTERISK__TRUNK and write the configuration anew: hongyan asterisk config",
        )
    if trunk == "offline":
        return (
            False,
            f"{found}, the trunk is offline",
            "ask the telephone company, or correct the trunk's settings",
        )
    return True, f"{found}, trunk {trunk}", ""
