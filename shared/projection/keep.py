"""The tables of a store that are not views: a rebuild never touches them, a backup must hold them.

`keep_metadata` is the one place that lists them. A module that needs such a table declares it on this object; creating
or migrating a store creates every table of it, and dropping views never looks here.
"""

from __future__ import annotations

from sqlalchemy import MetaData

keep_metadata = MetaData()
"""Every table that the log can't bring back: sign-ins, handled-marks, outbox."""
