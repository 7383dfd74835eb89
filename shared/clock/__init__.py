"""The clock of a service: what time brings about, issued as commands, once each, by one process at a time."""

from shared.clock.clock import Clock
from shared.clock.rules import Due, Rule, order_of
from shared.clock.running import clock_of, ticking

__all__ = ["Clock", "Due", "Rule", "clock_of", "order_of", "ticking"]
