"""Adapters of the line port, one file each: ``simulated`` (a population in software)."""
