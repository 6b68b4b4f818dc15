"""Orders, tickets, seats and refunds, and the airline system behind a port."""
