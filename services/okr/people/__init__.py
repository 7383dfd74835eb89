"""People join, move between teams, are renamed, leave, and may be forgotten."""
