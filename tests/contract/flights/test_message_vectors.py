"""Every reader agrees with the shared message vectors, and reads real files."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from hongyan.flights import Airports, UnreadableMessage, feed_parse, read_messages
from hongyan.flights.messages import OriginDay

HERE = Path(__file__).parent / "fixtures"
VECTORS = json.loads((HERE / "message_vectors.json").read_text(encoding="utf-8"))["vectors"]
KNOWN = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
AIRPORTS = Airports()


@pytest.mark.parametrize("vector", VECTORS, ids=[v["id"] for v in VECTORS])
def test_every_vector_agrees(vector: dict[str, Any]) -> None:
    parsed = feed_parse(vector["message"])
    assert {key: parsed.get(key, "missing") for key in vector["parsed"]} == vector["parsed"]
    assert json.loads(json.dumps(parsed)) == parsed


@pytest.mark.parametrize("vector", VECTORS, ids=[v["id"] for v in VECTORS])
def test_every_vector_says_something_about_a_flight(vector: dict[str, Any]) -> None:
    kind = vector["family"].split()[0].lower().replace("ssim7", "ssim").replace("cor", "mvt")
    found = read_messages(kind, vector["message"].encode(), KNOWN, AIRPORTS)
    assert found
    assert all(message.facts for message in found)


def test_a_real_airport_notification() -> None:
    text = (HERE / "aidx" / "Departure_ETD_LATE_30MIN_STD.xml").read_bytes()
    parsed = feed_parse(text)
    assert parsed["flight"] == "QF215"
    assert (parsed["std_utc"], parsed["etd_utc"]) == ("2025-09-10T10:00:00Z", "2025-09-10T10:30:00Z")
    (message,) = read_messages("aidx", text, KNOWN, AIRPORTS)
    assert message.known_at == datetime(2025, 9, 10, 9, 5, 20, tzinfo=UTC)


def test_a_real_schedule_file() -> None:
    text = (HERE / "ssim" / "ezzaze_me_s22.ssim").read_bytes()
    records = feed_parse(text)["records"]
    assert [r["record"] for r in records] == [1, 2, *[3] * 11, 5]
    messages = read_messages("ssim", text, KNOWN, AIRPORTS)
    first = messages[0]
    assert (first.flight, first.day) == ("ME501", OriginDay(date(2022, 7, 3)))
    facts = {fact.field: fact.value for fact in first.facts}
    assert facts["std"] == "2022-07-03T03:00:00.000000+00:00"  # 07:00 at +0400
    assert facts["sta"] == "2022-07-03T06:40:00.000000+00:00"  # 08:40 at +0200
    assert (
        len([m for m in messages if m.facts[0].digest == first.facts[0].digest]) == 17
    )  # Sundays of the period
    overnight = {
        f.field: f.value
        for f in next(m for m in messages if m.number == "504" and f_day(m) == date(2022, 7, 13)).facts
    }
    assert overnight["sta"] == "2022-07-13T21:00:00.000000+00:00"  # 01:00 at +0400 of the 14th


def f_day(message: Any) -> date:
    return message.day.day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "SSM",
        "ASM\nUTC\nCNL",
        "MVT\nnonsense",
        "MVT\nSD200/41.PMDFG.CDG\nAD1100",
        "MVT\nSD200/21.PMDFG.CDG\nAD2560",
        "<IATA_AIDX_FlightLegNotifRQ/>",
        "<open>",
        "{}",
        "[1]",
        '{"flight":"B6745","origin_date":"2017-06-19","board":"JFK","off":"PSE","std":"2017-06-19T10:00:00"}',
        '{"flight":"B6745","origin_date":"2017-06-19","board":"JFK","off":"PSE","registration":"\\u0000"}',
    ],
)
def test_what_breaks_the_format_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(UnreadableMessage) as refused:
        feed_parse(text)
    assert str(refused.value)


@pytest.mark.parametrize("doctype", ["<!DOCTYPE a []>", "<!doctype a SYSTEM 'http://e/'>"])
def test_a_doctype_is_refused_before_the_parser_sees_it(doctype: str) -> None:
    with pytest.raises(UnreadableMessage, match="DOCTYPE"):
        feed_parse(f"<?xml version='1.0'?>{doctype}<IATA_AIDX_FlightLegNotifRQ/>")


def test_bytes_of_any_character_set_are_read() -> None:
    for encoding in ("utf-8", "gb18030"):
        parsed = feed_parse("ASM\nUTC\nCNL\nZZ1301/22NOV26\nSI 台风 天气原因".encode(encoding))
        assert parsed["si"] == "台风 天气原因"
    assert (
        feed_parse("MVT\nSD200/21.PMDFG.CDG\nNI221150\nSI DÉGIVRAGE ".encode("latin-1"))["si"] == "DÉGIVRAGE"
    )


def test_national_letters_and_lower_case_are_read() -> None:
    text = "MOWKK1H\n.THSPROD 281352\nSSM\nUTC\n28JAN00001E001/TRANSHOST/28JAN\nNEW\nЛЩ9661\n29Jan21 29Jan21 5\nJ МИ8 Y\nАСР0430 МХЛ0630"
    parsed = feed_parse(text.encode())
    assert parsed["flight"] == {"carrier": "ЛЩ", "number": "9661"}
    assert parsed["period"]["start"] == "2021-01-29"
    (message,) = read_messages("ssm", text.encode(), KNOWN, AIRPORTS)
    assert message.day == OriginDay(date(2021, 1, 29))
    assert feed_parse("mvt\nsd200/22.pmdfg.cdg\ned221125")["estimated_departure"] == {
        "day": 22,
        "time": "1125",
    }


def test_several_messages_in_one_text_are_all_read() -> None:
    text = "SSM\nLT\nTIM\nQH222\n01JUL23 10JUL23 1234567\nHAN1010 SGN1140\n//\nSSM\nUTC\nCNL\nQH1413\n02OCT23 02OCT23 1"
    parsed = feed_parse(text)
    assert [(m["action"], m["time_mode"]) for m in parsed["sub_messages"]] == [("TIM", "LT"), ("CNL", "UTC")]
    assert parsed["action"] == "TIM"


def test_an_action_that_is_not_applied_is_read_but_sent_to_a_person() -> None:
    text = "ASM\nUTC\nFLT\nZZ1/22NOV26\nZZ2/22NOV26"
    assert feed_parse(text)["further_flights"] == [{"carrier": "ZZ", "number": "2", "date": "2026-11-22"}]
    with pytest.raises(UnreadableMessage, match="FLT"):
        read_messages("asm", text.encode(), KNOWN, AIRPORTS)
    assert read_messages("asm", b"ASM\nUTC\nADM\nZZ1/22NOV26", KNOWN, AIRPORTS) == []
