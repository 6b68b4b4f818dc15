"""Seats for everyone: candidates, solver, holds and offers for the parties of disrupted flights."""
