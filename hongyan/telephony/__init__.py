"""Calls: the line port and its adapters."""
