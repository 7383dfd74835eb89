"""Ideals are defined, support is given, and both are looked at."""
