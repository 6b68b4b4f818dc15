"""The ground the capabilities stand on: database, embedded PostgreSQL, settings, logging, secrets."""

from hongyan.runtime.database import EAGER_TO_RECONNECT, Connection, Database

__all__ = ["EAGER_TO_RECONNECT", "Connection", "Database"]
