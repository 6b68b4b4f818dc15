"""SQL of the vectors: content-addressed, so that an unchanged text is never encoded again."""

from collections.abc import Mapping, Sequence

from hongyan.runtime import Connection


async def vectors(conn: Connection, digests: Sequence[str]) -> dict[str, bytes]:
    """Return the vectors that are known, by digest."""
    rows = await conn.rows(
        "select digest, vector from knowledge.meaning where digest = any(:digests)", digests=list(digests)
    )
    return {row["digest"]: bytes(row["vector"]) for row in rows}


async def keep(conn: Connection, made: Mapping[str, bytes]) -> None:
    await conn.run(
        "insert into knowledge.meaning (digest, vector) select * from unnest(cast(:digests as text[]), "
        "cast(:vectors as bytea[])) on conflict do nothing",
        digests=list(made),
        vectors=list(made.values()),
    )
