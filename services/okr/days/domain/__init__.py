"""Days, and the one figure that may be told of them. Pure."""
