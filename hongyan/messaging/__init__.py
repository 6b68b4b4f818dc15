"""Text out: SMS, mail and push behind one port per channel."""
