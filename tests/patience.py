"""How long a test waits for what must happen."""

from __future__ import annotations

PATIENCE = 120.0
"""Seconds until a test gives up. Only what hangs takes so long: a machine with much else to do is slow, not wrong."""
