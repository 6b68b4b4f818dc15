"""Air waybills, their check digit and their events."""
