"""Measures of the practice and the facts that they rest on. Pure."""
