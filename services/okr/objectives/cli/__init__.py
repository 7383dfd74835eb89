"""Objectives, key results and check-ins on the command line."""
