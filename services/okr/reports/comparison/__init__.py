"""What moved between two instants, and who moved it."""
