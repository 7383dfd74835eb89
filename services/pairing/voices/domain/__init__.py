"""The month's question, and an insight. Pure."""
