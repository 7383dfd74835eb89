"""The clock of a service: what time brings about, issued as commands, once each, by one process at a time."""

from shared.clock.clock import Clock, clock_of, ticking
from shared.clock.rules import Due, Rule, order_of

__all__ = ["Clock", "Due", "Rule", "clock_of", "order_of", "ticking"]
