"""The notice to an agency: one document, every order of that agency, the words to pass on."""

from datetime import UTC, datetime
from xml.etree.ElementTree import fromstring

from hongyan.messaging import OutboundMessage
from hongyan.messaging.agency_notice import order_change_notice

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def test_one_document_names_every_order_once_and_keeps_odd_characters() -> None:
    messages = [
        OutboundMessage(
            "att_1", "99900001", "zh-CN", "", "航班取消 <MU5301> & 改签", NOW, ("ABC234", "DEF567")
        ),
        OutboundMessage("att_2", "99900001", "en", "", "Flight cancelled", NOW, ("GHJ234",)),
    ]
    root = fromstring(order_change_notice("99900001", messages, NOW))
    assert root.findtext("Recipient/TravelAgency/AgencyID") == "99900001"
    assert [e.text for e in root.iter("OrderID")] == ["ABC234", "DEF567", "GHJ234"]
    remarks = [(e.get("LangCode"), e.text) for e in root.iter("RemarkText")]
    assert remarks == [("zh-CN", "航班取消 <MU5301> & 改签"), ("en", "Flight cancelled")]
