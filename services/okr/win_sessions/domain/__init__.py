"""All sessions of a team as one aggregate, and what a win is. Pure."""
