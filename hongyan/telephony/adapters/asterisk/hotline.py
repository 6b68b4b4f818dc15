"""Calls that come in: each is written down, answered and followed; after a restart record and exchange are matched."""

from collections.abc import Mapping

import structlog

from hongyan.core.clock import Clock
from hongyan.runtime import Database
from hongyan.telephony.adapters.asterisk import hotline_log
from hongyan.telephony.adapters.asterisk.events import Arrived
from hongyan.telephony.adapters.asterisk.hotline_call import HotlineCall
from hongyan.telephony.adapters.asterisk.hotline_log import LoggedHotlineCall
from hongyan.telephony.adapters.asterisk.live_call import Exchange
from hongyan.telephony.ports import Prompts
from hongyan.telephony.settings import AsteriskSettings
from hongyan.telephony.voice_talk import VoiceTalks

log = structlog.get_logger(__name__)


class Hotline:
    """Makes a call of each that arrives."""

    def __init__(
        self, db: Database, clock: Clock, prompts: Prompts, settings: AsteriskSettings, talks: VoiceTalks
    ) -> None:
        self._db = db
        self._clock = clock
        self._prompts = prompts
        self._settings = settings
        self._talks = talks

    async def taken(self, event: Arrived, exchange: Exchange) -> HotlineCall | None:
        """Write the call down; None when it is in the record already."""
        async with self._db.transaction() as conn:
            call = await hotline_log.arrive(
                conn, event.channel_id, event.caller or None, event.called, self._clock.now()
            )
        return None if call is None else self._call(call, exchange)

    async def left(self, channels: Mapping[str, str], exchange: Exchange) -> list[HotlineCall]:
        """Return the calls that are still there; the others ended while nobody listened."""
        async with self._db.snapshot() as conn:
            calls = await hotline_log.live(conn)
        for call in calls:
            if call.channel_id not in channels:
                await self._lost(call)
        return [self._call(call, exchange) for call in calls if call.channel_id in channels]

    async def _lost(self, call: LoggedHotlineCall) -> None:
        log.info("call_moved", channel=call.channel_id, state=call.state, next="ended", cause="lost")
        if call.conversation_id is not None:
            talk = await self._talks.resume(call.conversation_id)
            await talk.ended("customer", with_person=call.state == "with_person")
        async with self._db.transaction() as conn:
            await hotline_log.end(conn, call.channel_id, "lost", self._clock.now())

    def _call(self, call: LoggedHotlineCall, exchange: Exchange) -> HotlineCall:
        return HotlineCall(call, exchange, self._db, self._clock, self._prompts, self._settings, self._talks)
