"""Hongyan (鸿雁): the open contact centre for airlines, airports and travel desks."""
