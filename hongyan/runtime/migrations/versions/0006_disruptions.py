"""Tables of disruptions: legs that went wrong, their story, and the passengers they hit."""

from alembic import op

revision = "0006_disruptions"
down_revision = "0005_bookings"


def upgrade() -> None:
    op.execute("create schema if not exists disruptions")
    op.execute("""
        create table disruptions.disruption (
            disruption_id text primary key,
            leg_id text not null,
            leg_key text not null,
            leg_version int not null,
            carrier text not null,
            flight text not null,
            board text not null,
            off text not null,
            origin_date date not null,
            std timestamptz not null,
            sta timestamptz not null,
            departs timestamptz not null,
            arrives timestamptz not null,
            has_left boolean not null default false,
            registration text,
            kind text not null check
                (kind in ('cancelled', 'delayed', 'advanced', 'diverted', 'returned', 'misconnect')),
            departure_delay_minutes int not null,
            arrival_delay_minutes int not null,
            cause_code text,
            inherited_cause text,
            cause_class text,
            carrier_cause boolean,
            known_at timestamptz not null,
            opened_at timestamptz not null,
            state text not null default 'open' check (state in ('open', 'withdrawn', 'closed')),
            ended_at timestamptz,
            ended_why text,
            affected int not null default 0,
            parties int not null default 0,
            misconnects int not null default 0,
            version int not null default 1
        )
    """)
    op.execute(
        "create unique index one_open_disruption_per_leg on disruptions.disruption (leg_id) where state = 'open'"
    )
    op.execute("create index disruption_by_leg on disruptions.disruption (leg_id)")
    op.execute("create index disruption_by_known on disruptions.disruption (known_at desc)")
    op.execute("""
        create table disruptions.affected (
            disruption_id text not null references disruptions.disruption,
            passenger_id text not null,
            order_id text not null,
            locator text not null,
            name_masked text not null default '',
            party_id text not null,
            segment_id text not null,
            old_segment_ids text[] not null,
            person_key text not null,
            cabin text not null,
            rbd text not null,
            kind text not null,
            ssrs text[] not null default '{}',
            tier text not null,
            language text not null,
            zone text,
            seats int not null,
            departs_at timestamptz not null,
            journey_board text not null,
            final_off text not null,
            original_arrival timestamptz not null,
            onward jsonb not null default '[]',
            misconnects boolean not null default false,
            group_name text,
            channel text not null,
            fare numeric,
            taxes numeric,
            currency text,
            payment_method text,
            sold_at timestamptz,
            contacts jsonb not null default '[]',
            checked_in boolean not null default false,
            -- when it became known that the disruption hits this traveller; later than its opening for late comers
            hit_at timestamptz not null,
            primary key (disruption_id, passenger_id)
        )
    """)
    op.execute("create index affected_by_party on disruptions.affected (party_id)")
    op.execute("create index affected_by_passenger on disruptions.affected (passenger_id)")
    op.execute("create index affected_by_order on disruptions.affected (order_id)")
    op.execute("create index affected_by_person on disruptions.affected (person_key)")
    op.execute("""
        create table disruptions.story (
            story_id bigint generated always as identity primary key,
            disruption_id text not null references disruptions.disruption,
            at timestamptz not null,
            what text not null,
            details jsonb not null default '{}'
        )
    """)
    op.execute("""
        create table disruptions.to_judge (
            leg_id text primary key,
            told jsonb not null,
            noted_at timestamptz not null
        )
    """)
    op.execute("create index story_by_disruption on disruptions.story (disruption_id, story_id)")
