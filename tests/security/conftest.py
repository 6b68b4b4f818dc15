"""One served storm for all security tests: starting it is most of their time."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.databases import fresh_database
from tests.builders.storm_site import StormSite, served_storm

# The limits have tests of their own; here they would hide what lies behind them.
NO_LIMITS = dict.fromkeys(
    (
        "sign_in_per_name_and_address",
        "sign_in_per_address",
        "sign_in_per_name",
        "link_requests_per_minute",
        "link_requests_per_minute_per_address",
        "link_misses_per_minute_per_address",
        "chat_opens_per_minute_per_address",
        "chat_requests_per_minute_per_address",
        "chat_messages_per_minute",
        "chat_files_per_hour",
        "chat_transcripts_per_hour",
        "chat_misses_per_minute_per_address",
    ),
    10**9,
)


@pytest.fixture(scope="session")
def site(server_dsn: str, template_database: str) -> Iterator[StormSite]:
    """The whole product over HTTP, with one cancelled flight and its passengers."""
    with (
        tempfile.TemporaryDirectory(prefix="hongyan-security-") as home,
        fresh_database(server_dsn, template_database) as dsn,
        served_storm(dsn, Path(home), access=NO_LIMITS) as served,
    ):
        yield served
