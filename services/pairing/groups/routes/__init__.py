"""Groups and their meetings over HTTP."""
