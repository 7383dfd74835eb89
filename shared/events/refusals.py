"""Why a command is refused: the exception tree of every domain.

::

    Refused
    ├── Invalid      the command itself is wrong, whatever the state        (HTTP 422)
    │   └── Unfitting    each value is right, but not beside another one, or not for what is there
    ├── NotFound     it names something that isn't there                     (HTTP 404)
    ├── Forbidden    this person may not do it                               (HTTP 403)
    └── WrongState   right command, wrong moment: ended, closed, still open  (HTTP 409)

The text is a sentence to a person: what is wrong, where, and what to do.
"""

from __future__ import annotations

__all__ = ["Forbidden", "Invalid", "NotFound", "Refused", "Unfitting", "WrongState"]


class Refused(ValueError):
    """A command that is not carried out; nothing was changed."""


class Invalid(Refused):
    """The command is wrong in itself: a value is empty, too long, out of range.

    The API page says of each value what it may be, so whoever keeps to it never meets one.
    """


class Unfitting(Invalid):
    """Right as they are, the values don't fit each other or what is there, as no schema can tell.

    A baseline that equals its target, a day that is over, a zone for what is measured by a number.
    """

    well_formed = True


class NotFound(Refused):
    """The command names something that doesn't exist."""


class Forbidden(Refused):
    """Somebody else may do this, this person may not."""


class WrongState(Refused):
    """The command would be right at another moment."""
