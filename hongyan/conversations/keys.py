"""How a customer is found again without being named: a keyed hash to search by, and a sealed copy to show."""

import hashlib
import hmac
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class Keys:
    """Seals with AES-256-GCM; each use names what it seals, so that a sealed value cannot be moved elsewhere."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(hmac.new(key, b"seal", hashlib.sha256).digest())
        self._hash_key = hmac.new(key, b"hash", hashlib.sha256).digest()

    def hashed(self, customer_key: str) -> bytes:
        """Return the same 32 bytes for the same customer, which nobody can turn back without the key."""
        return hmac.new(self._hash_key, customer_key.strip().lower().encode(), hashlib.sha256).digest()

    def seal(self, content: bytes, place: str) -> bytes:
        """Encrypt ``content`` for ``place`` (``subject:cnv_…``)."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, content, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Decrypt what ``seal`` gave. Raises ValueError when it was changed, moved or sealed with another key."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())
        except InvalidTag:
            raise ValueError("this was sealed elsewhere or changed") from None

    def seal_json(self, value: Any, place: str) -> bytes:
        return self.seal(json.dumps(value, ensure_ascii=False).encode(), place)

    def open_json(self, sealed: bytes | None, place: str) -> Any:
        """Return the value, or None for nothing."""
        return None if sealed is None else json.loads(self.open(bytes(sealed), place))
