"""What Asterisk tells us, as far as it is used; everything else is passed over."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Ringing:
    """The far end rings."""

    channel_id: str


@dataclass(frozen=True, slots=True)
class Entered:
    """An answered channel is now ours to talk on."""

    channel_id: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """A call comes in. ``caller`` as the trunk shows it, empty when withheld; ``called`` = the number they called."""

    channel_id: str
    caller: str
    called: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key was pressed and let go."""

    channel_id: str
    key: str


@dataclass(frozen=True, slots=True)
class PlaybackEnded:
    """A playback is over: at its end, broken off, or ``failed``."""

    channel_id: str
    playback_id: str
    failed: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """A channel is no more. ``cause`` is an ITU-T Q.850 number, 0 when Asterisk has none."""

    channel_id: str
    cause: int


@dataclass(frozen=True, slots=True)
class Left:
    """A channel is not ours any more: of one that came in this is the last word."""

    channel_id: str


Event = Left | Ringing | Entered | Arrived | Pressed | PlaybackEnded | Gone

INBOUND = "from-trunk"  # the dialplan's context of calls that come in

# Chatter that would only cost time; the application asks Asterisk not to send it.
UNWANTED = ("ChannelVarset", "ChannelDialplan", "ChannelCallerId", "ChannelConnectedLine", "PlaybackStarted")


def read(message: Mapping[str, Any]) -> Event | None:
    """Return the event in one of Asterisk's messages, or None for what we do not use."""
    channel = message.get("channel") or message.get("peer") or {}
    channel_id = str(channel.get("id", ""))
    match message.get("type"):
        case "Dial" if message.get("dialstatus") in ("RINGING", "PROGRESS"):
            return Ringing(channel_id)
        case "ChannelStateChange" if channel.get("state") == "Ringing":
            return Ringing(channel_id)
        case "StasisStart" if "inbound" in message.get("args", ()):
            return arrived(channel)
        case "StasisStart":
            return Entered(channel_id)
        case "StasisEnd":
            return Left(channel_id)
        case "ChannelDtmfReceived":
            return Pressed(channel_id, str(message.get("digit", "")))
        case "PlaybackFinished":
            playback = message["playback"]
            target = str(playback.get("target_uri", ""))
            return PlaybackEnded(
                target.removeprefix("channel:"), str(playback["id"]), playback.get("state") == "failed"
            )
        case "ChannelDestroyed":
            return Gone(channel_id, int(message.get("cause") or 0))
    return None


def arrived(channel: Mapping[str, Any]) -> Arrived:
    """Return the arrival of a channel that came in."""
    return Arrived(
        str(channel["id"]),
        str(channel.get("caller", {}).get("number", "")),
        str(channel.get("dialplan", {}).get("exten", "")),
    )
