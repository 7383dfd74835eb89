"""Something small is tried for a key result, until a day, to learn something."""
