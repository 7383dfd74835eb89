"""Why a command is refused: the exception tree of every domain.

::

    Refused
    ├── Invalid      the command itself is wrong, whatever the state        (HTTP 422)
    ├── NotFound     it names something that isn't there                     (HTTP 404)
    ├── Forbidden    this person may not do it                               (HTTP 403)
    └── WrongState   right command, wrong moment: ended, closed, still open  (HTTP 409)

The text is a sentence to a person: what is wrong, where, and what to do.
"""

from __future__ import annotations


class Refused(ValueError):
    """A command that is not carried out; nothing was changed."""


class Invalid(Refused):
    """The command is wrong in itself: a value out of range, a baseline that equals its target."""


class NotFound(Refused):
    """The command names something that doesn't exist."""


class Forbidden(Refused):
    """Somebody else may do this, this person may not."""


class WrongState(Refused):
    """The command would be right at another moment."""
