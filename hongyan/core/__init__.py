"""Ground floor, pure Python: identities, money, time, phone numbers, events and the error tree."""
