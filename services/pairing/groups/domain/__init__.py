"""A group, its rhythm, what it is told, and its brief. Pure."""
