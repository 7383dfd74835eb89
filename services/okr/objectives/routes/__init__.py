"""Objectives, key results and check-ins over HTTP."""
