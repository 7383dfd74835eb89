"""What buddy groups chose to tell everybody."""
