"""The pool, and by confidential ids who pauses, is away, or wishes what."""
