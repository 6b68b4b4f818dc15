"""What was promised or complained about: an owner, a clock, and pushes until it is closed."""
