"""Who may be drawn: the pool, and what people choose for themselves in confidence."""
