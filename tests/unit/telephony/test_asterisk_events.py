"""Asterisk's messages become the few events that are used."""

from typing import Any

import pytest

from hongyan.telephony.adapters.asterisk.events import (
    Arrived,
    Entered,
    Event,
    Gone,
    Left,
    PlaybackEnded,
    Pressed,
    Ringing,
    read,
)

CHANNEL = {"id": "c1", "state": "Ringing", "name": "PJSIP/trunk-0"}


@pytest.mark.parametrize(
    ("message", "event"),
    [
        ({"type": "Dial", "peer": CHANNEL, "dialstatus": "RINGING"}, Ringing("c1")),
        ({"type": "Dial", "peer": CHANNEL, "dialstatus": "BUSY"}, None),
        ({"type": "ChannelStateChange", "channel": CHANNEL}, Ringing("c1")),
        ({"type": "ChannelStateChange", "channel": CHANNEL | {"state": "Up"}}, None),
        ({"type": "StasisStart", "channel": CHANNEL, "args": []}, Entered("c1")),
        (
            {
                "type": "StasisStart",
                "channel": CHANNEL | {"caller": {"number": "+861"}, "dialplan": {"exten": "95000"}},
                "args": ["inbound"],
            },
            Arrived("c1", "+861", "95000"),
        ),
        ({"type": "StasisStart", "channel": CHANNEL, "args": ["inbound"]}, Arrived("c1", "", "")),
        ({"type": "StasisEnd", "channel": CHANNEL}, Left("c1")),
        ({"type": "ChannelDtmfReceived", "channel": CHANNEL, "digit": "#"}, Pressed("c1", "#")),
        (
            {
                "type": "PlaybackFinished",
                "playback": {"id": "p", "target_uri": "channel:c1", "state": "done"},
            },
            PlaybackEnded("c1", "p", failed=False),
        ),
        (
            {
                "type": "PlaybackFinished",
                "playback": {"id": "p", "target_uri": "channel:c1", "state": "failed"},
            },
            PlaybackEnded("c1", "p", failed=True),
        ),
        ({"type": "ChannelDestroyed", "channel": CHANNEL, "cause": 17}, Gone("c1", 17)),
        ({"type": "ChannelDestroyed", "channel": CHANNEL}, Gone("c1", 0)),
        ({"type": "SomethingNew"}, None),
        ({}, None),
    ],
)
def test_reading(message: dict[str, Any], event: Event | None) -> None:
    assert read(message) == event
