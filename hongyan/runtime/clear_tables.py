"""Empties the tables of some schemas quickly: only those that hold rows, and in the order their references allow."""

from collections.abc import Sequence
from graphlib import TopologicalSorter

from hongyan.runtime.database import Connection

_TABLES = """
select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and n.nspname = any(cast(:schemas as text[])) order by 1
"""
_REFERENCES = """
select cast(cast(conrelid as regclass) as text) as child, cast(cast(confrelid as regclass) as text) as parent
from pg_constraint where contype = 'f' and conrelid <> confrelid
"""


async def clear_tables(conn: Connection, schemas: Sequence[str]) -> int:
    """Delete every row of these schemas (those that exist); returns how many tables held some.

    Deleting a few rows is many times faster than truncating dozens of empty tables.
    """
    tables = [row["name"] for row in await conn.rows(_TABLES, schemas=list(schemas))]
    if not tables:
        return 0
    asked = " union all ".join(f"select '{t}' as name where exists (select 1 from {t})" for t in tables)
    filled = {row["name"] for row in await conn.rows(asked)}
    order: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(tables, ()))
    for row in await conn.rows(_REFERENCES):
        if row["child"] in tables and row["parent"] in tables:
            order.add(row["parent"], row["child"])
    for table in order.static_order():
        if table in filled:
            await conn.run(f"delete from {table}")
    return len(filled)
