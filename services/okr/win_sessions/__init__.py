"""What went well, told together: sessions, their agendas, praise, minutes, and what counts as a win."""
