"""The practice and its guides over HTTP."""
