"""What ``hongyan doctor`` says about an exchange."""

from pydantic import SecretStr

from hongyan.telephony.adapters.asterisk.check import check
from hongyan.telephony.adapters.asterisk.line import AsteriskLine
from tests.builders.exchange import RunningExchange


async def test_an_exchange_that_runs_is_well_and_its_calls_are_left_alone(
    exchange: RunningExchange, line: AsteriskLine
) -> None:
    ok, found, remedy = await check(exchange.settings())
    assert ok and "Asterisk 22." in found and remedy == ""
    assert await line.connected()


async def test_what_is_wrong_is_said_with_what_to_do(exchange: RunningExchange) -> None:
    ok, _, remedy = await check(exchange.settings(password=SecretStr("")))
    assert not ok and "PASSWORD" in remedy
    ok, found, remedy = await check(exchange.settings(password=SecretStr("wrong")))
    assert not ok and "401" in found and "PASSWORD" in remedy
    ok, _, remedy = await check(exchange.settings(port=1))
    assert not ok and "start Asterisk" in remedy
