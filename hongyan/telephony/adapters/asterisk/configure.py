"""Asterisk's configuration, written from settings: only the modules that are used, and nothing open that need not be."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template

from hongyan.core.errors import InvalidInput
from hongyan.telephony.settings import AsteriskSettings

_PLAIN = (
    "asterisk",
    "indications",
    "modules",
    "logger",
    "http",
    "ari",
    "rtp",
    "cdr",
    "websocket_client",
    "chan_websocket",
)
_EMPTY = ("acl", "amd", "ccss", "cel", "features", "manager", "pjproject", "queues", "stasis", "udptl")
_UNSAFE = set("\r\n;[]")


def configuration(settings: AsteriskSettings, folders: Mapping[str, str]) -> dict[str, str]:
    """Return file name → content. ``folders``: etc, run, log, spool, db, as Asterisk sees them.

    Raises InvalidInput for a missing ARI password and for values that would break out of their line.
    """
    if not settings.password.get_secret_value():
        raise InvalidInput("set HONGYAN_TELEPHONY__ASTERISK__PASSWORD: the exchange is not left open")
    values = {
        "app": settings.app,
        "inbound": f"Stasis({settings.app},inbound)" if settings.hotline else "Hangup(21)",
        "http_host": settings.host,
        "http_port": str(settings.port),
        "ari_user": settings.user,
        "ari_password": settings.password.get_secret_value(),
        "sip_host": settings.sip_host,
        "sip_port": str(settings.sip_port),
        "rtp_from": str(settings.rtp_from),
        "rtp_to": str(settings.rtp_to),
        "trunk": settings.trunk,
        "trunk_host": settings.trunk.rpartition(":")[0] or settings.trunk,
        "trunk_user": settings.trunk_user,
        "trunk_password": settings.trunk_password.get_secret_value(),
        "trunk_login": "outbound_auth=trunk\n" if settings.trunk_user else "",
        "caller_id": settings.caller_id,
    } | {f"{name}_folder": path for name, path in folders.items()}
    for name, value in values.items():
        if name not in ("trunk_login", "inbound") and _UNSAFE & set(value):
            raise InvalidInput(f"{name} may not contain line breaks or any of ; [ ]")
    parts = ["pjsip"]
    if settings.trunk:
        parts.append("pjsip_trunk")
    if settings.trunk and settings.trunk_user:
        parts.append("pjsip_login")
    written = {f"{name}.conf": _filled(name, values) for name in _PLAIN}
    written["pjsip.conf"] = "\n".join(_filled(name, values) for name in parts)
    written["extensions.conf"] = _filled("extensions", values)
    return written | {f"{name}.conf": "; nothing is set here\n" for name in _EMPTY}


def write_configuration(
    settings: AsteriskSettings, folder: Path, folders: Mapping[str, str] | None = None
) -> list[str]:
    """Write the files into ``folder``, readable by its owner and group only; returns their names."""
    there = dict(folders or {}) or {
        "etc": "/etc/asterisk",
        "run": "/var/run/asterisk",
        "log": "/var/log/asterisk",
        "spool": "/var/spool/asterisk",
        "db": "/var/lib/asterisk",
    }
    written = configuration(settings, there)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in written.items():
        path = folder / name
        path.touch(mode=0o640)
        path.chmod(0o640)
        path.write_text(content, encoding="utf-8")
    return sorted(written)


def _filled(name: str, values: Mapping[str, str]) -> str:
    text = (
        files("hongyan.telephony.adapters.asterisk").joinpath("templates", f"{name}.conf").read_text("utf-8")
    )
    return Template(text).substitute(values)
