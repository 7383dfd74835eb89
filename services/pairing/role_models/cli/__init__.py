"""Role models and their terms on the command line."""
