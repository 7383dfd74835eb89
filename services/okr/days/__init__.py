"""Somebody's day: check-in in the morning, check-out in the evening, read only by mentors whom he invited."""
