"""Adapters of the sender port, one file each: ``smtp``, and simulated SMS, push and mail."""
