"""Every figure with its sum, its parts and the events that made it."""
