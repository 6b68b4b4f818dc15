"""The outbox, and Procrastinate's own tables as its package ships them."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001_ground"
down_revision = None


def upgrade() -> None:
    # Procrastinate's schema holds literal percent signs and colons: hand it to the driver as it is.
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    op.execute("""
    create schema if not exists jobs;
    create table jobs.event (
        id bigint generated always as identity primary key,
        name text not null,
        at timestamptz not null,
        payload jsonb not null,
        -- the writer's transaction: readers stop below the oldest one still open, so no id is ever skipped
        xid xid8 not null default pg_current_xact_id()
    );
    create index event_name on jobs.event (name, id);
    create index event_order on jobs.event (xid, id);
    create table jobs.clock (
        -- the clock all processes share while a day is being replayed; no row means the wall clock
        only_row boolean primary key default true check (only_row),
        start timestamptz not null,
        anchor timestamptz not null,
        speed double precision not null
    );
    """)
