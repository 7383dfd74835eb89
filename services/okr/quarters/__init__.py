"""Quarters are planned, started and ended: the periods that objectives belong to."""
