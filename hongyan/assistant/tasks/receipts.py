"""What became of an act: carried out, not possible any more, or stuck where only a person can go on."""

from hongyan.assistant.dialogue.view import NeedPerson, Trouble
from hongyan.assistant.words import words
from hongyan.servicing.model import Receipt


def carried_out(receipt: Receipt, what: str) -> Receipt:
    """Return the receipt of a ``what`` (change, refund, linked, book) that was carried out or is under way.

    Raises Trouble when it failed, and NeedPerson when it is stuck.
    """
    if receipt.state == "failed":
        raise Trouble(receipt.reason or "general")
    if receipt.state == "with_person":
        raise NeedPerson(f"{what}_stuck", (words(f"{what}.with_person"),))
    return receipt
