"""Sums written out, and which events are the cause of a figure. Pure."""
