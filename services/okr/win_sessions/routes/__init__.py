"""Win sessions over HTTP."""
