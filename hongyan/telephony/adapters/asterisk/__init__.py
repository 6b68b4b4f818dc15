"""The line over a real exchange: Asterisk 22, driven by ARI over one WebSocket."""
