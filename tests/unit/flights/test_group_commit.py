"""Many senders, few transactions, and nobody loses or waits for another's fate."""

import asyncio

import pytest

from hongyan.flights.group_commit import GroupCommit, Record


async def test_what_arrives_during_a_write_is_written_together_next() -> None:
    groups: list[int] = []
    go_on = asyncio.Event()

    async def write(records: list[Record]) -> None:
        groups.append(len(records))
        await go_on.wait()

    commit = GroupCommit(write)
    senders = [asyncio.create_task(commit.add([{"n": n}])) for n in range(50)]
    await asyncio.sleep(0)
    senders += [asyncio.create_task(commit.add([{"n": n}, {"n": -n}])) for n in range(20)]
    for _ in range(3):
        await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(*senders)
    assert sum(groups) == 90
    assert len(groups) == 2


async def test_a_failed_write_fails_its_group_only() -> None:
    attempts = 0

    async def write(records: list[Record]) -> None:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            raise OSError("disk")

    commit = GroupCommit(write)
    with pytest.raises(OSError, match="disk"):
        await commit.add([{}])
    await commit.add([{}])


async def test_a_sender_that_goes_away_takes_nothing_with_it() -> None:
    written: list[Record] = []
    go_on = asyncio.Event()

    async def write(records: list[Record]) -> None:
        await go_on.wait()
        written.extend(records)

    commit = GroupCommit(write)
    gone = asyncio.create_task(commit.add([{"who": "gone"}]))
    stays = asyncio.create_task(commit.add([{"who": "stays"}]))
    await asyncio.sleep(0)
    gone.cancel()
    go_on.set()
    await stays
    assert [record["who"] for record in written] == ["gone", "stays"]


async def test_groups_are_bounded_but_one_sender_is_never_split() -> None:
    sizes: list[int] = []

    async def write(records: list[Record]) -> None:
        sizes.append(len(records))

    commit = GroupCommit(write, most=10)
    await asyncio.gather(*(commit.add([{}] * n) for n in (4, 4, 4, 25, 1)))
    assert sizes == [8, 4, 25, 1]
