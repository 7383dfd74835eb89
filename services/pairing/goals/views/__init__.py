"""Objectives, key results, quarters and the calendar, as okr's events tell them."""
