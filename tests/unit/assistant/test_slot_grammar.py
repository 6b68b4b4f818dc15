"""The slot grammar on sentences written from the labelling conventions, and what must hold of any input."""

from datetime import datetime

from hongyan.assistant.understanding import Context, extract

NOW = datetime.fromisoformat("2026-11-22T10:00+08:00")


def test_change_carries_the_wanted_day_and_part() -> None:
    said = "你好，我那张二十六号去上海的票，想改到二十七号上午"
    assert extract(said, "zh", Context(NOW)) == {
        "date": "2026-11-27",
        "time": "morning",
        "destination": "SHA",
    }
