"""Tables of the sandbox airline: its seats, orders, tickets, money, members and departure control."""

from alembic import op

revision = "0004_sandbox"
down_revision = "0003_flights"


def upgrade() -> None:
    op.execute(_INVENTORY)
    op.execute(_ORDERS)
    op.execute(_TICKETS)
    op.execute(_MONEY)
    op.execute(_OPERATIONS)


_INVENTORY = """
create schema if not exists sandbox;

create table sandbox.leg (
    leg_key text primary key,
    carrier text not null,
    board text not null,
    off text not null,
    departs timestamptz not null,
    arrives timestamptz not null,
    status text not null default 'scheduled' check (status in
        ('scheduled', 'departed', 'arrived', 'cancelled', 'diverted', 'returned')),
    carrier_agreement text,
    version integer not null default 1
);
create index leg_search on sandbox.leg (departs, board, off);

create table sandbox.cabin (
    leg_key text not null references sandbox.leg,
    cabin text not null check (cabin in ('F', 'J', 'W', 'Y')),
    capacity integer not null check (capacity >= 0),
    sold integer not null default 0 check (sold >= 0),
    held integer not null default 0 check (held >= 0),
    -- seats of ``sold`` that other systems sold: no order of ours stands behind them
    sold_elsewhere integer not null default 0 check (sold_elsewhere between 0 and sold),
    primary key (leg_key, cabin),
    constraint never_oversold check (sold + held <= capacity)
) with (fillfactor = 70);

create table sandbox.rbd (
    leg_key text not null,
    cabin text not null,
    rbd text not null,
    authorised integer not null check (authorised >= 0),
    sold integer not null default 0 check (sold >= 0),
    primary key (leg_key, cabin, rbd),
    foreign key (leg_key, cabin) references sandbox.cabin
) with (fillfactor = 70);

create table sandbox.seat_hold (
    hold_id text primary key,
    seats integer not null check (seats > 0),
    state text not null check (state in ('live', 'sold', 'released', 'expired', 'withdrawn')),
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index seat_hold_expiry on sandbox.seat_hold (expires_at) where state = 'live';

create table sandbox.seat_hold_leg (
    hold_id text not null references sandbox.seat_hold,
    position integer not null,
    leg_key text not null,
    cabin text not null,
    primary key (hold_id, position),
    foreign key (leg_key, cabin) references sandbox.cabin
);
create index seat_hold_leg_leg on sandbox.seat_hold_leg (leg_key, cabin);
"""

_ORDERS = """
create table sandbox.ffp_account (
    ffp_number text primary key,
    tier text not null check (tier in ('none', 'silver', 'gold', 'platinum')),
    miles integer not null default 0 check (miles >= 0)
);

create table sandbox.orders (
    order_id text primary key,
    locator text not null,
    version integer not null default 1,
    channel text not null check (channel in ('direct', 'agency', 'ota', 'corporate')),
    group_name text,
    payment_method text not null,
    created_at timestamptz not null,
    linked_products text[] not null default '{}',
    -- a locator is used again after some months
    unique (locator, created_at)
);

create table sandbox.passenger (
    passenger_id text primary key,
    order_id text not null references sandbox.orders,
    position integer not null,
    surname text not null,
    given_name text not null,
    kind text not null check (kind in ('ADT', 'CHD', 'INF', 'UMNR')),
    language text not null,
    zone text,
    ffp_number text references sandbox.ffp_account,
    accompanies text references sandbox.passenger,
    document_masked text
);
create index passenger_order on sandbox.passenger (order_id);

create table sandbox.segment (
    segment_id text primary key,
    order_id text not null references sandbox.orders,
    position integer not null,
    leg_key text not null references sandbox.leg,
    cabin text not null,
    rbd text not null,
    status text not null check (status in ('HK', 'TK', 'UN', 'HX', 'XX', 'HL')),
    departs timestamptz not null,
    arrives timestamptz not null,
    -- sold by a change after the day began, not by the original booking
    by_change boolean not null default false
);
create index segment_order on sandbox.segment (order_id);
create index segment_leg on sandbox.segment (leg_key);

create table sandbox.place (
    segment_id text not null references sandbox.segment,
    passenger_id text not null references sandbox.passenger,
    takes_seat boolean not null,
    released boolean not null default false,
    primary key (segment_id, passenger_id)
);

create table sandbox.ssr (
    segment_id text not null references sandbox.segment,
    passenger_id text not null references sandbox.passenger,
    code text not null,
    status text not null default 'HK',
    primary key (passenger_id, segment_id, code)
);
create index ssr_segment on sandbox.ssr (segment_id);

create table sandbox.contact (
    order_id text not null references sandbox.orders,
    position integer not null,
    kind text not null check (kind in ('mobile', 'email', 'agency_phone')),
    value text not null,
    quality text not null,
    owner_passenger_id text references sandbox.passenger,
    primary key (order_id, position)
);

create table sandbox.departure_control (
    segment_id text not null references sandbox.segment,
    passenger_id text not null references sandbox.passenger,
    leg_key text not null,
    -- the generator's traveller checks in at this instant, unless something happens before
    intends_at timestamptz,
    checked_in_at timestamptz,
    off_loaded_at timestamptz,
    primary key (segment_id, passenger_id)
);
create index departure_control_due on sandbox.departure_control (intends_at)
    where checked_in_at is null and intends_at is not null;
create index departure_control_leg on sandbox.departure_control (leg_key);
"""

_TICKETS = """
create sequence sandbox.ticket_serial start 1;

create table sandbox.ticket (
    ticket_number text primary key check (ticket_number ~ '^[0-9]{13}$'),
    order_id text not null references sandbox.orders,
    passenger_id text not null references sandbox.passenger,
    issued_at timestamptz not null,
    exchanged_from text references sandbox.ticket
);

create table sandbox.coupon (
    ticket_number text not null references sandbox.ticket,
    coupon_number integer not null check (coupon_number between 1 and 4),
    order_id text not null references sandbox.orders,
    passenger_id text not null references sandbox.passenger,
    segment_id text not null references sandbox.segment,
    status text not null check (status in ('O', 'A', 'C', 'L', 'F', 'E', 'R', 'V', 'S', 'I', 'U')),
    fare numeric(12, 2) not null check (fare >= 0),
    taxes numeric(12, 2) not null check (taxes >= 0),
    currency text not null,
    refund_id text,
    primary key (ticket_number, coupon_number)
);
create index coupon_order on sandbox.coupon (order_id);
create index coupon_segment on sandbox.coupon (segment_id);
-- one traveller never holds two live coupons for one flight
create unique index coupon_live on sandbox.coupon (passenger_id, segment_id) where status in ('O', 'A', 'C', 'L');

create function sandbox.coupon_is_final() returns trigger language plpgsql as $$
begin
    raise exception 'coupon % of % is final', old.coupon_number, old.ticket_number;
end $$;
create trigger coupon_final before update on sandbox.coupon for each row
    when (old.status in ('E', 'F', 'R', 'V') and new.status is distinct from old.status)
    execute function sandbox.coupon_is_final();
"""

_MONEY = """
create table sandbox.payment (
    payment_id text primary key,
    order_id text not null references sandbox.orders,
    method text not null,
    amount numeric(12, 2) not null,
    currency text not null,
    acquirer_reference text not null,
    paid_at timestamptz not null
);
create index payment_order on sandbox.payment (order_id);

create table sandbox.refund (
    refund_id text primary key,
    order_id text not null references sandbox.orders,
    passenger_ids text[] not null,
    amount numeric(12, 2) not null check (amount >= 0),
    fee numeric(12, 2) not null check (fee >= 0),
    currency text not null,
    state text not null check (state in ('requested', 'validated', 'approved', 'sent', 'done', 'failed')),
    requested_at timestamptz not null,
    validated_at timestamptz,
    approved_at timestamptz,
    sent_at timestamptz,
    done_at timestamptz,
    failed_at timestamptz,
    -- when the finance department takes its next step; empty when it has none left
    next_at timestamptz
);
create index refund_due on sandbox.refund (next_at) where next_at is not null;
"""

_OPERATIONS = """
create table sandbox.operation (
    idempotency_key text primary key,
    operation text not null,
    order_id text,
    order_version integer,
    details jsonb not null default '{}',
    done_at timestamptz not null
);
"""
