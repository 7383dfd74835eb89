"""Objectives and key results as a board and as a tree, as they are and as they were."""
