"""Rotations and simulations over HTTP."""
