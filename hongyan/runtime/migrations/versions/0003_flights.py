"""Tables of flights."""

from alembic import op

revision = "0003_flights"
down_revision = "0002_access"


def upgrade() -> None:
    op.execute("""
    create schema if not exists flights;

    -- What messages have said of a flight on a day: legs are computed from it, so their order of arrival is nothing.
    create table flights.flight (
        carrier text not null,
        number text not null,
        origin_date date not null,
        facts jsonb not null,
        primary key (carrier, number, origin_date)
    );

    create table flights.leg (
        leg_id text primary key,
        carrier text not null,
        number text not null,
        origin_date date not null,
        board text not null,
        off text not null,
        std timestamptz not null,
        sta timestamptz not null,
        etd timestamptz,
        eta timestamptz,
        atd timestamptz,
        ata timestamptz,
        status text not null,
        cause_code text,
        cause_system text,
        cause_text text,
        inherited_cause text,
        registration text,
        aircraft_type text,
        configuration text,
        departure_time_known boolean not null,
        diverted_to text,
        via text[] not null default '{}',
        version integer not null,
        unique (carrier, number, origin_date, board, off)
    );
    create index leg_std on flights.leg (std);
    create index leg_route on flights.leg (board, std);
    create index leg_arrival on flights.leg (off, sta);
    create index leg_origin_date on flights.leg (origin_date);
    create index leg_registration on flights.leg (registration, std);

    create table flights.leg_change (
        change_id bigint generated always as identity primary key,
        leg_id text not null references flights.leg (leg_id),
        what text not null,
        known_at timestamptz not null,
        applied_at timestamptz not null,
        message_id text,
        source text not null,
        before jsonb,
        after jsonb not null
    );
    create index leg_change_leg on flights.leg_change (leg_id, change_id);

    create table flights.feed_message (
        message_id text primary key,
        seq bigint generated always as identity,
        kind text not null,
        source text not null,
        digest text not null,
        body bytea not null,
        known_at timestamptz not null,
        received_at timestamptz not null,
        state text not null
            check (state in ('received', 'applied', 'duplicate', 'waiting', 'dead', 'superseded')),
        reason text,
        attempts integer not null default 0,
        flights text[] not null default '{}',
        handled_at timestamptz,
        replaced_by text
    );
    create index feed_message_received on flights.feed_message (seq) where state = 'received';
    create index feed_message_waiting on flights.feed_message using gin (flights) where state = 'waiting';
    create index feed_message_dead on flights.feed_message (seq) where state = 'dead';
    create index feed_message_digest on flights.feed_message (digest, seq);
    """)
