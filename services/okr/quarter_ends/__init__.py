"""A quarter ends, is frozen and verified: a process over the quarter and its objectives."""
