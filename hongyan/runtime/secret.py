"""The installation's secret: made at first start, readable by its owner alone."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path


class Secret:
    """Derives one key per purpose from a single 256-bit secret, so that no two uses share a key."""

    def __init__(self, value: bytes) -> None:
        self._value = value

    @classmethod
    def from_file(cls, path: Path) -> "Secret":
        """Read the secret, making the file (0600) when there is none. Raises PermissionError if others may read it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            if path.stat().st_mode & 0o077:
                raise PermissionError(f"{path} must not be readable by others: chmod 600 {path}") from None
            return cls(bytes.fromhex(path.read_text().strip()))
        with os.fdopen(handle, "w") as file:
            value = secrets.token_bytes(32)
            file.write(value.hex())
        return cls(value)

    def key(self, purpose: str) -> bytes:
        """Return the 32-byte key for ``purpose`` (HMAC-SHA-256 of its name)."""
        return hmac.new(self._value, purpose.encode(), hashlib.sha256).digest()
