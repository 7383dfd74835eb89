"""Groups and their meetings on the command line."""
