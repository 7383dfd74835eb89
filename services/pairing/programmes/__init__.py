"""How buddy groups are made: which functions meet, how large a group is, how long it stays."""
