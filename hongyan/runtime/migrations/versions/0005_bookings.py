"""Tables of bookings: changes as sagas, their log, and refunds on their way."""

from alembic import op

revision = "0005_bookings"
down_revision = "0004_sandbox"


def upgrade() -> None:
    op.execute("create schema if not exists bookings")
    op.execute("""
    create table bookings.change (
        change_id text primary key,
        subject text not null,
        order_id text not null,
        passenger_ids text[] not null,
        kind text not null check (kind in ('rebook', 'refund', 'keep')),
        old_segment_ids text[] not null,
        hold_id text,
        offer_id text,
        itinerary jsonb not null,
        fee numeric(14, 2),
        fee_currency text,
        requested_by text not null,
        consent text not null,
        language text not null,
        state text not null,
        reason text,
        owner text,
        stuck_in text,
        requested_at timestamptz not null,
        due_at timestamptz not null,
        key_number int not null default 0,
        attempts int not null default 0,
        -- an act may be under way or its outcome unknown: look the key up before doing anything
        uncertain boolean not null default false,
        new_segment_ids text[] not null default '{}',
        refund_id text,
        off_loaded boolean not null default false,
        settled_at timestamptz,
        locked_by text,
        locked_until timestamptz,
        version int not null default 0
    );
    create index change_due on bookings.change (due_at, change_id)
        where state not in ('confirmed', 'told', 'failed', 'needs_person');
    create index change_subject on bookings.change (subject);
    create index change_order on bookings.change (order_id);
    create index change_person on bookings.change (owner, requested_at) where state = 'needs_person';

    -- One passenger of a subject has one change at a time; a failed change gives its claims back.
    create table bookings.change_claim (
        subject text not null,
        passenger_id text not null,
        change_id text not null references bookings.change deferrable initially deferred,
        primary key (subject, passenger_id)
    );
    create index change_claim_change on bookings.change_claim (change_id);

    create table bookings.change_step (
        step_id bigint generated always as identity primary key,
        change_id text not null references bookings.change,
        state text not null,
        event text not null,
        next text not null,
        at timestamptz not null,
        error text
    );
    create index change_step_change on bookings.change_step (change_id, step_id);

    create table bookings.refund (
        refund_id text primary key,
        change_id text not null references bookings.change,
        subject text not null,
        order_id text not null,
        amount numeric(14, 2) not null,
        fee numeric(14, 2) not null,
        currency text not null,
        state text not null,
        requested_at timestamptz not null,
        due_on date not null,
        basis text not null,
        overdue boolean not null default false,
        history jsonb not null,
        next_look_at timestamptz not null,
        version int not null default 0
    );
    create index refund_look on bookings.refund (next_look_at) where state not in ('done', 'failed');
    create index refund_change on bookings.refund (change_id);
    """)
