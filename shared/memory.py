"""Memory that isn't needed any more, given back to the system."""

from __future__ import annotations

import ctypes
import gc
from functools import cache


def give_back() -> None:
    """After something large: let go of what hangs together in circles, and of what the allocator keeps in reserve.

    A service looks for such garbage rarely, and each thread's own reserve stays as large as it ever was, else.
    """
    gc.collect()
    if (trim := _trim()) is not None:
        trim(0)


@cache
def _trim() -> ctypes._NamedFuncPointer | None:
    """The C library's own way, where it has one (glibc)."""
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
