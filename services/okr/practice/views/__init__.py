"""Ideals, support, and what the measures rest on, as tables and questions."""
