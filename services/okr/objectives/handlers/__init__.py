"""What is asked of an objective, with what the decision must know of others, to the log."""
