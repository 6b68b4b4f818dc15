"""Scoring of every conversation, surveys after contacts, and what follows from a low score."""
