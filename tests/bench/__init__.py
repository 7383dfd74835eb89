"""Figures by `make bench`: what Tomoni does against the plain way to do it, on this machine, as ratios."""
