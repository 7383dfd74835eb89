"""What former versions of this program left behind, as text; the current one must go on with each of it."""
