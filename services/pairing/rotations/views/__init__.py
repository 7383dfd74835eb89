"""Rotations from draft to end, what drafts propose, and who was with whom when."""
