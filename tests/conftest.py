"""Fixtures that every test may use."""

from tests.nats_fixture import nats_cluster, nats_server
from tests.postgres_fixture import postgres_server, postgres_url

__all__ = ["nats_cluster", "nats_server", "postgres_server", "postgres_url"]
