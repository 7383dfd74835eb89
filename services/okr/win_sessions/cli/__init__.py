"""Win sessions on the command line."""
