"""What can go wrong around the server. Each message is one sentence that says what to do.

ServerError
  - ServerAlreadyRunning   another process runs this directory's server
  - ServerDidNotStart      the program ended or never answered
  - ReloadFailed           the running server didn't take a new configuration
  - StreamRefused          the server refused a declared stream or durable
  - SubscriberRefused      a subscriber's name, filter or position can't be taken
"""

from __future__ import annotations


class ServerError(Exception):
    """Something about the nats-server, its accounts or its streams is wrong."""


class ServerAlreadyRunning(ServerError):
    """Another process runs the server of this directory."""


class ServerDidNotStart(ServerError):
    """The server ended at once or didn't answer in time; its log says why."""


class ReloadFailed(ServerError):
    """The running server didn't take a changed configuration."""


class StreamRefused(ServerError):
    """The server refused to make or change a declared stream or durable."""


class SubscriberRefused(ServerError):
    """A subscriber's name, filter or position can't be taken."""
