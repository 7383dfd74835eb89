"""Sessions, what is on their agendas, and the wins that the log tells of."""
