"""The ground the capabilities stand on: database, embedded PostgreSQL, settings, logging, secrets."""

from hongyan.runtime.database import Connection, Database

__all__ = ["Connection", "Database"]
