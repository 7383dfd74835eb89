"""The published language: what the services say to each other, to subscribers and to auditors.

Each module names in its `__all__` what it publishes.
"""

from .absences import *
from .access import *
from .authority import *
from .base import *
from .catalogue import *
from .company import *
from .continuing import *
from .envelope import *
from .goals import *
from .ids import *
from .labels import *
from .measures import *
from .okr import *
from .pairing import *
from .parking import *
from .practice import *
from .refusals import *
from .role_models import *
from .values import *
from .win_sessions import *
