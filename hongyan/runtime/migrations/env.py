"""Alembic environment: online migrations only, one transaction a revision."""

from alembic import context
from sqlalchemy import create_engine, pool

dsn = context.config.attributes["dsn"].replace("postgresql://", "postgresql+psycopg://", 1)

with create_engine(dsn, poolclass=pool.NullPool).connect() as connection:
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
