"""Fixtures that every test may use."""

from tests.nats_fixture import nats_server

__all__ = ["nats_server"]
