"""A group is formed, meets by its own cadence, is healed when somebody leaves, and dissolves."""
