"""A witness: a program of somebody whom the log's operator doesn't control, with its own data and its own key.

It has no access to NATS and to nothing of Tomoni: it is told signed checkpoints (c2sp.org/tlog-witness), cosigns those
that go on from the one before, and remembers the last. Any other witness of that specification does as well.
"""
