"""The line over a real Asterisk keeps the line contract."""

from hongyan.core.clock import Clock
from hongyan.telephony.adapters.asterisk.call_log import channel_of
from hongyan.telephony.adapters.asterisk.line import AsteriskLine
from tests.builders.exchange import RunningExchange, SippFarEnd
from tests.contract.telephony.line_contract import LineContract, a_call, ended


class TestAsteriskLine(LineContract):
    async def test_a_repeated_attempt_is_not_rung_again(
        self, line: AsteriskLine, clock: Clock, far_end: SippFarEnd, exchange: RunningExchange
    ) -> None:
        call = a_call(clock, "att_repeated", far_end.number("listens"))
        assert await line.place([call]) == {"att_repeated": "placed"}
        assert await line.place([call]) == {"att_repeated": "placed"}
        await ended(line, far_end, 1)
        assert await line.place([call]) == {"att_repeated": "placed"}
        assert len(await line.outcomes(0)) == 1

        async def in_the_record() -> bool:
            return exchange.rung(channel_of("att_repeated")) > 0

        await far_end.until(in_the_record)
        assert exchange.rung(channel_of("att_repeated")) == 1
