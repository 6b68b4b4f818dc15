"""A process that runs a line's calls and nothing else, to be killed. Reads what it needs as JSON from standard input."""

import asyncio
import json
import sys
from pathlib import Path

from hongyan.core.clock import SystemClock
from hongyan.runtime import Database
from hongyan.telephony.adapters.asterisk.line import AsteriskLine
from hongyan.telephony.settings import AsteriskSettings
from tests.builders.exchange import TonePrompts


async def main() -> None:
    told = json.loads(sys.stdin.read())
    settings = AsteriskSettings(**told["settings"])
    prompts = TonePrompts(Path(told["prompts"]), settings.prompts_there)
    await AsteriskLine(Database(told["dsn"]), SystemClock(), prompts, settings).run()


asyncio.run(main())
