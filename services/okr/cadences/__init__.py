"""How often whose key results are owed a check-in, what is owed by now, and who was reminded."""
