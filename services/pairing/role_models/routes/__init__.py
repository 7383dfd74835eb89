"""Role models and their terms over HTTP."""
