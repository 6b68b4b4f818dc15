"""Tables of protection: plans, the parties they cover, and the offers made to them."""

from alembic import op

revision = "0007_protection"
down_revision = "0006_disruptions"


def upgrade() -> None:
    op.execute("create schema if not exists protection")
    op.execute("""
        create table protection.plan (
            plan_id text primary key,
            created_at timestamptz not null,
            state text not null default 'placing' check (state in ('placing', 'ready')),
            renewal boolean not null default false,
            disruption_ids text[] not null,
            parties int not null,
            passengers int not null,
            unassigned int not null default 0,
            held int not null default 0,
            objective double precision not null,
            lp_bound double precision not null,
            gap double precision not null,
            seconds double precision not null,
            plan_mean_delay_min double precision not null,
            first_come_mean_delay_min double precision not null,
            report jsonb not null default '{}'
        )
    """)
    op.execute("create index plan_placing on protection.plan (created_at) where state = 'placing'")
    op.execute("create index plan_by_disruption on protection.plan using gin (disruption_ids)")
    op.execute("""
        create table protection.party (
            party_id text primary key,
            disruption_id text not null,
            order_id text not null,
            plan_id text not null references protection.plan,
            state text not null check
                (state in ('planning', 'planned', 'unassigned', 'choosing', 'decided', 'closed')),
            locked boolean generated always as (state in ('choosing', 'decided')) stored,
            reason text,
            decided_kind text check (decided_kind in ('rebook', 'refund', 'keep')),
            seats int not null,
            planned_delay_min int,
            first_come_delay_min int,
            tries int not null default 0,
            due_at timestamptz,
            updated_at timestamptz not null
        )
    """)
    op.execute("create index party_by_disruption on protection.party (disruption_id)")
    op.execute("create index party_by_plan on protection.party (plan_id)")
    op.execute("""
        create index party_due on protection.party (due_at)
        where due_at is not null and state in ('planned', 'unassigned')
    """)
    op.execute("""
        create table protection.offer (
            offer_id text primary key,
            party_id text not null references protection.party,
            plan_id text not null references protection.plan,
            rank int not null,
            kind text not null check
                (kind in ('own', 'own_connection', 'partner', 'nearby', 'same_flight', 'refund')),
            state text not null check
                (state in ('intended', 'held', 'proposed', 'chosen', 'declined', 'expired', 'lost', 'withdrawn')),
            legs jsonb not null default '[]',
            cabins text[] not null default '{}',
            signature text not null,
            departs timestamptz,
            arrives timestamptz,
            arrival_delay_min int,
            together boolean not null default true,
            old_segment_ids text[] not null default '{}',
            seats int not null,
            hold_id text unique,
            hold_expires_at timestamptz,
            hold_to_release boolean not null default false,
            intended_at timestamptz,
            explanation jsonb not null default '{}',
            first_come_arrival_delay_min int,
            created_at timestamptz not null
        )
    """)
    op.execute("create index offer_by_party on protection.offer (party_id, rank)")
    op.execute("create index offer_by_plan on protection.offer (plan_id) where state = 'intended'")
    op.execute("create index offer_intended on protection.offer (intended_at) where state = 'intended'")
    op.execute("create index offer_to_release on protection.offer (offer_id) where hold_to_release")
    op.execute("""
        create table protection.planned (
            disruption_id text primary key,
            version int not null,
            at timestamptz not null
        )
    """)
    op.execute("create unique index one_chosen_offer on protection.offer (party_id) where state = 'chosen'")
