"""Objectives with their key results, check-ins, scores, alignments and what they were carried over from."""
