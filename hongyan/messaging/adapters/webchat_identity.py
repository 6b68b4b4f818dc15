"""Whom a chat is with: proved by a passenger link or by the airline's own signed-in site, else by nobody yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from hongyan.core.errors import Gone, NotAllowed
from hongyan.core.phone import to_e164
from hongyan.messaging.ports import LinkHolders
from hongyan.messaging.settings import WebChatSettings

ASSERTION_SALT = "hongyan-chat"


@dataclass(frozen=True, slots=True)
class Known:
    """What has been proved. ``customer_key`` joins the chat with the customer's other conversations."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    customer_key: str | None = None
    language: str | None = None


class Identity:
    """Turns proofs into verified facts. A proof that does not hold is an error, never a chat with a stranger's booking."""

    def __init__(self, links: LinkHolders | None, settings: WebChatSettings) -> None:
        self._links = links
        self._settings = settings

    async def of(self, link: str | None, assertion: str | None) -> Known:
        """Raises NotFound or Gone for a link, NotAllowed or Gone for an assertion that does not hold."""
        if link:
            return await self._by_link(link)
        if assertion:
            return self._by_assertion(assertion)
        return Known()

    async def _by_link(self, link: str) -> Known:
        if self._links is None:
            raise NotAllowed("links are not taken here")
        holder = await self._links.holder(link)
        facts = {
            "party_ids": list(holder.party_ids),
            "order_ids": list(holder.order_ids),
            "by": "link",
        }
        if holder.phone:
            facts["phone"] = holder.phone
        return Known(
            facts, holder.phone or (holder.party_ids[0] if holder.party_ids else None), holder.language
        )

    def _by_assertion(self, assertion: str) -> Known:
        """``URLSafeTimedSerializer(secret, salt="hongyan-chat").dumps({"member_no", "name", "phone", "order_ids"})``."""
        if not self._settings.assertion_secret:
            raise NotAllowed("assertions of a signed-in site are not taken here")
        signer = URLSafeTimedSerializer(self._settings.assertion_secret, salt=ASSERTION_SALT)
        try:
            said = signer.loads(assertion, max_age=int(self._settings.assertion_minutes * 60))
        except SignatureExpired:
            raise Gone("the assertion has expired; ask for a new one") from None
        except BadData:
            raise NotAllowed("the assertion is not signed by the airline's site") from None
        if not isinstance(said, dict):
            raise NotAllowed("the assertion says nothing")
        facts: dict[str, Any] = {"by": "site"}
        for name in ("member_no", "name"):
            if isinstance(said.get(name), str) and said[name]:
                facts[name] = said[name][:80]
        phone = to_e164(said["phone"]) if isinstance(said.get("phone"), str) else None
        if phone:
            facts["phone"] = phone
        orders = said.get("order_ids")
        if isinstance(orders, list):
            facts["order_ids"] = [o for o in orders if isinstance(o, str)][:50]
        return Known(facts, phone or facts.get("member_no"))
