"""Tables of servicing, and what a sold order needs of the sandbox airline: class fares, payments, seats, linked products."""

from alembic import op

revision = "0012_servicing"
down_revision = "0009_reach"


def upgrade() -> None:
    op.execute(_FLIGHTS)
    op.execute(_SALES)
    op.execute(_SERVICES)
    op.execute(_MEMBERS)
    op.execute(_CARGO)
    op.execute(_CHANGES)
    op.execute(_SERVICING)


_FLIGHTS = """
alter table flights.leg add column terminal text, add column arrival_terminal text, add column gate text;
create index leg_flight on flights.leg (carrier, number, origin_date);
"""

_SALES = """
-- the adult fare at which a class is on sale; empty = this class is sold by nobody who asks for a price
alter table sandbox.rbd add column fare numeric(12, 2), add column currency text not null default 'CNY';
alter table sandbox.seat_hold_leg add column rbd text;
create index seat_hold_leg_rbd on sandbox.seat_hold_leg (leg_key, cabin, rbd) where rbd is not null;
alter table sandbox.passenger add column age integer check (age >= 0);
create index contact_value on sandbox.contact (value);
create index order_locator on sandbox.orders (locator);
create index passenger_member on sandbox.passenger (ffp_number) where ffp_number is not null;
create index refund_order on sandbox.refund (order_id);

alter table sandbox.payment
    add column reason text not null default 'sale' check (reason in ('sale', 'change')),
    add column given_back_at timestamptz;

-- the order in which operations took effect, whatever the clock said
alter table sandbox.operation add column number bigint generated always as identity;
create index operation_number on sandbox.operation (number);
"""

_SERVICES = """
create table sandbox.seat (
    segment_id text not null references sandbox.segment,
    passenger_id text not null references sandbox.passenger,
    leg_key text not null,
    seat text not null,
    primary key (segment_id, passenger_id),
    unique (leg_key, seat)
);

create table sandbox.linked_product (
    ref text primary key,
    order_id text not null references sandbox.orders,
    kind text not null check (kind in ('hotel', 'car')),
    name text not null,
    starts text not null,
    ends text,
    place text,
    state text not null default 'booked' check (state in ('booked', 'cancelled')),
    -- what the partner's conditions allow
    changeable boolean not null default true,
    version integer not null default 1
);
create index linked_product_order on sandbox.linked_product (order_id);

-- what partners' systems say of things that are no orders: agencies, hotel orders, bags, alerts
create table sandbox.partner_record (
    kind text not null,
    ref text not null,
    facts jsonb not null,
    primary key (kind, ref)
);
"""

_MEMBERS = """
alter table sandbox.ffp_account add column name text, add column phone text, add column enrolled_at timestamptz;
create index ffp_account_phone on sandbox.ffp_account (phone) where phone is not null;

-- every mile in or out; an account's miles are the sum of its entries
create table sandbox.mile_entry (
    entry_id text primary key,
    ffp_number text not null references sandbox.ffp_account,
    miles integer not null,
    reason text not null check (reason in ('opening', 'flight', 'claim', 'award', 'reversal')),
    reference text,
    at timestamptz not null
);
create index mile_entry_account on sandbox.mile_entry (ffp_number, at);

create table sandbox.flown (
    ticket_number text not null,
    flight text not null,
    origin_date date not null,
    rbd text not null,
    board text,
    off text,
    traveller text,
    ffp_number text,
    credited boolean not null default false,
    primary key (ticket_number, flight, origin_date)
);
"""

_CARGO = """
create table sandbox.shipment (
    awb text primary key check (awb ~ '^[0-9]{11}$'),
    origin text not null,
    destination text not null,
    pieces integer not null,
    weight_kg numeric(10, 1) not null
);
create table sandbox.shipment_event (
    awb text not null references sandbox.shipment,
    code text not null,
    station text not null,
    at timestamptz not null,
    flight text,
    pieces integer,
    primary key (awb, code, at, station)
);
"""

_CHANGES = """
alter table bookings.change drop constraint change_kind_check;
alter table bookings.change add constraint change_kind_check
    check (kind in ('rebook', 'change', 'refund', 'keep'));
alter table bookings.change
    add column collect numeric(14, 2),
    add column collect_currency text,
    add column payment_method text,
    add column payment_id text,
    add column fare_differences jsonb not null default '{}';
"""

_SERVICING = """
create schema if not exists servicing;

create table servicing.act (
    act_id text primary key,
    kind text not null,
    order_id text,
    passenger_ids text[] not null default '{}',
    args jsonb not null,
    consent text,
    said_by text not null,
    language text not null,
    state text not null check (state in ('intended', 'running', 'done', 'failed', 'with_person')),
    reason text,
    details jsonb not null default '{}',
    change_id text,
    attempts integer not null default 0,
    requested_at timestamptz not null,
    due_at timestamptz not null,
    settled_at timestamptz,
    locked_until timestamptz
);
create index act_due on servicing.act (due_at, act_id) where state in ('intended', 'running');
create index act_change on servicing.act (change_id) where change_id is not null;
create index act_order on servicing.act (order_id) where order_id is not null;

create table servicing.document (
    document_id text primary key,
    act_id text not null unique references servicing.act,
    kind text not null check (kind in ('certificate', 'invoice')),
    order_id text,
    facts jsonb not null,
    issued_at timestamptz not null
);
"""
