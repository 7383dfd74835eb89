"""No operation holds the whole log or a whole table: each is run on a long log, and its memory is looked at."""
