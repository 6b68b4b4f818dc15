"""Links and consent: what was read back is signed, and only exactly that can be confirmed."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from hongyan.outreach.errors import LinkExpired, LinkInvalid, ReadBackVoid
from hongyan.outreach.model import Choice


class Signer:
    """Signs link ids and read-backs with one secret. Expiry is judged on the product's clock, not the signer's."""

    def __init__(self, secret: str) -> None:
        if not secret:
            raise ValueError("outreach needs a secret to sign links with")
        self._links = URLSafeSerializer(secret, salt="hongyan.link")
        self._read_backs = URLSafeSerializer(secret, salt="hongyan.read-back")

    def link_token(self, link_id: str) -> str:
        return _text(self._links.dumps(link_id))

    def link_id(self, token: str) -> str:
        """Return the id in a link token. Raises LinkInvalid when we did not sign it."""
        try:
            return str(self._links.loads(token))
        except BadSignature:
            raise LinkInvalid from None

    def read_back_token(self, party_id: str, choice: Choice, consent: str, expires_at: datetime) -> str:
        return _text(
            self._read_backs.dumps(
                [party_id, choice.kind, choice.offer_id, consent, int(expires_at.timestamp())]
            )
        )

    def confirmed(self, token: str, now: datetime) -> tuple[str, Choice, str]:
        """Return (party, choice, consent) of a read-back. Raises ReadBackVoid or LinkExpired."""
        try:
            party_id, kind, offer_id, consent, expires = self._read_backs.loads(token)
        except (BadSignature, ValueError, TypeError):
            raise ReadBackVoid("this was never read back") from None
        if now >= datetime.fromtimestamp(expires, now.tzinfo) + timedelta(seconds=1):
            raise LinkExpired("what was read back is too old; read it back again")
        return party_id, Choice(kind, offer_id), consent


def consent_of(party_id: str, choice: Choice, *texts: str) -> str:
    """Return the hash of what was read back: party, choice, and the words with all facts in them."""
    parts = "\x1f".join((party_id, choice.kind, choice.offer_id or "", *texts))
    return hashlib.sha256(parts.encode()).hexdigest()


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
