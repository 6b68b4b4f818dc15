"""Airline systems behind the port: one folder each."""
