"""What somebody wants to be told, and when he may be. Pure."""
