"""The pool and people's own choices over HTTP."""
