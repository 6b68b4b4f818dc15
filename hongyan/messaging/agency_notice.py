"""The notice an agency's system gets about the orders it booked, shaped after IATA's NDC OrderChangeNotifRQ. Pure."""

from collections.abc import Sequence
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from hongyan.messaging.ports import OutboundMessage


def order_change_notice(agency: str, messages: Sequence[OutboundMessage], at: datetime) -> str:
    """Return one XML document for all orders of one agency; each carries the words to pass on, in the passenger's language.

    The names of the elements are NDC's; it has not been validated against IATA's schema, which is not free.
    """
    root = Element("OrderChangeNotifRQ")
    payload = SubElement(root, "PayloadAttributes")
    SubElement(payload, "Timestamp").text = at.isoformat()
    recipient = SubElement(SubElement(root, "Recipient"), "TravelAgency")
    SubElement(recipient, "AgencyID").text = agency
    for message in messages:
        changed = SubElement(root, "Notification")
        SubElement(changed, "NotificationID").text = message.attempt_id
        for locator in message.about:
            SubElement(SubElement(changed, "Order"), "OrderID").text = locator
        remark = SubElement(changed, "Remark")
        SubElement(remark, "RemarkText", {"LangCode": message.language}).text = message.body
    return tostring(root, encoding="unicode")
