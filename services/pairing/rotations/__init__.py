"""Groups are drawn for the time after a quarter, looked at, and confirmed; and who was with whom before."""
