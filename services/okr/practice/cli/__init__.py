"""The practice and its guides on the command line."""
